"""Areas of a city, and which of them a point is in. Degrees are WGS84; shapes are longitude, latitude."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar, cast

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

Degrees = npt.NDArray[np.float64]


class Area(Protocol):
    """What can be found by a point: by its shape, or, where none is known, by its middle."""

    @property
    def latitude(self) -> float:
        """Of the middle."""

    @property
    def longitude(self) -> float:
        """Of the middle."""

    @property
    def shape(self) -> BaseGeometry | None:
        """Where it is."""


A = TypeVar("A", bound=Area)


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A name that residents use, with a point in the middle of it, and its shape where the city loaded one."""

    slug: str
    name: str
    latitude: float
    longitude: float
    shape: BaseGeometry | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class District:
    """A part of the city for those who work there. Its name is shown as the city wrote it."""

    slug: str
    name: str
    latitude: float
    longitude: float
    shape: BaseGeometry | None = field(default=None, compare=False, repr=False)


class AreaIndex(Generic[A]):
    """Finds areas by a point, in a few microseconds and without a store. Where two meet, the first of them has it."""

    def __init__(self, areas: Sequence[A]) -> None:
        self._areas = tuple(areas)
        middles = [(area.longitude, area.latitude) for area in self._areas] or [(0.0, 0.0)]
        self._longitude = sum(longitude for longitude, _ in middles) / len(middles)
        # Degrees of longitude are shorter than those of latitude: what is nearest must be so on the ground.
        self._shrink = math.cos(math.radians(sum(latitude for _, latitude in middles) / len(middles)))
        shapes = [area.shape or shapely.Point(area.longitude, area.latitude) for area in self._areas]
        squeezed = [shapely.transform(shape, lambda places: places * (self._shrink, 1)) for shape in shapes]
        self._tree = shapely.STRtree(squeezed)

    def holding(self, latitude: float, longitude: float) -> tuple[A, ...]:
        """All areas with the point in them or on their edge, in their order."""
        found = self._tree.query(self._point(latitude, longitude), predicate="intersects")
        return tuple(self._areas[at] for at in sorted(found))

    def at(self, latitude: float, longitude: float) -> A | None:
        """The first area that holds the point, else the nearest one; None only where there is none."""
        if not self._areas:
            return None
        point = self._point(latitude, longitude)
        found = self._tree.query(point, predicate="intersects")
        return self._areas[found.min() if found.size else self._tree.nearest(point)]

    def at_each(self, latitudes: Sequence[float], longitudes: Sequence[float]) -> list[A | None]:
        """The same for many points at once."""
        if not self._areas:
            return [None] * len(latitudes)
        east = self._turned(np.asarray(longitudes, float)) * self._shrink
        points = cast(npt.NDArray[np.object_], shapely.points(east, np.asarray(latitudes, float)))
        which, where = self._tree.query(points, predicate="intersects")
        chosen = np.full(points.size, len(self._areas))
        np.minimum.at(chosen, which, where)
        alone = chosen == len(self._areas)
        chosen[alone] = self._tree.nearest(points[alone])
        return [self._areas[at] for at in chosen]

    def _point(self, latitude: float, longitude: float) -> shapely.Point:
        return shapely.Point(float(self._turned(longitude)) * self._shrink, latitude)

    def _turned(self, longitude: float | Degrees) -> float | Degrees:
        """The same longitude, counted on the turn around the earth that the areas are on."""
        return self._longitude + (longitude - self._longitude + 180) % 360 - 180
