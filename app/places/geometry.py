"""Distances, directions and areas on the sphere. Degrees are WGS84, lengths are metres."""

import math

import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

EARTH_RADIUS_M = 6_371_008.8  # mean radius (IUGG)
METRES_PER_DEGREE = math.radians(EARTH_RADIUS_M)
COMPASS_POINTS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
# A sensitive place is known to 250 m: with about forty homes in such a square of a city, it points at none.
ROUNDED_ROWS = 80_000
ROUNDED_DEGREES = 180 / ROUNDED_ROWS


def is_on_earth(latitude: float, longitude: float) -> bool:
    """Whether these are degrees of a place at all: finite and in range."""
    return abs(latitude) <= 90 and abs(longitude) <= 180


def distance_m(from_latitude: float, from_longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Great-circle distance (haversine)."""
    north, south = math.radians(to_latitude), math.radians(from_latitude)
    half_up = math.sin((north - south) / 2)
    half_across = math.sin(math.radians(to_longitude - from_longitude) / 2)
    chord = half_up**2 + math.cos(south) * math.cos(north) * half_across**2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(chord)))


def bearing_deg(from_latitude: float, from_longitude: float, to_latitude: float, to_longitude: float) -> float:
    """The direction in which to set out: 0 is north, 90 east, always below 360."""
    start, end = math.radians(from_latitude), math.radians(to_latitude)
    across = math.radians(to_longitude - from_longitude)
    east = math.sin(across) * math.cos(end)
    north = math.cos(start) * math.sin(end) - math.sin(start) * math.cos(end) * math.cos(across)
    return math.degrees(math.atan2(east, north)) % 360 % 360  # -1e-17 % 360 is 360.0


def compass_point(bearing: float) -> str:
    """The nearest of `n ne e se s sw w nw` to a bearing in degrees."""
    return COMPASS_POINTS[round(bearing / 45) % 8]


def circle_is_outside(outline: BaseGeometry, latitude: float, longitude: float, accuracy_m: float) -> bool:
    """Whether the whole circle of `accuracy_m` around a fix lies outside `outline` (longitude, latitude).

    What is no place on earth (NaN) is outside everything; an accuracy that is no length counts as 0.
    """
    if not is_on_earth(latitude, longitude):
        return True
    if shapely.contains_xy(outline, longitude, latitude):
        return False
    reach = accuracy_m if accuracy_m > 0 else 0.0
    return distance_to_outline_m(outline, latitude, longitude) > reach


def distance_to_outline_m(outline: BaseGeometry, latitude: float, longitude: float) -> float:
    """How far a place is from an area, 0 inside it; exact to 1 % within 100 km, always too far to matter beyond."""
    shrink = max(math.cos(math.radians(latitude)), 0.01)
    west, _, east, _ = outline.bounds
    longitude = _nearest_turn(longitude, (west + east) / 2)
    squeezed = shapely.transform(outline, lambda places: places * (shrink, 1))
    here = shapely.Point(longitude * shrink, latitude)
    nearest, _ = nearest_points(squeezed, here)
    return distance_m(latitude, longitude, nearest.y, nearest.x / shrink)


def rounded(latitude: float, longitude: float) -> tuple[float, float]:
    """The middle of the square of about 250 m that holds a place: what is shown of a sensitive one.

    The grid is fixed, so that many reports of one place give no more away than one. Rounding twice changes nothing.
    """
    row = min(math.floor((latitude + 90) / ROUNDED_DEGREES), ROUNDED_ROWS - 1)
    middle = (row + 0.5) * ROUNDED_DEGREES - 90
    columns = math.ceil(360 * math.cos(math.radians(middle)) / ROUNDED_DEGREES)
    column = math.floor((longitude + 180) / 360 * columns) % columns
    return round(middle, 6), round((column + 0.5) * 360 / columns - 180, 6)


def _nearest_turn(longitude: float, middle: float) -> float:
    """The same longitude, counted on the turn around the earth that is nearest to `middle`."""
    return middle + (longitude - middle + 180) % 360 - 180
