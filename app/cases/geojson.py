"""Cases as GeoJSON (RFC 7946): only what is public, whoever asks."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from flask import url_for
from sqlalchemy import Row

from app.cases import display
from app.cases.models import Case
from app.cases.nearby import Search
from app.cases.searching import cursor_after
from app.cases.viewport import Cluster, View
from app.cases.wording import status_in_words
from app.cases.words import Words
from app.city.queries import service_names
from app.i18n import format_number

KEPT = "/c/"


def collection(rows: Sequence[Row[Any]], search: Search) -> bytes:
    """A FeatureCollection, nearest first; `next` is the cursor of the next page, or null."""
    names = service_names()
    features = [_feature(row, names) for row in rows]
    following = cursor_after(rows[-1], search) if len(rows) == search.limit else None
    return orjson.dumps({"type": "FeatureCollection", "features": features, "next": following})


def view(found: View, search: Search) -> bytes:
    """What a piece of the map shows: cases as above, or clusters."""
    names = service_names()
    features = [_feature(row, names) for row in found.rows] or [_cluster(cluster) for cluster in found.clusters]
    following = cursor_after(found.rows[-1], search) if found.rows and found.total > len(found.rows) else None
    return orjson.dumps(
        {
            "type": "FeatureCollection",
            "features": features,
            "clusters": bool(found.clusters),
            "total": found.total,
            "next": following,
        }
    )


def _cluster(cluster: Cluster) -> dict[str, Any]:
    edges = (cluster.box.west, cluster.box.south, cluster.box.east, cluster.box.north)
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": (_degrees(cluster.longitude), _degrees(cluster.latitude))},
        "properties": {
            "cluster": True,
            "count": cluster.count,
            "count_text": format_number(cluster.count),
            "bbox": [_degrees(edge) for edge in edges],
        },
    }


def _degrees(number: float) -> float:
    return round(number, 6)


def _feature(row: Sequence[Any], names: Mapping[str, str]) -> dict[str, Any]:
    """One row of `nearby.COLUMNS` and its square; unpacked at once, because there are hundreds."""
    (_id, number, service, source_name, status, reason, latitude, longitude, address, area, received_at, updated_at,
     closed_at, expected_on, given_on, report_count, square) = row  # fmt: skip
    return {
        "type": "Feature",
        "id": number,
        "geometry": {"type": "Point", "coordinates": (longitude, latitude)},
        "properties": {
            "number": number,
            "service": service,
            "service_name": names.get(service) or source_name or service,
            "status": status,
            "closing_reason": reason,
            "address": address,
            "neighbourhood": area,
            "received_at": received_at,
            "updated_at": updated_at,
            "closed_at": closed_at,
            "expected_on": (given_on or expected_on) if closed_at is None else expected_on,
            "report_count": report_count,
            "distance_m": round(math.sqrt(square), 1),
            "url": KEPT + number,
        },
    }


def case(found: Case) -> bytes:
    """One case as a Feature with its timeline and photos."""
    page = display.case_page(found, None)
    point = {"type": "Point", "coordinates": (found.longitude, found.latitude)} if found.tile is not None else None
    properties = {
        "number": found.number,
        "service": found.service_code,
        "service_name": service_names().get(found.service_code) or found.service_name or found.service_code,
        "status": found.status,
        "status_text": status_in_words(found.status, found.closing_reason),
        "closing_reason": found.closing_reason,
        "address": found.address,
        "neighbourhood": found.neighbourhood,
        "received_at": found.received_at,
        "updated_at": found.updated_at,
        "closed_at": found.closed_at,
        "expected_on": page.due_on,
        "report_count": found.report_count,
        "same_as": page.leading.number if page.leading else None,
        "words": [
            {"text": words.text, "language": words.language, "translation": _translation(words)} for words in page.words
        ],
        "photos": [{"url": photo.url(width=640, format="webp"), "alt": photo.alt} for photo in page.photos],
        "timeline": [_line(line) for line in page.timeline],
        "url": url_for("cases.short", number=found.number),
    }
    return orjson.dumps({"type": "Feature", "id": found.number, "geometry": point, "properties": properties})


def _line(line: display.TimelineLine) -> dict[str, Any]:
    return {
        "text": line.text,
        "note": line.words.text if line.words else None,
        "note_language": line.words.language if line.words else None,
        "translation": _translation(line.words),
        "happened_at": line.happened_at,
        "is_by_city": line.is_by_city,
        "photos": [{"url": photo.url(width=640, format="webp"), "alt": photo.alt} for photo in line.photos],
    }


def _translation(words: Words | None) -> dict[str, str] | None:
    """The words in the reader's language; `source` says whose they are."""
    made = words.translation if words else None
    return {"text": made.text, "language": made.language, "source": made.source} if made else None
