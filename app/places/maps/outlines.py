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
from app.places.maps.square import UNITS_PER_PX, Box, Square, meet, place_on, units_on

NAME_PX = 11
LETTER = 0.78 * NAME_PX * UNITS_PER_PX  # with the room between letters
LINE_HEIGHT = 1.25 * NAME_PX * UNITS_PER_PX
LONGEST_LINE = 14
BETWEEN = 16 * UNITS_PER_PX  # from name to name
# So near that a neighbourhood is wider than the screen, its name stands everywhere in it, this far apart.
EVERYWHERE_FROM, EVERYWHERE = 15, 3 * 256 * UNITS_PER_PX


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
    """The shapes on the plane of one zoom, simplified."""

    boundary: tuple[BaseGeometry, ...]
    areas: NDArray[np.object_]
    index: shapely.STRtree
    names: tuple[AreaName, ...]

    def boundary_in(self, square: Square) -> str:
        """The part of the city in a tile, as the data of an SVG path in its units; "" outside the city."""
        return _path((_cut(shape, square) for shape in self.boundary), square)

    def borders_in(self, square: Square) -> str:
        """The borders of its neighbourhoods, likewise."""
        found = np.sort(self.index.query(_around(square)))
        return _path((_cut(shape, square) for shape in shapely.boundary(self.areas[found])), square)


@lru_cache(maxsize=64)
def outlines_on(zoom: int, shapes: Sequence[Shape]) -> Outlines:
    """The shapes on the plane of `zoom`; the same sequence again costs nothing."""
    of_kind = {
        kind: [_simplified(zoom, shape.outline) for shape in shapes if shape.kind == kind and shape.outline]
        for kind in ("boundary", "neighbourhood")
    }
    areas = np.array(of_kind["neighbourhood"], dtype=object)
    names = () if zoom >= EVERYWHERE_FROM else tuple(_without_crowding(_at_their_middles(zoom, shapes)))
    return Outlines(tuple(of_kind["boundary"]), areas, shapely.STRtree(areas), names)


def area_names(square: Square, shapes: Sequence[Shape]) -> Iterator[AreaName]:
    """The names that a tile shows a part of."""
    if square.z < EVERYWHERE_FROM:
        names: Iterable[AreaName] = outlines_on(square.z, shapes).names
    else:
        names = _everywhere(square, shapes)
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


def _at_their_middles(zoom: int, shapes: Sequence[Shape]) -> Iterator[AreaName]:
    """The names of large neighbourhoods first, then in the city's order."""
    areas = [shape for shape in shapes if shape.kind == "neighbourhood"]
    areas.sort(key=lambda shape: -shape.outline.area if shape.outline else 0)
    for shape in areas:
        yield AreaName(_lines(shape.name), *units_on(zoom, shape.longitude, shape.latitude))


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


def _everywhere(square: Square, shapes: Sequence[Shape]) -> Iterator[AreaName]:
    """A name in each cell of a grid on the plane: that of the neighbourhood at its middle."""
    left, top, right, bottom = (int(edge // EVERYWHERE) for edge in _around(square).bounds)
    for column in range(left - 1, right + 2):
        for row in range(top, bottom + 1):
            x, y = (column + (0.25 if row % 2 else 0.75)) * EVERYWHERE, (row + 0.5) * EVERYWHERE
            found = _neighbourhood_at(shapes, *place_on(square.z, x, y))
            if found:
                yield AreaName(_lines(found.name), x, y)


def _neighbourhood_at(shapes: Sequence[Shape], longitude: float, latitude: float) -> Shape | None:
    """The one that holds a place, or, where their shapes are not known, whose middle is nearest."""
    if not any(shapely.contains_xy(one.outline, longitude, latitude) for one in shapes if one.kind == "boundary"):
        return None
    areas = [shape for shape in shapes if shape.kind == "neighbourhood"]
    shrink = np.cos(np.radians(latitude))

    def rank(area: Shape) -> tuple[bool, float]:
        is_in = area.outline is not None and bool(shapely.contains_xy(area.outline, longitude, latitude))
        return not is_in, ((area.longitude - longitude) * shrink) ** 2 + (area.latitude - latitude) ** 2

    return min(areas, key=rank, default=None)
