"""The values of a row: moments, days and places, as other systems write them. A BadValue says what is wrong."""

import math
import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import shapely

from app import clock
from app.cases.submission import clean_text
from app.city.catalogue import City

FIRST_YEAR = 1950
MIDNIGHT = (0, 0, 0, 0)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_DATE_ONLY = re.compile(r"\d{4}-?\d{2}-?\d{2}")


class BadValue(ValueError):
    """A value that cannot be true; the text says which and why, for whoever mends the file."""


def refuse_control_characters(text: str) -> None:
    """Bytes that are no text mean that something went wrong on the way here."""
    if found := _CONTROL.search(text):
        raise BadValue(f"holds the control character U+{ord(found[0]):04X}")


def as_line(text: str, limit: int) -> str | None:
    """One line of at most `limit` characters; None if there is nothing."""
    text = text if text.isascii() else clean_text(text)
    return " ".join(text.split())[:limit] or None


def as_words(text: str) -> str | None:
    """What somebody wrote, with its line breaks; None if there is nothing."""
    return clean_text(text) or None


def as_moment(text: str, field: str, zone: ZoneInfo) -> datetime:
    """A moment in UTC: ISO 8601 with an offset, the city's local time, or a date only, which stands for its start."""
    try:
        moment = datetime.fromisoformat(text.replace("/", "-"))
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadValue(f"{field} {text[:40]!r} is no date we can read, as in 2026-11-21 14:30:00") from None
    if not FIRST_YEAR <= moment.year <= clock.now().year + 30:
        raise BadValue(f"{field} {text[:40]!r} cannot be right")
    return moment


def is_date_only(text: str) -> bool:
    """Whether no hour is given."""
    return _DATE_ONLY.fullmatch(text) is not None


def refuse_future(moment: datetime, field: str) -> None:
    """Clocks differ a little; a day is no slip of a clock."""
    if moment > clock.now() + timedelta(days=1):
        raise BadValue(f"{field} lies in the future")


def as_day(text: str, field: str, zone: ZoneInfo) -> date:
    """A date of the city's calendar. Exactly midnight in UTC is how databases hand out a date without an hour."""
    moment = as_moment(text, field, zone)
    is_bare = (moment.hour, moment.minute, moment.second, moment.microsecond) == MIDNIGHT
    return moment.date() if is_bare else moment.astimezone(zone).date()


def as_point(latitude: str, longitude: str, city: City) -> tuple[float, float] | None:
    """A place in the city, in degrees, or None where the row has none."""
    if not latitude and not longitude:
        return None
    north, east = _degrees(latitude, "latitude"), _degrees(longitude, "longitude")
    if is_inside(city, north, east):
        return north, east
    if is_inside(city, east, north):
        raise BadValue("latitude and longitude are swapped")
    raise BadValue(f"{north}, {east} is outside the city")


def _degrees(text: str, field: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not text.isascii() or not math.isfinite(number):
        raise BadValue(f"{field} {text[:40]!r} is not a number")
    return number


def is_inside(city: City, latitude: float, longitude: float) -> bool:
    """Whether a place is in the city; its outline errs outwards."""
    return city.bounds.contains(latitude, longitude) and bool(shapely.intersects_xy(city.outline, longitude, latitude))
