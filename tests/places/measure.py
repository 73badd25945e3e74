"""`python -m tests.places.measure`: how well the search finds, places and answers, on Philadelphia's real addresses.

Needs ../shared. Prints; asserts nothing about time. docs/places.md keeps the figures.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.extensions import db
from tests.conftest import SHARED, settings_for
from tests.places.real import SEED, Row, guesses, load, misses, real_rows, segments, write_rows
from tests.places.slips import with_slips

ROWS, TYPED, LEFT_OUT, QUERIES = 200_000, 2000, 1000, 3000


def main(parts: Sequence[str]) -> None:
    """Print the parts named, or all."""
    for part in parts or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            for line in PARTS[part](Path(folder)):
                print(f"{part}: {line}", flush=True)


def slips(folder: Path) -> Iterator[str]:
    """Imported addresses with ordinary slips: how many come back in the first five."""
    rows = real_rows(SHARED)
    app = _app(folder)
    load(app, segments(SHARED), write_rows(folder / "points.csv", rows))
    with app.app_context():
        missed = misses(rows, TYPED, random.Random(SEED))
    yield f"{TYPED - len(missed)} of {TYPED} in the first five ({1 - len(missed) / TYPED:.1%}, bar 95%)"
    yield from (f"missed {meant} as {typed!r}" for typed, meant in missed[:10])


def between(folder: Path) -> Iterator[str]:
    """Addresses left out of the import: how far off they are placed, and how often what is claimed is true."""
    rows = real_rows(SHARED)
    chance = random.Random(SEED)
    left_out = chance.sample(rows, LEFT_OUT)
    app = _app(folder)
    kept = [row for row in rows if row not in set(left_out)]
    load(app, segments(SHARED), write_rows(folder / "points.csv", kept))
    with app.app_context():
        placed = list(guesses(left_out))
    yield f"{sum(one.off_m <= 80 for one in placed) / LEFT_OUT:.1%} within 80 m (bar 80%)"
    yield f"{sum(one.off_m <= one.accuracy_m for one in placed) / LEFT_OUT:.1%} within their accuracy (bar 90%)"
    yield f"{sum(one.kind != 'interpolated' for one in placed)} not placed between others"
    known = [one for one in placed if one.accuracy_m]
    off, claimed = (
        statistics.median(each) for each in zip(*((one.off_m, one.accuracy_m) for one in known), strict=True)
    )
    yield f"median {off:.0f} m off, {claimed:.0f} m claimed"


def speed(folder: Path) -> Iterator[str]:
    """Suggestions while typing among 200,000 rows, most of them generated; and how long rows take to come in."""
    rows = real_rows(SHARED)
    generated = _generated(rows, ROWS - len(rows), random.Random(SEED))
    app = _app(folder)
    started = time.perf_counter()
    load(app, segments(SHARED))
    yield f"number ranges: {time.perf_counter() - started:.1f} s for 41,271 rows"
    files = [write_rows(folder / f"{at}.csv", part) for at, part in enumerate((rows, generated))]
    started = time.perf_counter()
    load(app, *files)
    took = time.perf_counter() - started
    yield f"addresses: {took:.1f} s for {ROWS:,} rows, {len(rows):,} of them real, the rest generated"
    yield from _timed(app, list(_typing(rows, random.Random(SEED))))


def _generated(rows: Sequence[Row], count: int, chance: random.Random) -> list[Row]:
    """More numbers on the real streets, near the real ones."""
    made: dict[str, Row] = {row.address: row for row in rows}
    streets = [(row, row.address.partition(" ")) for row in rows if row.address.split()[0].isdigit()]
    while len(made) < len(rows) + count:
        row, (number, _space, street) = chance.choice(streets)
        address = f"{max(1, int(number) + 2 * chance.randint(-300, 300))} {street}"
        place = row.latitude + chance.uniform(-0.003, 0.003), row.longitude + chance.uniform(-0.003, 0.003)
        made.setdefault(address, Row(address, row.postcode, round(place[0], 6), round(place[1], 6)))
    return list(made.values())[len(rows) :]


def _typing(rows: Sequence[Row], chance: random.Random) -> Iterator[tuple[str, str]]:
    """(q, near): what a page asks after some letter, of addresses with slips, of streets alone and of corners."""
    for _ in range(QUERIES):
        row, other = chance.sample(rows, 2)
        typed = with_slips(row.address, chance)
        kind = chance.random()
        if kind > 0.7:
            typed = typed.partition(" ")[2]
        if kind > 0.9:
            typed = f"{typed} & {with_slips(other.address, chance).partition(' ')[2]}"
        yield typed[: chance.randint(2, max(2, len(typed)))], f"{other.latitude},{other.longitude}"


def _timed(app: Flask, asked: Sequence[tuple[str, str]]) -> Iterator[str]:
    client = app.test_client()
    walls, works = [], []
    for at, (typed, near) in enumerate(asked):
        wall, work = time.perf_counter(), time.process_time()
        response = client.get("/api/v1/places", query_string={"q": typed, "near": near})
        if at >= 50:  # the first warm up
            walls.append((time.perf_counter() - wall) * 1000)
            works.append((time.process_time() - work) * 1000)
        assert response.status_code == 200
    for name, times in (("by the clock", walls), ("of processor", works)):
        cut = statistics.quantiles(times, n=100)
        yield f"suggestions, ms {name}: median {cut[49]:.1f}, p95 {cut[94]:.1f} (bar 15), p99 {cut[98]:.1f}"


def _app(folder: Path) -> Flask:
    app = create_app(settings_for(folder))
    with app.app_context():
        upgrade()
        db.session.remove()
    return app


PARTS = {"slips": slips, "between": between, "speed": speed}

if __name__ == "__main__":
    main(sys.argv[1:])
