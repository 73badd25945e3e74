"""A piece of a map between four edges, as RFC 7946 writes it: west, south, east, north, in degrees.

A box whose west is more than its east crosses the antimeridian (RFC 7946, 5.2). Its tiles are found as a few ranges of
keys: a parent tile is one range, however many tiles lie under it.
"""

import math
from dataclasses import dataclass

from app.places.geometry import METRES_PER_DEGREE, is_on_earth
from app.places.tiles import ZOOM, key_of, parent_range, row, share_down

PARENTS = 5  # a box is covered by so many parent tiles each way, or one more
MOST_ZOOM = 22


@dataclass(frozen=True, slots=True)
class Box:
    """Four edges in degrees; its edges belong to it."""

    west: float
    south: float
    east: float
    north: float

    @property
    def is_on_earth(self) -> bool:
        """Whether its edges are degrees: finite and in range."""
        return is_on_earth(self.south, self.west) and is_on_earth(self.north, self.east)

    @property
    def crosses(self) -> bool:
        """Whether the antimeridian runs through it."""
        return self.west > self.east

    @property
    def width(self) -> float:
        """Degrees from west to east."""
        return self.east - self.west + (360 if self.crosses else 0)

    @property
    def middle(self) -> tuple[float, float]:
        """Latitude and longitude of its middle."""
        longitude = self.west + self.width / 2
        return (self.south + self.north) / 2, longitude - 360 if longitude > 180 else longitude

    @property
    def reach_m(self) -> float:
        """Its longer side, in metres at its middle."""
        wide = self.width * math.cos(math.radians(self.middle[0]))
        return max(self.north - self.south, wide) * METRES_PER_DEGREE

    def columns(self, zoom: int) -> range:
        """The columns that it touches, counted on past the last one where it crosses the antimeridian."""
        side = 1 << zoom
        first, last = (math.floor((edge + 180) / 360 * side) for edge in (self.west, self.west + self.width))
        return range(side) if last - first >= side - 1 else range(first, last + 1)

    def rows(self, zoom: int) -> range:
        """The rows that it touches, from the north."""
        side = 1 << zoom
        return range(row(self.north, side), row(self.south, side) + 1)

    def count_tiles(self, zoom: int = ZOOM) -> int:
        """How many tiles it touches."""
        return len(self.columns(zoom)) * len(self.rows(zoom))

    def tiles(self, zoom: int = ZOOM) -> list[int]:
        """The keys of the tiles that it touches, each once."""
        side = 1 << zoom
        return [key_of(across % side, down) for down in self.rows(zoom) for across in self.columns(zoom)]

    def ranges(self) -> list[tuple[int, int]]:
        """First and last keys, both included, of a few ranges that hold every tile it touches.

        They hold tiles beyond its edges, too: up to two fifths of its longer side.
        """
        zoom = min(ZOOM, self.zoom_of(PARENTS))
        below = 2 * (ZOOM - zoom)
        merged: list[tuple[int, int]] = []
        for key in sorted(self.tiles(zoom)):
            first, last = parent_range(key << below, zoom)
            if merged and merged[-1][1] == first - 1:
                first = merged.pop()[0]
            merged.append((first, last))
        return merged

    def zoom_of(self, parts: int) -> int:
        """The largest zoom, up to MOST_ZOOM, at which neither side is longer than so many tiles."""
        side = max(self.width / 360, share_down(self.south) - share_down(self.north))
        if side * (1 << MOST_ZOOM) <= parts:
            return MOST_ZOOM
        return max(0, math.floor(math.log2(parts / side)))

    def holds(self, latitude: float, longitude: float) -> bool:
        """Whether a place lies in it."""
        is_across = (
            longitude >= self.west or longitude <= self.east if self.crosses else self.west <= longitude <= self.east
        )
        return is_across and self.south <= latitude <= self.north


def place_at(across: float, down: float, zoom: int) -> tuple[float, float]:
    """Latitude and longitude of so many columns and rows, with fractions, from the north-west corner of the square."""
    side = 1 << zoom
    latitude = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * down / side))))
    return latitude, 360 * across / side - 180
