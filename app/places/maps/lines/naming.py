"""Where the names of streets stand: along them, where they are straight, none over another, again after a while.

A name is placed once on the plane of its zoom and then written into every tile that it touches, so that no border of
a tile cuts it.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from app.places.maps.lines.pyramid import drawn_on
from app.places.maps.lines.ranks import Rank
from app.places.maps.lines.strokes import Street, length_m
from app.places.maps.square import EXTENT, UNITS_PER_PX
from app.places.tiles import key_of

NAMED_FROM = {Rank.MOTORWAY: 13, Rank.MAIN: 14, Rank.MIDDLE: 15, Rank.MINOR: 16, Rank.RAIL: 14, Rank.PATH: 17}
DEEPEST = 18  # nearer tiles show a part of these, enlarged
ZOOMS = range(min(NAMED_FROM.values()), DEEPEST + 1)
LETTER = 6.4 * UNITS_PER_PX  # how wide one is, at most, in most alphabets
AGAIN = 420 * UNITS_PER_PX
CELL = 14 * UNITS_PER_PX  # half a letter more than the height of a name
STRAIGHT = 0.985  # of its length, as the crow flies: the rest is a bend that the eye does not see


@dataclass(frozen=True, slots=True)
class PlacedName:
    """A name on the plane of a zoom: its middle, half its length, its angle clockwise, -90 to 90 degrees."""

    text: str
    x: float
    y: float
    half_length: float
    angle_deg: float


TileNameRow = tuple[int, PlacedName, int, int]  # key of the tile, the name, its middle in units of that tile


def tile_names(zoom: int, streets: Sequence[Street]) -> Iterator[TileNameRow]:
    """The names that each tile of a zoom shows."""
    for name in placed(zoom, streets):
        for column, row in sorted({(int(x // EXTENT), int(y // EXTENT)) for x, y in _body(name, CELL)}):
            yield key_of(column, row), name, round(name.x) - column * EXTENT, round(name.y) - row * EXTENT


def placed(zoom: int, streets: Sequence[Street]) -> Iterator[PlacedName]:
    """Names where there is room: those of large streets first."""
    named = [street for street in streets if street.name and NAMED_FROM[street.rank] <= zoom]
    named.sort(key=lambda street: (street.rank, -length_m(street.places), street.name))
    taken: set[tuple[int, int]] = set()
    written: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for street, line in zip(named, drawn_on(zoom, named), strict=True):
        half = len(street.name) * LETTER / 2
        for name in _along(street.name, line, half):
            cells = {(int(x // CELL), int(y // CELL)) for x, y in _body(name, CELL / 2)}
            is_near = any(math.dist((name.x, name.y), other) < AGAIN / 2 for other in written[name.text])
            if taken.isdisjoint(cells) and not is_near:  # the other half of a wide street has it already
                taken |= cells
                written[name.text].append((name.x, name.y))
                yield name


def _along(text: str, line: shapely.Geometry, half: float) -> Iterator[PlacedName]:
    """Wherever the text could stand on its line: from the middle of the first stretch on."""
    length = float(shapely.length(line))
    count = max(1, int(length // AGAIN))
    if length < 2.2 * half:
        return
    middles = (np.arange(count) + 0.5) * length / count
    ends = _points(line, np.clip(np.concatenate((middles - half, middles, middles + half)), 0, length))
    for start, middle, end in zip(ends[:count], ends[count : 2 * count], ends[2 * count :], strict=True):
        east, south = end - start
        off = math.dist(middle, (start + end) / 2)
        if math.hypot(east, south) >= STRAIGHT * 2 * half and off < CELL / 4:
            angle = math.degrees(math.atan2(south, east))
            angle -= 180 * round(angle / 180)  # nobody reads upside down
            x, y = (start + end) / 2
            yield PlacedName(text, float(x), float(y), half, angle)


def _points(line: shapely.Geometry, at: NDArray[np.float64]) -> NDArray[np.float64]:
    return shapely.get_coordinates(shapely.line_interpolate_point([line], at))


def _body(name: PlacedName, reach: float) -> Iterator[tuple[float, float]]:
    """Places all over a name, and `reach` around it, near enough to each other that none of its cells is missed."""
    turn = math.radians(name.angle_deg)
    across, down = math.cos(turn), math.sin(turn)
    steps = max(2, math.ceil(2 * (name.half_length + reach) / (CELL / 2)))
    for step in range(steps + 1):
        along = (2 * step / steps - 1) * (name.half_length + reach)
        for aside in (-reach, 0.0, reach):
            yield name.x + along * across - aside * down, name.y + along * down + aside * across
