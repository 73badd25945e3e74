"""Philadelphia's real addresses, where ../shared is: loaded through the command, searched through the front door."""

import csv
import gzip
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from app.places.geometry import distance_m
from app.places.home import current_home
from app.places.queries import Place, search_places
from tests.places.slips import with_slips

SEED = 311
FIRST = 5


@dataclass(frozen=True)
class Row:
    """A line of the file of points."""

    address: str
    postcode: str
    latitude: float
    longitude: float


def real_rows(shared: Path) -> list[Row]:
    """All address points."""
    with gzip.open(shared / "addresses" / "philadelphia_address_points.csv.gz", "rt", encoding="utf-8") as file:
        return [
            Row(row["address"], row["zip_code"], float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file)
        ]


def write_rows(path: Path, rows: Sequence[Row]) -> Path:
    """A file of these points alone."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["address", "zip_code", "lat", "lon"])
        writer.writerows([row.address, row.postcode, row.latitude, row.longitude] for row in rows)
    return path


def segments(shared: Path) -> Path:
    """The number ranges, packed."""
    return shared / "addresses" / "philadelphia_street_segments_ranges.csv.gz"


def load(app: Flask, *files: Path) -> str:
    """Import the files; what the command says."""
    result = app.test_cli_runner().invoke(args=["places", "import", *map(str, files)])
    assert result.exit_code == 0, result.output
    return result.output


def found(text: str, near: tuple[float, float] | None = None) -> list[Place]:
    """What the search offers."""
    return search_places(text, current_home(), near)


def misses(rows: Sequence[Row], count: int, chance: random.Random) -> list[tuple[str, str]]:
    """(typed, meant) of those addresses that do not come back in the first five."""
    missed = []
    for row in chance.sample(rows, count):
        typed = with_slips(row.address, chance)
        places = found(typed)[:FIRST]
        if not any(place.latitude == row.latitude and place.longitude == row.longitude for place in places):
            missed.append((typed, row.address))
    return missed


@dataclass(frozen=True)
class Guess:
    """Where a left-out address was placed: how far off in metres, and what the search said; infinite if nowhere."""

    address: str
    off_m: float
    accuracy_m: float
    kind: str


def guesses(rows: Sequence[Row]) -> Iterator[Guess]:
    """The first place that the search gives each of these addresses."""
    for row in rows:
        place: Any = next(iter(found(row.address)), None)
        if place is None or place.latitude is None:
            yield Guess(row.address, math.inf, 0.0, place.kind if place else "none")
        else:
            off = distance_m(row.latitude, row.longitude, place.latitude, place.longitude)
            yield Guess(row.address, off, place.accuracy_m, place.kind)
