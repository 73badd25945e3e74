"""Streets cut into the tiles of one zoom: only what it shows, with no more points than its pixels can tell apart."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise, product

import numpy as np
import shapely
from numpy.typing import NDArray

from app.places.maps.lines.ranks import SHOWN_FROM, Rank
from app.places.maps.lines.strokes import Street
from app.places.maps.square import EXTENT, MIN_ZOOM, UNITS_PER_PX
from app.places.tiles import MAX_LATITUDE, key_of

DEEPEST = 16  # nearer tiles show a part of these, enlarged
ZOOMS = range(MIN_ZOOM, DEEPEST + 1)
TOLERANCE = 0.4 * UNITS_PER_PX
BEYOND = 12 * UNITS_PER_PX  # lines go on a little outside, so that no end of theirs shows

Lines = NDArray[np.object_]
TilePath = tuple[int, Rank, str]  # key, rank, data of an SVG path


def drawn_on(zoom: int, streets: Sequence[Street]) -> Lines:
    """The streets as lines in units on the plane of a zoom, simplified."""
    if not streets:
        return np.empty(0, dtype=object)
    places = np.concatenate([np.array(street.places) for street in streets])
    owners = np.repeat(np.arange(len(streets)), [len(street.places) for street in streets])
    lines = shapely.linestrings(on_plane(zoom, places), indices=owners)
    return np.asarray(shapely.simplify(lines, TOLERANCE, preserve_topology=False), dtype=object)


def on_plane(zoom: int, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pairs of longitude and latitude as pairs of units: `units_on` for many."""
    side = float(EXTENT << zoom)
    sine = np.sin(np.radians(np.clip(places[:, 1], -MAX_LATITUDE, MAX_LATITUDE)))
    down = (0.5 - np.arctanh(sine) / (2 * np.pi)) * side
    return np.column_stack(((places[:, 0] + 180) / 360 * side, down))


def tile_paths(zoom: int, streets: Sequence[Street]) -> Iterator[TilePath]:
    """What each tile of a zoom shows of the streets, one path for each rank that it has."""
    shown = [street for street in streets if SHOWN_FROM[street.rank] <= zoom]
    lines = drawn_on(zoom, shown)
    for (column, row), within in _by_tile(lines):
        left, top = column * EXTENT, row * EXTENT
        corners = (left - BEYOND, top - BEYOND, left + EXTENT + BEYOND, top + EXTENT + BEYOND)
        cut = shapely.clip_by_rect(lines[within], *corners)
        paths: dict[Rank, list[str]] = defaultdict(list)
        for at, line in zip(within, cut, strict=True):
            paths[shown[at].rank] += _moves(line, left, top)
        yield from ((key_of(column, row), rank, "".join(moves)) for rank, moves in paths.items() if moves)


def _by_tile(lines: Lines) -> Iterator[tuple[tuple[int, int], NDArray[np.int64]]]:
    """Each tile that a line comes near, and which lines those are, in their order."""
    if not len(lines):
        return
    west, north, east, south = (int(edge // EXTENT) for edge in shapely.total_bounds(lines))
    tiles = list(product(range(west, east + 1), range(north, south + 1)))
    corners = np.array(tiles, dtype=float) * EXTENT
    boxes = shapely.box(*(corners - BEYOND).T, *(corners + EXTENT + BEYOND).T)
    of_tile, of_line = shapely.STRtree(lines).query(boxes, predicate="intersects")
    order = np.lexsort((of_line, of_tile))
    of_tile, of_line = of_tile[order], of_line[order]
    starts = np.flatnonzero(np.diff(of_tile, prepend=-1))
    for start, end in pairwise([*starts.tolist(), len(of_tile)]):
        yield tiles[of_tile[start]], of_line[start:end]


def _moves(line: shapely.Geometry, left: int, top: int) -> Iterator[str]:
    """The parts of a line that is inside, in whole units: `M10 20l5-3`."""
    for part in shapely.get_parts(line):
        points = np.rint(shapely.get_coordinates(part) - (left, top)).astype(int)
        steps = [(x, y) for x, y in np.diff(points, axis=0).tolist() if x or y]
        if steps:
            yield f"M{points[0][0]} {points[0][1]}l" + " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-")
