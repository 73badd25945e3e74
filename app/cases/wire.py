"""Single values off the wire: each reader takes anything and gives a clean value, or None."""

import math
import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from werkzeug.datastructures import MultiDict

from app.cases.submission import PLACE_SOURCES, SentPlace, clean_text
from app.i18n import current_language, languages
from app.photos.models import DeclaredPhoto
from app.security import is_secret_text

TEXT_LIMIT = 300
MOST_LISTED = 20  # photos; each takes time of the transaction that every other sender waits for
MOST_BYTES = 2**31 - 1  # no photo has more, and stores refuse a larger number
_SHA256 = re.compile(r"[0-9a-f]{64}")


def payload_of(fields: MultiDict[str, str]) -> dict[str, Any]:
    """The page's fields in the shape of the API's JSON, so that one reader serves both."""
    answers = {name.removeprefix("answer."): fields.getlist(name) for name in fields if name.startswith("answer.")}
    place = {
        "lat": fields.get("latitude"),
        "long": fields.get("longitude"),
        "accuracy_m": fields.get("accuracy_m"),
        "source": fields.get("place_source"),
        "address": fields.get("address"),
    }
    contact = {name: fields.get(f"contact_{name}") for name in ("name", "email", "phone")}
    same = {name: fields.get(name) for name in ("service", "description", "language", "joins", "unplaceable")}
    return same | {"answers": answers, "place": place, "contact": contact}


def as_text(value: Any) -> str:
    """Text as it came; anything else is none."""
    return value if isinstance(value, str) else ""


def as_number_text(value: Any) -> Any:
    """The digits of a case's number that was sent as a number of JSON; anything else as it came."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number and 0 <= value < 10**60 else value


def as_line(value: Any, limit: int = TEXT_LIMIT) -> str:
    """One cleaned line of at most `limit` characters."""
    return " ".join(clean_text(as_text(value)).split())[:limit]


def as_dict(value: Any) -> dict[str, Any]:
    """An object, or an empty one."""
    return value if isinstance(value, dict) else {}


def as_uuid(value: Any) -> UUID | None:
    """A UUID in its usual writing."""
    try:
        return UUID(as_text(value))
    except ValueError:
        return None


def as_secret(value: Any) -> str | None:
    """A secret of at least 128 bits, url-safe."""
    return value if isinstance(value, str) and is_secret_text(value) else None


def as_moment(value: Any) -> datetime | None:
    """An ISO 8601 moment with its offset; without one it is taken for UTC."""
    try:
        moment = datetime.fromisoformat(as_text(value))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def as_place(sent: dict[str, Any]) -> SentPlace | None:
    """A place, any part of which may be missing. None: it has coordinates that are none."""
    address = as_line(sent.get("address"))
    source = sent.get("source") if sent.get("source") in PLACE_SOURCES else None
    if all(sent.get(name) in (None, "") for name in ("lat", "long")):
        return SentPlace(source=source or ("words" if address else "none"), address=address)
    latitude, longitude = _degrees(sent.get("lat"), 90), _degrees(sent.get("long"), 180)
    if latitude is None or longitude is None:
        return None
    accuracy = _number(sent.get("accuracy_m"))
    accuracy = accuracy if accuracy is not None and accuracy >= 0 else None
    return SentPlace(latitude, longitude, accuracy, source or "pin", address)


def _degrees(value: Any, limit: int) -> float | None:
    number = _number(value)
    return number if number is not None and abs(number) <= limit else None


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def as_language(value: Any) -> str:
    """A language of the city, or else the one that answers are written in."""
    return value if value in languages() else current_language()


def as_photos(listed: Any) -> tuple[tuple[DeclaredPhoto, ...], bool]:
    """The photos that are announced, and whether there is one that cannot be read."""
    entries = listed[:MOST_LISTED] if isinstance(listed, list) else [None] if listed else []
    photos = [as_photo(entry) for entry in entries]
    return tuple(photo for photo in photos if photo), None in photos


def as_photo(entry: Any) -> DeclaredPhoto | None:
    """A photo that is announced: {sha256, bytes, type}."""
    entry = as_dict(entry)
    digest, count, kind = entry.get("sha256"), entry.get("bytes"), entry.get("type")
    if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
        return None
    if not isinstance(count, int) or isinstance(count, bool) or not isinstance(kind, str):
        return None
    if not 0 < count <= MOST_BYTES:
        return None
    return DeclaredPhoto(digest, count, as_line(kind, 60))
