"""Commands for whoever writes a city pack, or brings in the city's own map."""

import time
from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import AppGroup

from app.city.catalogue import City
from app.city.current import current_city, watch
from app.city.errors import Mistake, PackError
from app.city.followers import followers
from app.city.loader import load_city
from app.city.loading.planning import Plan, Wishes, plan_areas
from app.city.models import Kind
from app.city.operations import forget_areas, list_known, replace_areas
from app.city.watching import LOOK_EVERY_SECONDS
from app.extensions import db

TOLERANCE_M = 5.0
GRACE_SECONDS = LOOK_EVERY_SECONDS + 1  # then every process has looked, and what it received before is stored
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
cli = AppGroup("city", short_help="Work on a city pack; load a city's areas.")


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


@cli.command("load")
@click.option("--neighbourhoods", type=FILE, help="The names residents use: Polygons or MultiPolygons.")
@click.option("--boundary", type=FILE, help="Where the city is in charge.")
@click.option("--districts", type=FILE, help="Parts of the city as those count who work there.")
@click.option("--name-field", default="", help="The property with the names, where it is not plain.")
@click.option("--slug-field", default="", help="A property to make addresses of, instead of the names.")
@click.option(
    "--tolerance", type=click.FloatRange(0, 200), default=TOLERANCE_M, show_default=True,
    help="Metres by which lines may be simplified; 0 keeps every corner.",
)  # fmt: skip
@click.option(
    "--forget", type=click.Choice([kind.value for kind in Kind]), multiple=True,
    help="Go back to the city pack for one kind; may be given several times.",
)  # fmt: skip
@click.option("--recompute", is_flag=True, help="Give every case its neighbourhood anew, whatever is loaded.")
@click.option("--no-wait", is_flag=True, help="No server is running: do not wait for any.")
def load(
    *,
    neighbourhoods: Path | None,
    boundary: Path | None,
    districts: Path | None,
    name_field: str,
    slug_field: str,
    tolerance: float,
    forget: Sequence[str],
    recompute: bool,
    no_wait: bool,
) -> None:
    """Load the city's own areas: GeoJSON (RFC 7946) in degrees, .gz too.

    Each file replaces what was loaded of its kind. All files are taken, or none: every mistake is listed on standard
    error as FILE:LINE: mistake. Neighborhoods that the city pack knows keep their names, addresses and translations.
    Servers take it up within seconds, without a restart; then every case is given the neighborhood that its public
    place lies in.

    Exits with 1 if anything is wrong with a file.
    """
    files = {Kind.BOUNDARY: boundary, Kind.NEIGHBOURHOODS: neighbourhoods, Kind.DISTRICTS: districts}
    given = {kind: path for kind, path in files.items() if path}
    gone = [Kind(kind) for kind in forget]
    if not (given or gone or recompute):
        raise click.UsageError("give a file with --neighbourhoods, --boundary or --districts")
    if twice := [kind for kind in gone if kind in given]:
        raise click.UsageError(f"--forget {twice[0]} and --{twice[0]} go against each other")
    pack, wishes = watch().pack, Wishes(name_field, slug_field, tolerance)
    earlier = {kind: list_known(kind) for kind in given}
    db.session.commit()  # nobody waits for the store while files are read
    plans = [plan_areas(kind, path, pack, earlier[kind], wishes) for kind, path in given.items()]
    _tell([notice for plan in plans for notice in plan.notices])
    if mistakes := [mistake for plan in plans for mistake in plan.mistakes]:
        _tell(mistakes)
        raise SystemExit(1)
    changed = _store(plans, gone)
    db.session.commit()
    watch().look()
    if recompute or Kind.NEIGHBOURHOODS in changed:
        _follow(must_wait=bool(changed) and not no_wait)


def _store(plans: list[Plan], gone: list[Kind]) -> set[Kind]:
    changed = {plan.kind for plan in plans if replace_areas(plan.kind, plan.areas)}
    for plan in plans:
        same = "" if plan.kind in changed else ", as before"
        corners = sum(area.corners for area in plan.areas)
        click.echo(f"{plan.kind}: {_count(len(plan.areas), 'area', 'areas')}, {corners:,} corners{same}")
    for kind in gone:
        if forget_areas(kind):
            changed.add(kind)
        click.echo(f"{kind}: as in the city pack")
    return changed


def _follow(*, must_wait: bool) -> None:
    """What was received by a server that did not know the new areas yet is looked at once more."""
    started = time.monotonic()
    lasts = [follower.last() for follower in followers()]
    db.session.commit()
    _follow_after([0] * len(lasts))
    if must_wait and any(lasts):
        click.echo("Waiting until every server has taken it up…")
        time.sleep(max(0.0, GRACE_SECONDS - (time.monotonic() - started)))
        _follow_after(lasts)


def _follow_after(lasts: list[int]) -> None:
    for follower, last in zip(followers(), lasts, strict=True):
        count = follower.count_after(last)
        with click.progressbar(length=count, label=f"Neighborhoods of {count:,} {follower.what}") as bar:
            for seen in follower.follow_after(last):
                db.session.commit()
                bar.update(seen)


def _tell(lines: Sequence[Mistake]) -> None:
    for line in sorted(set(lines)):
        click.echo(str(line), err=True)


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
