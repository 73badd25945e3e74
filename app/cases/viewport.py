"""What a piece of the map shows: its cases, or clusters of them where they are too many to be told apart.

A small box reads its cases from the index. A large one reads counts first, and its cases only if they are few: so the
whole world costs as much as the city.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Label,
    Row,
    Select,
    String,
    bindparam,
    func,
    select,
    text,
    union_all,
)

from app.cases.counts import CaseCount
from app.cases.models import Case
from app.cases.nearby import Search, chosen, filters, list_on_tiles, shape, values_of, within
from app.cases.workflow import OPEN_STATUSES
from app.extensions import db, table_of
from app.places.boxes import MOST_RANGES, MOST_ZOOM, Box, edges_of
from app.places.tiles import ZOOM, key_of, share_down, tile_at

SMALL_TILES = 64  # so many tiles at most: its cases are read themselves
PARTS = 8  # a cluster is no smaller than this part of the longer side
FINER = 2  # counts are read on tiles of a smaller size than clusters, so that these stand where the cases are
CITY_ZOOM = 13  # at which a city is some dozens of tiles: on larger ones it would stand beside itself
STREET_M = 100.0  # in a box as small as this nothing is clustered: what lies on one point would never come apart


@dataclass(frozen=True, slots=True)
class Cluster:
    """So many cases, where about, and the box to look into next."""

    latitude: float
    longitude: float
    count: int
    box: Box


@dataclass(frozen=True, slots=True)
class View:
    """What a box shows: rows of `nearby.COLUMNS` and `square`, or clusters; and how many cases that are."""

    total: int
    rows: Sequence[Row[Any]] = ()
    clusters: Sequence[Cluster] = ()


Place = tuple[float, float, int]  # column and row, with fractions, at some zoom; how many cases are there


def look_at(search: Search, box: Box, zoom: int | None = None) -> View:
    """The cases of a box, nearest to the search's point first, or clusters where they are more than its limit.

    `zoom` is that of the map they are shown on, if there is one: clusters then fit its pixels. Clusters of a large box
    count whole tiles, some 400 m wide, so a case just beyond its edge may be among them.
    """
    if box.count_tiles() <= SMALL_TILES:
        return _look_closely(search, box, zoom)
    cell_zoom = min(_cell_zoom(box, zoom), ZOOM)
    fine = min(max(cell_zoom + FINER, CITY_ZOOM), ZOOM)
    counted = _count(search, box, fine)
    total = sum(counted.values())
    if total > search.limit:
        middles = ((across + 0.5, down + 0.5, count) for (across, down), count in counted.items())
        return View(total, clusters=_clusters(middles, fine, cell_zoom))
    rows = list_on_tiles(search, [key_of(*tile) for tile in _count(search, box, ZOOM)]) if total else ()
    return View(len(rows), rows)


def _look_closely(search: Search, box: Box, zoom: int | None) -> View:
    rows = list_on_tiles(replace(search, limit=search.limit + 1), box.tiles())
    if len(rows) <= search.limit:
        return View(len(rows), rows)
    places = _places(search, box)
    if box.reach_m <= STREET_M:
        return View(len(places), rows[: search.limit])
    return View(len(places), clusters=_clusters(places, MOST_ZOOM, _cell_zoom(box, zoom)))


def _cell_zoom(box: Box, zoom: int | None) -> int:
    """The zoom whose tiles are the cells of clusters: 64 pixels on a map, but never far from a part of the box."""
    own = box.zoom_of(PARTS)
    return own if zoom is None else min(max(zoom + 2, own - 2, 0), own + 1)


def _clusters(places: Iterable[Place], zoom: int, cell_zoom: int) -> list[Cluster]:
    """Places at one zoom, brought together by the cells of another, the largest clusters first."""
    shift = 1 << (zoom - cell_zoom)
    cells: dict[tuple[int, int], list[Place]] = defaultdict(list)
    for place in places:
        cells[int(place[0]) // shift, int(place[1]) // shift].append(place)
    return sorted((_cluster(found, zoom) for found in cells.values()), key=lambda cluster: -cluster.count)


def _cluster(places: Sequence[Place], zoom: int) -> Cluster:
    """It stands in the middle of its cases; its box holds the tiles that they are on."""
    count = sum(place[2] for place in places)
    across, down = (sum(place[axis] * place[2] for place in places) / count for axis in (0, 1))
    tiles = [[int(place[axis]) for place in places] for axis in (0, 1)]
    first, last = (edges_of(end(tiles[0]), end(tiles[1]), zoom) for end in (min, max))
    middle = edges_of(across, down, zoom)
    return Cluster(middle.north, middle.west, count, Box(first.west, last.south, last.east, first.north))


_cases = table_of(Case)
_case, _counts = _cases.c, table_of(CaseCount)
_kept = _counts.c
_ENDS = [tuple(bindparam(f"{end}_{n}", type_=BigInteger) for end in ("first", "last")) for n in range(MOST_RANGES)]
_RANGES = union_all(*(select(first.label("first"), last.label("last")) for first, last in _ENDS)).cte("ranges")
_BELOW = bindparam("below", type_=Integer)
_POINTS: dict[tuple[bool, ...], Select[Any]] = {}
_COUNTS: dict[tuple[bool, ...], Select[Any]] = {}


def _places(search: Search, box: Box) -> list[Place]:
    """Where each case of a small box is, on the finest tiles."""
    key = shape(search)
    if key not in _POINTS:
        points = select(_case.latitude, _case.longitude).where(_case.tile.in_(bindparam("tiles", expanding=True)))
        _POINTS[key] = points.where(*chosen(**filters(search)), *within(box))
    found = db.session.connection().execute(_POINTS[key], values_of(search) | {"tiles": box.tiles()})
    side = 1 << MOST_ZOOM
    return [((longitude + 180) / 360 * side, share_down(latitude) * side, 1) for latitude, longitude in found]


def _count(search: Search, box: Box, zoom: int) -> dict[tuple[int, int], int]:
    """{column and row at a zoom: how many cases}, where there are any, on tiles that the box touches."""
    key = shape(search)
    if key not in _COUNTS:
        _COUNTS[key] = _counted(search)
    values = values_of(search) | _ends(box) | {"below": 2 * (ZOOM - zoom)}
    if not search.statuses:
        values["statuses"] = OPEN_STATUSES
    side, columns, rows = 1 << zoom, box.columns(zoom), box.rows(zoom)
    found = ((tile_at(cell), int(count)) for cell, count in db.session.connection().execute(_COUNTS[key], values))
    return {
        (across, down): count
        for (across, down), count in found
        if down in rows and (across in columns or across + side in columns)
    }


def _ends(box: Box) -> dict[str, int]:
    """The ranges of its tiles; those that are too many hold nothing."""
    ranges = box.ranges()
    ranges += [(1, 0)] * (MOST_RANGES - len(ranges))
    return {
        f"{end}_{n}": key for n, ends in enumerate(ranges) for end, key in zip(("first", "last"), ends, strict=True)
    }


def _counted(search: Search) -> Select[Any]:
    """Counts know no moments: what came or closed since some moment is counted in the index of the cases."""
    if search.closed_since is None and search.since is None:
        return _read_counts(search)
    counted = cast(Select[Any], select(_cell(_case.tile), func.count()))
    if search.closed_since is None:  # all that closed in a month is less than what ever closed in a corner
        counted = counted.join_from(_RANGES, _cases, _case.tile.between(_RANGES.c.first, _RANGES.c.last))
    return counted.where(*chosen(**filters(search))).group_by(text("cell"))


def _read_counts(search: Search) -> Select[Any]:
    total = func.sum(_kept.count)
    read = cast(Select[Any], select(_cell(_kept.tile), total))
    read = read.join_from(_RANGES, _counts, _kept.tile.between(_RANGES.c.first, _RANGES.c.last))
    read = read.where(_kept.status.in_(bindparam("statuses", expanding=True, type_=String)))
    if search.services:
        read = read.where(_kept.service_code.in_(bindparam("services", expanding=True, type_=String)))
    return read.group_by(text("cell")).having(total > 0)


def _cell(tile: ColumnElement[int]) -> Label[int]:
    return tile.bitwise_rshift(_BELOW).label("cell")
