"""Cases as GeoJSON (RFC 7946): only what is public, whoever asks."""

from collections.abc import Sequence
from typing import Any

import orjson
from flask import url_for
from sqlalchemy import Row

from app.cases import display
from app.cases.models import Case
from app.cases.nearby import Search
from app.cases.searching import cursor_after
from app.cases.wording import status_in_words
from app.city import city
from app.i18n import city_text

KEPT = "/c/"


def collection(rows: Sequence[Row[Any]], search: Search) -> bytes:
    """A FeatureCollection, nearest first; `next` is the cursor of the next page, or null."""
    names: dict[str, str] = {}
    features = [_feature(row, names) for row in rows]
    following = cursor_after(rows[-1], search) if len(rows) == search.limit else None
    return orjson.dumps({"type": "FeatureCollection", "features": features, "next": following})


def _feature(row: Row[Any], names: dict[str, str]) -> dict[str, Any]:
    """One row of `nearby.COLUMNS`; names are translated once for all rows."""
    code = row.service_code
    if code not in names:
        names[code] = _service_name(code, row.service_name)
    return {
        "type": "Feature",
        "id": row.number,
        "geometry": {"type": "Point", "coordinates": (row.longitude, row.latitude)},
        "properties": {
            "number": row.number,
            "service": code,
            "service_name": names[code],
            "status": row.status,
            "closing_reason": row.closing_reason,
            "address": row.address,
            "neighbourhood": row.neighbourhood,
            "received_at": row.received_at,
            "updated_at": row.updated_at,
            "closed_at": row.closed_at,
            "expected_on": row.expected_on,
            "report_count": row.report_count,
            "distance_m": round(row.square**0.5, 1),
            "url": KEPT + row.number,
        },
    }


def _service_name(code: str, source_name: str | None) -> str:
    service = city.service(code)
    return city_text(service.name) if service else (source_name or code)


def case(found: Case) -> bytes:
    """One case as a Feature with its timeline and photos."""
    page = display.case_page(found, None)
    point = {"type": "Point", "coordinates": (found.longitude, found.latitude)} if found.tile is not None else None
    properties = {
        "number": found.number,
        "service": found.service_code,
        "service_name": _service_name(found.service_code, found.service_name),
        "status": found.status,
        "status_text": status_in_words(found.status, found.closing_reason),
        "closing_reason": found.closing_reason,
        "address": found.address,
        "neighbourhood": found.neighbourhood,
        "received_at": found.received_at,
        "updated_at": found.updated_at,
        "closed_at": found.closed_at,
        "expected_on": found.expected_on,
        "report_count": found.report_count,
        "words": [{"text": words.text, "language": words.language} for words in page.words],
        "photos": [{"url": photo.url(width=640, format="webp"), "alt": photo.alt} for photo in page.photos],
        "timeline": [_line(line) for line in page.timeline],
        "url": url_for("cases.short", number=found.number),
    }
    return orjson.dumps({"type": "Feature", "id": found.number, "geometry": point, "properties": properties})


def _line(line: display.TimelineLine) -> dict[str, Any]:
    return {
        "text": line.text,
        "note": line.note,
        "note_language": line.note_language,
        "happened_at": line.happened_at,
        "is_by_city": line.is_by_city,
    }
