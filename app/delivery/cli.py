"""`flask delivery …`: the worker that tells followers, and how it does."""

import asyncio

import click
from flask import current_app
from flask.cli import AppGroup

from app.delivery.figures import as_lines, read_figures
from app.delivery.loop import Delivery
from app.jobs import bell

cli = AppGroup("delivery", help="Telling whoever follows.")


@cli.command("run")
@click.option("--once", is_flag=True, help="Send what is due now, and end.")
def run(once: bool) -> None:
    """Tell followers what happens, until somebody says stop (Ctrl-C, SIGTERM).

    `make run` starts one. Any number more may run beside it, on one machine or on several that share a PostgreSQL.
    """
    app = bell(current_app).app  # itself, not what stands for it in this thread

    async def work() -> None:
        delivery = Delivery(app)
        await (delivery.run_once() if once else delivery.run())

    asyncio.run(work())


@cli.command("status")
def status() -> None:
    """Say what waits, what ended in the last 24 hours, and why some was not told."""
    for line in as_lines(read_figures()):
        click.echo(line)
