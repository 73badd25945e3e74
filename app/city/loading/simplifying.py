"""Takes corners out of areas that nobody would miss. What two neighbours share stays shared: no gap, no overlap."""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

METRES_PER_DEGREE = 111_195.0  # along a meridian
MITRE = 2.0


def simplify_coverage(shapes: Sequence[BaseGeometry], tolerance_m: float) -> list[BaseGeometry]:
    """The shapes with corners left out whose triangle is smaller than a square of `tolerance_m`. One that would be no
    area any more stays as it is.
    """
    if not tolerance_m:
        return list(shapes)
    plane = _Plane(shapes)
    simple = shapely.coverage_simplify(np.array([plane.flat(shape) for shape in shapes]), tolerance_m)
    return [_or(plane.round(after), before) for before, after in zip(shapes, simple, strict=True)]


def simplify_outwards(shape: BaseGeometry, tolerance_m: float) -> BaseGeometry:
    """The shape with fewer corners and all of its places: it reaches at most twice the tolerance over them."""
    if not tolerance_m:
        return shape
    plane = _Plane([shape])
    simple = plane.flat(shape).simplify(tolerance_m, preserve_topology=True)
    wide = simple.buffer(tolerance_m, join_style="mitre", mitre_limit=MITRE)
    return _or(plane.round(wide), shape)


class _Plane:
    """Metres around the middle of some shapes: true enough for a city."""

    def __init__(self, shapes: Sequence[BaseGeometry]) -> None:
        _west, south, _east, north = shapely.total_bounds(list(shapes))
        shrink = math.cos(math.radians((south + north) / 2))
        self._scale: npt.NDArray[np.float64] = np.array([METRES_PER_DEGREE * shrink, METRES_PER_DEGREE])

    def flat(self, shape: BaseGeometry) -> BaseGeometry:
        return shapely.transform(shape, lambda places: places * self._scale)

    def round(self, shape: BaseGeometry) -> BaseGeometry:
        """Back in degrees, to a centimetre."""
        return shapely.transform(shape, lambda places: np.round(places / self._scale, 7))


def _or(shape: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    return shape if shape.is_valid and shape.area else other
