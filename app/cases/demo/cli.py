"""`flask demo`: fill an installation with invented cases."""

import click
from flask.cli import AppGroup

from app.cases.demo import seeding as invention
from app.extensions import db

COMMIT_EVERY = 50_000  # cases: a small city is there whole or not at all, a large one leaves room for others
demo = AppGroup("demo", help="Fill an installation with invented cases, to look around or to measure.")


@demo.command("seed")
@click.option("--cases", "count", type=click.IntRange(min=1), default=4000, show_default=True, help="How many.")
@click.option("--if-empty", is_flag=True, help="Do nothing where there is any case already.")
@click.option("--seed", type=int, default=311, show_default=True, help="The same seed makes the same city.")
def seed(count: int, if_empty: bool, seed: int) -> None:
    """Invent cases of the last three years, without any personal data: services, hot spots, seasons, promises."""
    if if_empty and not invention.is_empty():
        click.echo("There are cases here already: nothing is invented.")
        return
    with click.progressbar(length=count, label="Inventing cases") as bar:
        waiting = 0
        for batch in invention.seed_city(count, seed):
            waiting += batch
            bar.update(batch)
            if waiting >= COMMIT_EVERY or bar.pos == count:
                db.session.commit()
                waiting = 0
    click.echo(f"{count} invented cases are here.")
