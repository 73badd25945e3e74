"""The city's own shapes on the plane of a zoom: its boundary, the borders of its neighbourhoods, and their names.

All of it is worked out once for each zoom and kept until the city loads other shapes; a tile then cuts out its part.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from app.places.home import Shape
from app.places.maps.lines.pyramid import BEYOND, TOLERANCE, on_plane
from app.places.maps.square import TILE_PX, UNITS_PER_PX, Box, Square, meet, units_on

NAME_PX = 11
LETTER = 0.78 * NAME_PX * UNITS_PER_PX  # with the room between letters
LINE_HEIGHT = 1.25 * NAME_PX * UNITS_PER_PX
LONGEST_LINE = 14
BETWEEN = 16 * UNITS_PER_PX  # from name to name
# So near that a neighbourhood is wider than the screen, its name stands everywhere in it, this far apart.
EVERYWHERE_FROM, EVERYWHERE = 15, 2 * TILE_PX * UNITS_PER_PX


@dataclass(frozen=True, slots=True)
class AreaName:
    """The name of a neighbourhood, in one line or two, around its middle in units of the plane."""

    lines: tuple[str, ...]
    x: float
    y: float

    @property
    def box(self) -> Box:
        """What it covers."""
        across = max(map(len, self.lines)) * LETTER / 2
        down = len(self.lines) * LINE_HEIGHT / 2
        return self.x - across, self.y - down, self.x + across, self.y + down


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """The shapes on the plane of one zoom, simplified. Areas are those whose shape is known, middles those of all.

    `names` are what is written from afar: at the middles, where there is room.
    """

    boundary: tuple[BaseGeometry, ...]
    areas: NDArray[np.object_]
    names_of_areas: tuple[str, ...]
    index: shapely.STRtree
    middles: NDArray[np.float64]
    names_of_middles: tuple[str, ...]
    names: tuple[AreaName, ...]

    def boundary_in(self, square: Square) -> str:
        """The part of the city in a tile, as the data of an SVG path in its units; "" outside the city."""
        return _path((_cut(shape, square) for shape in self.boundary), square)

    def borders_in(self, square: Square) -> str:
        """The borders of its neighbourhoods, likewise."""
        found = np.sort(self.index.query(_around(square)))
        return _path((_cut(shape, square) for shape in shapely.boundary(self.areas[found])), square)

    def name_at(self, x: float, y: float) -> str | None:
        """The neighbourhood that holds a place, or, where their shapes are not known, whose middle is nearest."""
        if not self.names_of_middles or not any(shapely.contains_xy(shape, x, y) for shape in self.boundary):
            return None
        found = self.index.query(shapely.Point(x, y), predicate="intersects")
        if len(found):
            return self.names_of_areas[int(found.min())]
        return self.names_of_middles[int(np.argmin(np.sum((self.middles - (x, y)) ** 2, axis=1)))]


class _Same:
    """Shapes as a key of what was worked out of them: the same object, not one that looks like it, which takes long."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        self.shapes = shapes

    def __hash__(self) -> int:
        return id(self.shapes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.shapes is self.shapes


def outlines_on(zoom: int, shapes: Sequence[Shape]) -> Outlines:
    """The shapes on the plane of `zoom`; the same object again costs nothing."""
    return _worked_out(zoom, _Same(shapes))


@lru_cache(maxsize=32)
def _worked_out(zoom: int, same: _Same) -> Outlines:
    neighbourhoods = [shape for shape in same.shapes if shape.kind == "neighbourhood"]
    known = [(shape.name, _simplified(zoom, shape.outline)) for shape in neighbourhoods if shape.outline]
    areas = np.array([area for _name, area in known], dtype=object)
    boundary = [_simplified(zoom, one.outline) for one in same.shapes if one.kind == "boundary" and one.outline]
    for shape in boundary:
        shapely.prepare(shape)
    return Outlines(
        boundary=tuple(boundary),
        areas=areas,
        names_of_areas=tuple(name for name, _area in known),
        index=shapely.STRtree(areas),
        middles=np.array([units_on(zoom, one.longitude, one.latitude) for one in neighbourhoods]).reshape(-1, 2),
        names_of_middles=tuple(one.name for one in neighbourhoods),
        names=() if zoom >= EVERYWHERE_FROM else tuple(_without_crowding(_at_their_middles(zoom, neighbourhoods))),
    )


def area_names(square: Square, shapes: Sequence[Shape]) -> Iterator[AreaName]:
    """The names that a tile shows a part of."""
    outlines = outlines_on(square.z, shapes)
    names = outlines.names if square.z < EVERYWHERE_FROM else _everywhere(square, outlines)
    yield from (name for name in names if meet(name.box, square.units))


def _simplified(zoom: int, outline: BaseGeometry) -> BaseGeometry:
    return shapely.simplify(shapely.transform(outline, lambda places: on_plane(zoom, places)), TOLERANCE)


def _around(square: Square) -> BaseGeometry:
    left, top, right, bottom = square.units
    return shapely.box(left - BEYOND, top - BEYOND, right + BEYOND, bottom + BEYOND)


def _cut(shape: BaseGeometry, square: Square) -> BaseGeometry:
    return shapely.clip_by_rect(shape, *_around(square).bounds)


def _path(shapes: Iterable[BaseGeometry], square: Square) -> str:
    left, top, _right, _bottom = square.units
    rings = (ring for shape in shapes for part in shapely.get_parts(shape) for ring in _rings(part))
    return "".join(_ring(np.rint(shapely.get_coordinates(ring) - (left, top)).astype(int)) for ring in rings)


def _rings(part: BaseGeometry) -> Iterator[BaseGeometry]:
    if part.geom_type == "Polygon":
        yield from shapely.get_rings(part)
    elif part.geom_type == "LineString":
        yield part


def _ring(points: NDArray[np.int64]) -> str:
    if len(points) < 2:
        return ""
    steps = " ".join(f"{x} {y}" for x, y in np.diff(points, axis=0).tolist() if x or y).replace(" -", "-")
    return f"M{points[0][0]} {points[0][1]}l{steps}" if steps else ""


def _at_their_middles(zoom: int, neighbourhoods: Sequence[Shape]) -> Iterator[AreaName]:
    """The names of large ones first, then in the city's order."""
    for area in sorted(neighbourhoods, key=lambda shape: -shape.outline.area if shape.outline else 0):
        yield AreaName(_lines(area.name), *units_on(zoom, area.longitude, area.latitude))


def _without_crowding(names: Iterable[AreaName]) -> Iterator[AreaName]:
    taken: list[Box] = []
    for name in names:
        left, top, right, bottom = name.box
        roomy = left - BETWEEN, top - BETWEEN, right + BETWEEN, bottom + BETWEEN
        if not any(meet(roomy, other) for other in taken):
            taken.append(name.box)
            yield name


def _lines(name: str) -> tuple[str, ...]:
    """A long name in two lines as even as its words allow."""
    words = name.split()
    if len(name) <= LONGEST_LINE or len(words) < 2:
        return (name,)
    halves = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return min(halves, key=lambda half: max(map(len, half)))


def _everywhere(square: Square, outlines: Outlines) -> Iterator[AreaName]:
    """A name in each cell of a grid on the plane: that of the neighbourhood at its middle."""
    left, top, right, bottom = (int(edge // EVERYWHERE) for edge in _around(square).bounds)
    for column in range(left - 1, right + 2):
        for row in range(top, bottom + 1):
            x, y = (column + (0.25 if row % 2 else 0.75)) * EVERYWHERE, (row + 0.5) * EVERYWHERE
            name = outlines.name_at(x, y)
            if name:
                yield AreaName(_lines(name), x, y)
