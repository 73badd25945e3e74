"""Commands on the map's own drawing."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.extensions import db
from app.places.home import Home, current_home
from app.places.maps.lines.loading import ZOOMS, load_streets
from app.places.maps.lines.reading import BadFeature, StreetLine, UnusableFile, lines_of, read_features
from app.places.maps.lines.strokes import joined
from app.places.maps.models import MAX_SOURCE

MOST_SAID = 20


@click.command("lines")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def lines(files: tuple[Path, ...]) -> None:
    """Load streets for the map's own drawing, from FILES: GeoJSON with lines, plain or as .gz, in WGS84.

    \b
    name (fullname, street, …)    written along the street; may be missing
    highway (type, class, …)      how it is drawn; without one, long streets are main streets

    A file replaces what was loaded from a file of the same name; an empty FeatureCollection takes it away. Features
    that cannot be used are listed on standard error as FILE: feature N: reason, and the others are kept.

    Exits with 0 if every file had a line that could be used, with 1 otherwise.
    """
    home = current_home()
    if not all([_load(file, home) for file in files]):
        raise SystemExit(1)


def _load(file: Path, home: Home) -> bool:
    try:
        features = read_features(file)
    except UnusableFile as error:
        raise click.ClickException(f"{file}: {error}") from error
    bad: list[str] = []
    streets = joined(list(_usable(features, home, bad)))
    for reason in bad[:MOST_SAID]:
        click.echo(f"{file}: {reason}", err=True)
    if len(bad) > MOST_SAID:
        click.echo(f"{file}: … and {len(bad) - MOST_SAID} more", err=True)
    if features and not streets:
        return False
    db.session.commit()  # whoever reports something meanwhile need not wait
    with click.progressbar(load_streets(file.name[:MAX_SOURCE], streets), len(ZOOMS), label="Drawing") as zooms:
        for _zoom in zooms:
            db.session.commit()
    click.echo(f"{file.name}: {len(streets)} streets of {len(features)} features, {len(bad)} bad")
    return True


def _usable(features: Sequence[object], home: Home, bad: list[str]) -> Iterator[StreetLine]:
    for number, feature in enumerate(features, start=1):
        try:
            yield from lines_of(feature, home)
        except BadFeature as error:
            bad.append(f"feature {number}: {error}")
