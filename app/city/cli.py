"""Commands for whoever writes a city pack."""

from pathlib import Path

import click
from flask.cli import AppGroup

from app.city.catalogue import City
from app.city.current import current_city
from app.city.errors import PackError
from app.city.loader import load_city

cli = AppGroup("city", short_help="Work on a city pack.")


@cli.command("check")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
def check(folder: Path | None) -> None:
    """Check the pack in FOLDER, or this installation's own, and name every mistake with its file and line."""
    try:
        city = load_city(folder or current_city().folder)
    except PackError as error:
        click.echo(error.message)
        raise SystemExit(1) from None
    click.echo(f"ok: {_counted(city)}")


def _counted(city: City) -> str:
    return ", ".join((
        _count(len(city.services), "service", "services"),
        _count(len(city.groups), "group", "groups"),
        _count(len(city.agencies), "agency", "agencies"),
        _count(len(city.neighbourhoods), "neighbourhood", "neighbourhoods"),
        _count(len(city.stops), "stop", "stops"),
        _count(len(city.languages), "language", "languages"),
    ))  # fmt: skip


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
