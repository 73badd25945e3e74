"""One tile of the map: a square of the Web Mercator plane, and the units in which things are drawn on it.

A tile is EXTENT units wide at every zoom, so a place has whole units on the plane of its zoom; y grows downwards.
"""

import math
from dataclasses import dataclass

from app.places.tiles import MAX_LATITUDE

MIN_ZOOM, MAX_ZOOM = 10, 19  # a whole city on a phone; one house
TILE_PX = 256
EXTENT = 2048
UNITS_PER_PX = EXTENT // TILE_PX

Box = tuple[float, float, float, float]  # west, south, east, north in degrees; or left, top, right, bottom in units


@dataclass(frozen=True, slots=True)
class Square:
    """Column x and row y at zoom z, the first in the north-west."""

    z: int
    x: int
    y: int

    @property
    def is_on_the_map(self) -> bool:
        """Whether there is such a tile, at a zoom of the map."""
        return MIN_ZOOM <= self.z <= MAX_ZOOM and 0 <= self.x < 1 << self.z and 0 <= self.y < 1 << self.z

    @property
    def degrees(self) -> Box:
        """West, south, east, north."""
        west, north = place_on(self.z, self.x * EXTENT, self.y * EXTENT)
        east, south = place_on(self.z, (self.x + 1) * EXTENT, (self.y + 1) * EXTENT)
        return west, south, east, north

    @property
    def units(self) -> Box:
        """Left, top, right, bottom on the plane of its zoom."""
        return self.x * EXTENT, self.y * EXTENT, (self.x + 1) * EXTENT, (self.y + 1) * EXTENT

    def parent(self, zoom: int) -> "Square":
        """The tile at a lower zoom that holds this one; itself where the zoom is not lower."""
        up = max(self.z - zoom, 0)
        return Square(self.z - up, self.x >> up, self.y >> up)


def units_on(zoom: int, longitude: float, latitude: float) -> tuple[float, float]:
    """Where a place (degrees) is on the plane of a zoom, in units."""
    side = EXTENT << zoom
    sine = math.sin(math.radians(min(max(latitude, -MAX_LATITUDE), MAX_LATITUDE)))
    return (longitude + 180) / 360 * side, (0.5 - math.atanh(sine) / math.tau) * side


def place_on(zoom: int, x: float, y: float) -> tuple[float, float]:
    """The longitude and latitude of a place in units."""
    side = EXTENT << zoom
    return x / side * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / side))))


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes in degrees, or two in units, have more than nothing in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
