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
IN_THE_CITY = b'class="in"'
SOUTH, WEST, NORTH, EAST = 39.875, -75.28, 40.137, -74.956
AREAS = {"neighbourhoods": "philadelphia_neighborhoods.geojson", "boundary": "philadelphia_boundary.geojson"}
FILES = ("philadelphia_street_centerlines_2012.geojson.gz", "philadelphia_major_roads_osm.geojson")


def main() -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings_for(Path(folder)))
        with app.app_context():
            upgrade()
        named = [f"--{kind}={SHARED / 'geo' / file}" for kind, file in AREAS.items()]
        app.test_cli_runner().invoke(args=["city", "load", *named])
        began = time.process_time()
        result = app.test_cli_runner().invoke(args=["places", "lines", *(str(SHARED / "basemap" / f) for f in FILES)])
        print(result.output, f"loaded in {time.process_time() - began:.1f} s")
        print("| zoom | tiles | ms, median | ms, p95 | KB packed, median | KB packed, largest |")
        print("|---:|---:|---:|---:|---:|---:|")
        for zoom in ZOOMS:
            print(row(app, zoom))


def row(app: Flask, zoom: int) -> str:
    """One line of the table: whole requests for tiles in the city, packed, in time of the processor."""
    client = app.test_client()
    milliseconds, kilobytes = [], []
    client.get(path_of(tiles_of_the_city(zoom)[0]))  # what each process works out once for each zoom
    for square in tiles_of_the_city(zoom):
        began = time.process_time()
        packed = client.get(path_of(square), headers={"Accept-Encoding": "gzip"}).data
        took = (time.process_time() - began) * 1000
        if IN_THE_CITY in gzip.decompress(packed) and len(milliseconds) < MOST:
            milliseconds.append(took)
            kilobytes.append(len(packed) / 1024)
    slow = statistics.quantiles(milliseconds, n=20)[-1]
    return (
        f"| {zoom} | {len(milliseconds)} | {statistics.median(milliseconds):.1f} | {slow:.1f} "
        f"| {statistics.median(kilobytes):.1f} | {max(kilobytes):.1f} |"
    )


def path_of(square: Square) -> str:
    """Its address."""
    return f"/tiles/{square.z}/{square.x}/{square.y}"


def tiles_of_the_city(zoom: int) -> list[Square]:
    """All tiles of the city's box, or many of them, drawn by lot."""
    first, last = square_at(NORTH, WEST, zoom), square_at(SOUTH, EAST, zoom)
    tiles = [Square(zoom, x, y) for x in range(first.x, last.x + 1) for y in range(first.y, last.y + 1)]
    return random.Random(SEED).sample(tiles, min(4 * MOST, len(tiles)))


if __name__ == "__main__":
    main()
