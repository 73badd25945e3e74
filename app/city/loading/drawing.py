"""Makes a shape of a feature's geometry, or says why it is none. Degrees are WGS84, longitude first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from app.city.catalogue import Bounds

Degrees = npt.NDArray[np.float64]
MARGIN_DEGREES = 0.02  # some two kilometres: a neighbourhood may reach over the box that a pack gives its city
MAX_REPAIR = 0.01  # of its area; more, and nobody knows what was meant


class Unfit(ValueError):
    """A geometry that is no area of this city; the text says why."""


class Swapped(Unfit):
    """Latitude stands where longitude belongs."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A shape, and what had to be mended."""

    shape: BaseGeometry
    notice: str = ""


def draw(geometry: Any, bounds: Bounds) -> Drawing:
    """The area of a geometry of GeoJSON. Raises Unfit."""
    polygons = [_rings(rings, bounds) for rings in _polygons(geometry)]
    return _repaired(_joined([shapely.Polygon(rings[0], rings[1:]) for rings in polygons]))


def _polygons(geometry: Any) -> list[Any]:
    match geometry:
        case {"type": "Polygon", "coordinates": [_, *_] as rings}:
            return [rings]
        case {"type": "MultiPolygon", "coordinates": [_, *_] as polygons}:
            return list(polygons)
        case {"type": "Polygon" | "MultiPolygon"}:
            raise Unfit("its coordinates are missing or empty")
        case {"type": str(kind)}:
            raise Unfit(f"it must be a Polygon or MultiPolygon, not {kind}")
    raise Unfit("it has no geometry")


def _rings(rings: Any, bounds: Bounds) -> list[Degrees]:
    if not isinstance(rings, list) or not rings:
        raise Unfit("a polygon must be a list of rings")
    return [_ring(ring, bounds) for ring in rings]


def _ring(ring: Any, bounds: Bounds) -> Degrees:
    if not isinstance(ring, list) or not all(_is_position(position) for position in ring):
        raise Unfit("a ring must be a list of positions, each a longitude and a latitude")
    if len(ring) < 4:
        raise Unfit(f"a ring needs at least 4 positions, the last the same as the first; one has {len(ring)}")
    if ring[0][:2] != ring[-1][:2]:
        raise Unfit("a ring must end where it starts")
    try:
        places = np.array([position[:2] for position in ring], dtype=np.float64)
    except OverflowError:
        raise Unfit("a number is too large") from None
    _refuse_elsewhere(places, bounds)
    return places


def _is_position(position: Any) -> bool:
    return isinstance(position, list) and len(position) >= 2 and all(_is_number(part) for part in position[:2])


def _is_number(part: Any) -> bool:
    return isinstance(part, int | float) and not isinstance(part, bool)


def _refuse_elsewhere(places: Degrees, bounds: Bounds) -> None:
    outside = ~_are_near(places, bounds)
    if not outside.any():
        return
    longitude, latitude = places[outside][0]
    if _are_near(places[:, ::-1], bounds).all():
        raise Swapped(
            f"latitude and longitude are swapped: GeoJSON writes longitude first, as in [{latitude:g}, {longitude:g}]"
        )
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):
        raise Unfit(
            f"[{longitude:g}, {latitude:g}] is no place in degrees; feet or metres must be turned into them first "
            "(ogr2ogr -t_srs EPSG:4326)"
        )
    raise Unfit(f"[{longitude:g}, {latitude:g}] is outside the city's box (`bounds` in city.yaml)")


def _are_near(places: Degrees, bounds: Bounds) -> npt.NDArray[np.bool_]:
    east, north = places[:, 0], places[:, 1]
    is_across = (east >= bounds.west - MARGIN_DEGREES) & (east <= bounds.east + MARGIN_DEGREES)
    is_along = (north >= bounds.south - MARGIN_DEGREES) & (north <= bounds.north + MARGIN_DEGREES)
    return np.asarray(is_across & is_along)


def _joined(polygons: list[shapely.Polygon]) -> BaseGeometry:
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _repaired(shape: BaseGeometry) -> Drawing:
    """Small loops where a line crosses itself are common and harmless; a figure of eight is somebody's mistake."""
    if shape.is_valid:
        if not shape.area:
            raise Unfit("it has no area")
        return Drawing(shape)
    reason = shapely.is_valid_reason(shape)
    mended = areal(shapely.make_valid(shape, method="structure", keep_collapsed=False))
    if not mended.area:
        raise Unfit("it has no area")
    change = abs(mended.area - shape.area) / mended.area  # what was written counts loops as they turn
    if change > MAX_REPAIR:
        raise Unfit(f"it is no area: {_in_words(reason)}, and mending it would change more than {MAX_REPAIR:.0%} of it")
    return Drawing(mended, f"mended: {_in_words(reason)}; {change:.4%} of its area changed")


def areal(shape: BaseGeometry) -> BaseGeometry:
    """The polygons of a shape, without lines and points."""
    return shapely.union_all([part for part in _parts(shape) if part.geom_type == "Polygon"])


def _parts(shape: BaseGeometry) -> Iterator[BaseGeometry]:
    for part in shapely.get_parts(shape):
        yield from _parts(part) if part.geom_type in {"MultiPolygon", "GeometryCollection"} else (part,)


def _in_words(reason: str) -> str:
    what, _, where = reason.partition("[")
    east, _, north = where.rstrip("]").partition(" ")
    place = f" at {float(east):.5f}, {float(north):.5f}" if north else ""
    return {"Self-intersection": "its line crosses itself", "Ring Self-intersection": "its line touches itself"}.get(
        what, what.casefold()
    ) + place
