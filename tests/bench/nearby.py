"""What is near, at ten thousand and at a million cases, against fetching as many known rows by id."""

import random
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from flask import Flask
from sqlalchemy import text

from app.cases.nearby import COLUMNS, MAX_RADIUS_M, Search, list_nearby
from app.database import sqlite_module
from app.extensions import db
from tests.bench.cities import city_of
from tests.bench.measure import Figure, in_turns

FLOOR = "50 known rows by id, raw driver"
ROUNDS = 300
SIZES = (10_000, 1_000_000)


def figures() -> Iterator[Figure]:
    """Both sizes, then how the figure grows from one to the other, in floors."""
    measured = [near(city_of(size), size) for size in SIZES]
    yield from measured
    small, large = (figure.ratio for figure in measured)
    yield Figure("nearby: growth from 10,000 to 1,000,000", large * 100, small * 100, 1.5, "in floors")


def near(app: Flask, size: int) -> Figure:
    """50 open cases within a kilometre of places where people live."""
    with app.app_context():
        searches = [Search(lat, lon, radius_m=1000.0, limit=50) for lat, lon in places()]
        known = [[row.id for row in list_nearby(replace(search, radius_m=MAX_RADIUS_M))] for search in searches]
        raw = raw_connection(app)
        ours, floor = in_turns(
            lambda n: list_nearby(searches[n % len(searches)]), lambda n: by_id(raw, known[n % len(known)]), ROUNDS
        )
        db.session.remove()
    return Figure(f"nearby: 50 of {size:,} cases", ours, floor, 5.0, FLOOR)


def places() -> list[tuple[float, float]]:
    """Places of cases, moved by up to 200 metres."""
    chance = random.Random(311)
    rows = db.session.execute(
        text("SELECT latitude, longitude FROM cases WHERE closed_at IS NULL AND tile IS NOT NULL LIMIT 20000")
    ).all()
    picked = chance.sample(list(rows), min(len(rows), 100))
    return [(lat + chance.uniform(-0.0018, 0.0018), lon + chance.uniform(-0.0018, 0.0018)) for lat, lon in picked]


def raw_connection(app: Flask) -> sqlite3.Connection:
    """The same file through the bare driver."""
    path = app.config["SETTINGS"].database_url.removeprefix("sqlite:///")
    connection: sqlite3.Connection = sqlite_module().connect(path)
    return connection


def by_id(connection: sqlite3.Connection, ids: Sequence[int]) -> list[Any]:
    """The same columns of rows that are known."""
    columns = ", ".join(column.key for column in COLUMNS)
    marks = ", ".join("?" * len(ids))
    return connection.execute(f"SELECT {columns} FROM cases WHERE id IN ({marks})", ids).fetchall()
