"""The search on a city's real addresses, where ../shared is; `tests/places/measure.py` does it at full size."""

import gzip
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.places.real import SEED, Row, guesses, load, misses, real_rows, segments, write_rows

LEFT_OUT, TYPED = 100, 150


@pytest.fixture
def known(app: Flask, shared: Path, tmp_path: Path) -> Iterator[tuple[list[Row], list[Row]]]:
    """A quarter of the streets is imported, but for some addresses: (imported, left out)."""
    rows = real_rows(shared)
    streets = sorted({row.address.partition(" ")[2] for row in rows})
    chosen = set(random.Random(SEED).sample(streets, len(streets) // 4))
    rows = [row for row in rows if row.address.partition(" ")[2] in chosen]
    left_out = random.Random(SEED).sample(rows, LEFT_OUT)
    imported = [row for row in rows if row not in set(left_out)]
    lines = gzip.decompress(segments(shared).read_bytes()).decode().splitlines()
    ranges = tmp_path / "segments.csv"
    ranges.write_text("\n".join([lines[0], *(line for line in lines[1:] if line.partition(",")[0] in chosen)]), "utf-8")
    load(app, ranges, write_rows(tmp_path / "points.csv", imported))
    with app.app_context():
        yield imported, left_out


def test_addresses_with_ordinary_slips_come_back_in_the_first_five(known: tuple[list[Row], list[Row]]) -> None:
    missed = misses(known[0], TYPED, random.Random(SEED))
    assert len(missed) <= TYPED * 0.05, missed


def test_numbers_left_out_are_placed_where_they_are(known: tuple[list[Row], list[Row]]) -> None:
    placed = list(guesses(known[1]))
    assert sum(one.off_m <= 80 for one in placed) >= LEFT_OUT * 0.8
    assert sum(one.off_m <= one.accuracy_m for one in placed) >= LEFT_OUT * 0.9
