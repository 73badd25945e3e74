"""What is asked of a million cases goes by an index, on either store."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

from app.cases.nearby import Search, list_nearby
from app.extensions import db
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


@pytest.mark.parametrize("asked", SEARCHES)
def test_what_is_near_is_found_by_its_tiles(city_app: Flask, inside: None, asked: str) -> None:
    filters, index = SEARCHES[asked]
    centre = sample_of(city_app).city.centre
    with plans() as found:
        list_nearby(Search(centre.latitude, centre.longitude, **filters))
    assert found
    for plan in found:
        assert index in plan
        assert "Seq Scan" not in plan
        assert "SCAN cases" not in plan
