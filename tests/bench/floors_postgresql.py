"""The floor of the list over HTTP on PostgreSQL: a bare Flask route that lets SQL make the same JSON, raw driver."""

import math
import os
from threading import local

import psycopg
from flask import Flask, Response, request

from app.cases.nearby import FIRST_REACH_M
from app.places.geometry import METRES_PER_DEGREE
from app.places.tiles import tiles_around
from tests.bench.cities import plain

app = Flask(__name__, static_folder=None)
kept = local()

NEAR = """
SELECT json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(feature), '[]'::json))::text,
  count(*) FROM (
  SELECT json_build_object('type', 'Feature', 'id', c.number,
    'geometry', json_build_object('type', 'Point', 'coordinates', json_build_array(c.longitude, c.latitude)),
    'properties', json_build_object('number', c.number, 'service', c.service_code, 'service_name', c.service_code,
      'status', c.status, 'closing_reason', c.closing_reason, 'address', c.address, 'neighbourhood', c.neighbourhood,
      'received_at', c.received_at, 'updated_at', c.updated_at, 'closed_at', c.closed_at,
      'expected_on', c.expected_on, 'report_count', c.report_count,
      'distance_m', round(sqrt(n.square)::numeric, 1), 'url', '/c/' || c.number)) AS feature
  FROM (SELECT * FROM (SELECT id, (latitude - %(north)s) * %(up)s * (latitude - %(north)s) * %(up)s
          + (longitude - %(east)s) * %(across)s * (longitude - %(east)s) * %(across)s AS square
        FROM cases WHERE tile = ANY(%(tiles)s) AND tile IS NOT NULL AND closed_at IS NULL) AS all_of_them
        WHERE square <= %(reach)s ORDER BY square, id LIMIT %(limit)s) AS n
  JOIN cases AS c ON c.id = n.id ORDER BY n.square, n.id) AS features
"""


def connection() -> "psycopg.Connection[tuple[str, int]]":
    """One for each thread."""
    if not hasattr(kept, "connection"):
        kept.connection = psycopg.connect(plain(os.environ["STOOP_DATABASE_URL"]), autocommit=True)
    found: psycopg.Connection[tuple[str, int]] = kept.connection
    return found


@app.get("/api/v1/cases")
def near() -> Response:
    """The same disc that grows, the JSON made by SQL."""
    latitude, longitude = (float(part) for part in request.args["near"].split(","))
    limit, radius, reach = int(request.args["limit"]), float(request.args["radius"]), FIRST_REACH_M
    values = {"north": latitude, "east": longitude, "up": METRES_PER_DEGREE, "limit": limit}
    values["across"] = METRES_PER_DEGREE * math.cos(math.radians(latitude))
    while True:
        asked = values | {"tiles": tiles_around(latitude, longitude, reach), "reach": reach * reach}
        row = connection().execute(NEAR, asked).fetchone()
        assert row is not None
        found, count = row
        if count >= limit or reach >= radius:
            return Response(found, content_type="application/geo+json")
        reach = min(radius, reach * max(1.5, 1.3 * math.sqrt(limit / max(1, count))))
