"""`python -m tests.places.maps.measure`: how long our own tiles take, and what they weigh, with real streets."""

import gzip
import random
import statistics
import tempfile
import time
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.places.maps.square import Square
from tests.conftest import SHARED, settings_for
from tests.places.maps.viewer import square_at

ZOOMS = (10, 11, 12, 13, 14, 15, 16, 17, 18, 19)
SEED, MOST = 311, 300
SOUTH, WEST, NORTH, EAST = 39.875, -75.28, 40.137, -74.956
FILES = ("philadelphia_street_centerlines_2012.geojson.gz", "philadelphia_major_roads_osm.geojson")


def main() -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings_for(Path(folder)))
        with app.app_context():
            upgrade()
        began = time.perf_counter()
        result = app.test_cli_runner().invoke(args=["places", "lines", *(str(SHARED / "basemap" / f) for f in FILES)])
        print(result.output, f"loaded in {time.perf_counter() - began:.1f} s")
        print("| zoom | tiles | ms, median | ms, p95 | KB packed, median | KB packed, largest |")
        print("|---:|---:|---:|---:|---:|---:|")
        for zoom in ZOOMS:
            print(row(app, zoom))


def row(app: Flask, zoom: int) -> str:
    """One line of the table: whole requests, without gzip; the weight with it."""
    client = app.test_client()
    milliseconds, kilobytes = [], []
    squares = tiles_of_the_city(zoom)
    client.get(f"/tiles/{zoom}/{squares[0].x}/{squares[0].y}")
    for square in squares:
        began = time.perf_counter()
        content = client.get(f"/tiles/{zoom}/{square.x}/{square.y}").data
        milliseconds.append((time.perf_counter() - began) * 1000)
        kilobytes.append(len(gzip.compress(content, 9)) / 1024)
    slow = statistics.quantiles(milliseconds, n=20)[-1] if len(milliseconds) > 1 else milliseconds[0]
    return (
        f"| {zoom} | {len(squares)} | {statistics.median(milliseconds):.1f} | {slow:.1f} "
        f"| {statistics.median(kilobytes):.1f} | {max(kilobytes):.1f} |"
    )


def tiles_of_the_city(zoom: int) -> list[Square]:
    """All tiles of the city's box, or some of them, drawn by lot."""
    first, last = square_at(NORTH, WEST, zoom), square_at(SOUTH, EAST, zoom)
    tiles = [Square(zoom, x, y) for x in range(first.x, last.x + 1) for y in range(first.y, last.y + 1)]
    return random.Random(SEED).sample(tiles, min(MOST, len(tiles)))


if __name__ == "__main__":
    main()
