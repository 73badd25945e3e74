"""A point as it is written in an address: degrees, or nothing."""

import math

MOST_DIGITS = 40  # of one number; no place needs more


def read_point(latitude: str, longitude: str) -> tuple[float, float] | None:
    """Latitude and longitude, or None where either is no number of degrees: NaN, infinite, out of range, not there."""
    north, east = _degrees(latitude, 90), _degrees(longitude, 180)
    return None if north is None or east is None else (north, east)


def _degrees(text: str, limit: int) -> float | None:
    try:
        number = float(text) if len(text) <= MOST_DIGITS else math.nan
    except ValueError:
        return None
    return number if abs(number) <= limit else None
