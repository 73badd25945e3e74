"""What is asked of a million cases goes by an index, on either store."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert, text

from app.cases.models import Case
from app.cases.nearby import Search, list_nearby
from app.extensions import db
from app.places.tiles import tile
from tests.samples import sample_of

LATELY = datetime(2026, 11, 1, tzinfo=UTC)
SEARCHES = {"open": ({}, "ix_cases_open_tile"), "lately closed": ({"closed_since": LATELY}, "ix_cases_closed_tile")}


@contextmanager
def plans() -> Iterator[list[str]]:
    """Inside, the plan of every statement. With few rows PostgreSQL would read them all: it may not."""
    found: list[str] = []
    connection = db.session.connection()
    is_postgresql = connection.dialect.name == "postgresql"
    if is_postgresql:
        connection.execute(text("SET LOCAL enable_seqscan = off"))

    def explain(conn: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if not statement.startswith(("EXPLAIN", "SET")):
            how = "EXPLAIN " if is_postgresql else "EXPLAIN QUERY PLAN "
            rows = conn.exec_driver_sql(how + statement, parameters).all()
            found.append("\n".join(str(row[-1]) for row in rows))

    event.listen(connection, "before_cursor_execute", explain)
    yield found
    event.remove(connection, "before_cursor_execute", explain)


@pytest.fixture
def many(app: Flask, inside: None) -> Iterator[None]:
    """PostgreSQL chooses by what is in the tables: a few thousand cases all over the city, and it knows of them."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(insert(Case), [invented(number) for number in range(4000)])
        db.session.execute(text("ANALYZE cases"))
    yield
    db.session.rollback()


def invented(number: int) -> dict[str, object]:
    """One of two hundred open ones, or closed."""
    latitude, longitude = 39.87 + number % 61 / 250, -75.28 + number % 67 / 250
    return {
        "number": f"{number:010}", "service_code": f"SR-{number % 40}", "status": "received", "language": "en",
        "latitude": latitude, "longitude": longitude, "tile": tile(latitude, longitude),
        "neighbourhood": f"area-{number % 150}", "received_at": LATELY, "updated_at": LATELY,
        "closed_at": LATELY + timedelta(hours=number % 2000 - 1600) if number % 20 else None,
    }  # fmt: skip


@pytest.mark.parametrize("asked", SEARCHES)
def test_what_is_near_is_found_by_its_tiles(city_app: Flask, many: None, asked: str) -> None:
    filters, index = SEARCHES[asked]
    centre = sample_of(city_app).city.centre
    with plans() as found:
        list_nearby(Search(centre.latitude, centre.longitude, **filters))
    assert found
    for plan in found:
        assert index in plan
        assert "Seq Scan" not in plan
        assert "SCAN cases" not in plan
