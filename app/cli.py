"""Commands of the frame; each feature adds its own."""

from collections.abc import Callable

import click
from flask import Flask, current_app

from app.assets import forget_old_builds
from app.catalogues.cli import cli as i18n

Check = Callable[[], dict[str, int]]


def init_app(app: Flask) -> None:
    """Register them."""
    app.cli.add_command(sweep)
    app.cli.add_command(i18n)


def register_sweep(app: Flask, check: Check) -> None:
    """Have `flask sweep` run a check: {what was counted: how many}; faults start with FAULT."""
    app.extensions.setdefault("sweeps", []).append(check)


@click.command("sweep")
def sweep() -> None:
    """Prove that what was received is stored and told, repair what can be, and say what cannot. Exit 1 for faults."""
    counts: dict[str, int] = {"old files of earlier builds deleted": forget_old_builds(current_app.config["BUILDS"])}
    for check in current_app.extensions.get("sweeps", []):
        counts |= check()
    for what, count in counts.items():
        click.echo(f"{count:>8}  {what}")
    if any(count for what, count in counts.items() if what.startswith("FAULT")):
        raise SystemExit(1)
