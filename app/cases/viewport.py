"""What a piece of the map shows: its cases, or clusters of them where they are too many to be told apart.

A small box reads its cases from the index. A large one reads counts first, and its cases only if they are few: so the
whole world costs as much as the city.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Row,
    Select,
    String,
    Subquery,
    bindparam,
    func,
    literal,
    select,
    text,
    union_all,
)

from app.cases.counts import OPEN, CaseCount
from app.cases.models import Case
from app.cases.nearby import Search, chosen, filters, list_on_tiles, shape, values_of, within
from app.cases.workflow import OPEN_STATUSES
from app.extensions import db, table_of
from app.places.boxes import MOST_ZOOM, Box, place_at
from app.places.tiles import ZOOM, key_of, share_down, tile_at

SMALL_TILES = 64  # so many tiles at most: its cases are read themselves
PARTS = 8  # a cluster is no smaller than this part of the longer side
FINER = 1  # counts are read on tiles of half the size of clusters, so that these stand where the cases are
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
    total = sum(count for _, _, count in counted)
    if total > search.limit:
        return View(total, clusters=_clusters(counted, fine, cell_zoom))
    tiles = [key_of(int(across), int(down)) for across, down, _ in _count(search, box, ZOOM)] if total else []
    rows = list_on_tiles(search, tiles) if tiles else ()
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


@dataclass(slots=True)
class _Heap:
    """What lies in one cell: how many, the sums of where, and the tiles that it is on."""

    count: int
    across: float
    down: float
    west: int
    east: int
    north: int
    south: int


def _clusters(places: Iterable[Place], zoom: int, cell_zoom: int) -> list[Cluster]:
    """Places at one zoom, brought together by the cells of another, the largest clusters first."""
    shift = zoom - cell_zoom
    heaps: dict[tuple[int, int], _Heap] = {}
    for across, down, count in places:
        column, line = int(across), int(down)
        heap = heaps.get((column >> shift, line >> shift))
        if heap is None:
            heap = heaps[column >> shift, line >> shift] = _Heap(0, 0, 0, column, column, line, line)
        heap.count += count
        heap.across += across * count
        heap.down += down * count
        if not heap.west <= column <= heap.east:
            heap.west, heap.east = min(heap.west, column), max(heap.east, column)
        if not heap.north <= line <= heap.south:
            heap.north, heap.south = min(heap.north, line), max(heap.south, line)
    return sorted((_cluster(heap, zoom) for heap in heaps.values()), key=lambda cluster: -cluster.count)


def _cluster(heap: _Heap, zoom: int) -> Cluster:
    """It stands in the middle of its cases; its box holds the tiles that they are on."""
    latitude, longitude = place_at(heap.across / heap.count, heap.down / heap.count, zoom)
    north, west = place_at(heap.west, heap.north, zoom)
    south, east = place_at(heap.east + 1, heap.south + 1, zoom)
    return Cluster(latitude, longitude, heap.count, Box(west, south, east, north))


_case, _kept = table_of(Case).c, table_of(CaseCount).c
_ENDS = ("first", "last")
_at = lru_cache(maxsize=1 << 15)(tile_at)  # a city has some thousands of tiles
_BELOW = bindparam("below", type_=Integer)
_POINTS: dict[tuple[bool, ...], Select[Any]] = {}
_COUNTS: dict[tuple[bool | int, ...], Select[Any]] = {}


def _places(search: Search, box: Box) -> list[Place]:
    """Where each case of a small box is, on the finest tiles."""
    key = shape(search)
    if key not in _POINTS:
        points = select(_case.latitude, _case.longitude).where(_case.tile.in_(bindparam("tiles", expanding=True)))
        _POINTS[key] = points.where(*chosen(**filters(search)), *within(box))
    found = db.session.connection().execute(_POINTS[key], values_of(search) | {"tiles": box.tiles()}).all()
    side = 1 << MOST_ZOOM
    return [((longitude + 180) / 360 * side, share_down(latitude) * side, 1) for latitude, longitude in found]


def _count(search: Search, box: Box, zoom: int) -> list[Place]:
    """The middles of the tiles at a zoom that the box touches and that have any cases."""
    ranges = box.ranges()
    key = (*shape(search), len(ranges))
    if key not in _COUNTS:
        _COUNTS[key] = _counted(search, len(ranges))
    ends = {f"{end}_{n}": tile for n, ends in enumerate(ranges) for end, tile in zip(_ENDS, ends, strict=True)}
    values = values_of(search) | ends | {"below": 2 * (ZOOM - zoom)}
    values["statuses"] = search.statuses or (OPEN_STATUSES if search.services else (OPEN,))
    values["services"] = search.services or ("",)
    columns, rows = box.columns(zoom), box.rows(zoom)
    side = 1 << zoom
    counted = []
    for cell, count in db.session.connection().execute(_COUNTS[key], values).all():
        across, down = _at(cell)
        if down in rows and (across in columns or across + side in columns):
            counted.append((across + 0.5, down + 0.5, int(count)))
    return counted


def _counted(search: Search, ranges: int) -> Select[Any]:
    """Counts know no moments: what came or closed since some moment is counted in the index of the cases."""
    one = literal(1).label("count")
    if search.closed_since is not None:  # all that closed in a month is less than what ever closed in a corner
        found = select(_case.tile, one).where(*chosen(**filters(search))).subquery()
    elif search.since is not None:
        found = _on_ranges(select(_case.tile, one).where(*chosen(**filters(search))), _case.tile, ranges)
    else:
        found = _on_ranges(_read_counts(search), _kept.tile, ranges)
    total = func.sum(found.c.count)
    return select(found.c.tile.bitwise_rshift(_BELOW).label("cell"), total).group_by(text("cell")).having(total > 0)


def _read_counts(search: Search) -> Select[Any]:
    read = select(_kept.tile, _kept.count).where(_kept.status.in_(bindparam("statuses", expanding=True, type_=String)))
    if search.statuses and not search.services:
        return read
    return read.where(_kept.service_code.in_(bindparam("services", expanding=True, type_=String)))


def _on_ranges(rows: Select[Any], tile: ColumnElement[int], ranges: int) -> Subquery:
    """A statement for each range, so that a planner knows how little lies in it."""
    ends = ([bindparam(f"{end}_{n}", type_=BigInteger) for end in _ENDS] for n in range(ranges))
    return union_all(*(rows.where(tile.between(first, last)) for first, last in ends)).subquery()
