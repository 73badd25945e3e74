"""The floors: bare Flask routes that do the same work on the raw driver and nothing more."""

import math
import secrets
import sqlite3
from datetime import UTC, datetime
from threading import local
from typing import Any
from uuid import UUID

import orjson
from flask import Flask, Response, request

from app.cases.nearby import FIRST_REACH_M
from app.cases.numbers import new_number
from app.config import Settings
from app.database import sqlite_module
from app.places.geometry import METRES_PER_DEGREE
from app.places.tiles import tile, tiles_around

app = Flask(__name__, static_folder=None)
PATH = Settings.from_env().database_url.removeprefix("sqlite:///")
kept = local()

NEAR = """
SELECT json_object('type', 'FeatureCollection', 'features', json_group_array(json(feature))) FROM (
  SELECT json_object('type', 'Feature', 'id', c.number,
    'geometry', json_object('type', 'Point', 'coordinates', json_array(c.longitude, c.latitude)),
    'properties', json_object('number', c.number, 'service', c.service_code, 'service_name', c.service_code,
      'status', c.status, 'closing_reason', c.closing_reason, 'address', c.address, 'neighbourhood', c.neighbourhood,
      'received_at', c.received_at, 'updated_at', c.updated_at, 'closed_at', c.closed_at,
      'expected_on', c.expected_on, 'report_count', c.report_count, 'distance_m', round(sqrt(n.square), 1),
      'url', '/c/' || c.number)) AS feature
  FROM (SELECT id, (latitude - ?1) * ?3 * (latitude - ?1) * ?3 + (longitude - ?2) * ?4 * (longitude - ?2) * ?4 AS square
        FROM cases WHERE tile IN ({tiles}) AND tile IS NOT NULL AND closed_at IS NULL AND square <= ?5
        ORDER BY square, id LIMIT ?6) AS n JOIN cases AS c ON c.id = n.id ORDER BY n.square, n.id)
"""


def connection() -> sqlite3.Connection:
    """One for each thread, as prepared as ours."""
    if not hasattr(kept, "connection"):
        kept.connection = sqlite_module().connect(PATH, timeout=15, isolation_level=None)
        for setting in ("journal_mode = wal", "synchronous = full", "foreign_keys = on"):
            kept.connection.execute(f"PRAGMA {setting}")
    found: sqlite3.Connection = kept.connection
    return found


@app.get("/api/v1/cases")
def near() -> Response:
    """The same disc that grows, the JSON made by SQL."""
    latitude, longitude = (float(part) for part in request.args["near"].split(","))
    limit, radius, reach = int(request.args["limit"]), float(request.args["radius"]), FIRST_REACH_M
    east = METRES_PER_DEGREE * math.cos(math.radians(latitude))
    while True:
        tiles = ", ".join(map(str, tiles_around(latitude, longitude, reach)))
        values = (latitude, longitude, METRES_PER_DEGREE, east, reach * reach, limit)
        found = connection().execute(NEAR.format(tiles=tiles), values).fetchone()[0]
        count = found.count('"Feature"')
        if count >= limit or reach >= radius:
            return Response(found, content_type="application/geo+json")
        reach = min(radius, reach * max(1.5, 1.3 * math.sqrt(limit / max(1, count))))


@app.put("/api/v1/reports/<uuid:report_id>")
def put(report_id: UUID) -> Response:
    """Parse the body and commit the four rows."""
    body: dict[str, Any] = orjson.loads(request.get_data())
    place, moment = body["place"], datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
    common = {"service_code": body["service"], "language": body["language"], "received_at": moment}
    common |= {"latitude": place["lat"], "longitude": place["long"], "address": place["address"]}
    case = {
        "number": new_number(),
        "status": "received",
        "tile": tile(place["lat"], place["long"]),
        "updated_at": moment,
        "compare_at": moment,
        "neighbourhood": "center-city-east",
        "expected_on": moment[:10],
    }
    report = {"id": report_id.hex, "secret_hash": secrets.token_bytes(32), "body_hash": secrets.token_bytes(32)}
    report |= {"accuracy_m": place["accuracy_m"], "place_source": place["source"], "client_time": body["client_time"]}
    report |= {
        "network_hash": secrets.token_bytes(16),
        "answers": "{}",
        "flags": '["check_answer.surface"]',
        "description": body["description"],
        "is_description_public": 1,
    }
    event = {"kind": "received", "status": "received", "actor": "resident", "is_public": 1, "happened_at": moment}
    store = connection()
    store.execute("BEGIN IMMEDIATE")
    flags = {"is_private": 0, "is_held": 0, "needs_triage": 0, "report_count": 1}
    case_id = insert(store, "cases", common | case | flags)
    insert(store, "reports", common | report | {"case_id": case_id, "channel": "app"})
    event_id = insert(store, "events", event | {"case_id": case_id, "report_id": report_id.hex})
    dispatch = {"subject_type": "case", "subject_id": case_id, "event_id": event_id, "kind": "received"}
    insert(store, "dispatches", dispatch | {"created_at": moment})
    store.execute("COMMIT")
    return Response(orjson.dumps({"number": case["number"]}), 201, content_type="application/json")


def insert(store: sqlite3.Connection, table: str, values: dict[str, Any]) -> int:
    """One row; its id."""
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    cursor = store.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))
    return int(cursor.lastrowid or 0)
