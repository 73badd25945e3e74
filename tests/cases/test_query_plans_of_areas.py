"""Pages of neighbourhoods, feeds and files of a million cases go by an index, on either store."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, text

from app.cases import areas, feed_entries
from app.cases.models import Case
from app.cases.selection import Circle, Selection
from app.cases.walking import ids_of_half
from app.extensions import db
from app.places.boxes import Box
from app.places.tiles import tile
from tests.plans import plans

LATELY = datetime(2026, 11, 1, tzinfo=UTC)
SEEN = (LATELY + timedelta(days=3), "0000000017")
CIRCLE = Selection(circle=Circle(39.95, -75.16, 1000.0))
BOX = Selection(box=Box(-75.3, 39.8, -74.9, 40.2), wants_open=False, wants_closed=True, closed_since=LATELY)

QUESTIONS: dict[str, tuple[Callable[[], object], str]] = {
    "what is open": (lambda: areas.list_open("fishtown", 50), "ix_cases_open_area"),
    "more of what is open": (lambda: areas.list_open("fishtown", 50, SEEN), "ix_cases_open_area"),
    "what was closed": (lambda: areas.list_closed("fishtown", LATELY, 50), "ix_cases_closed_area"),
    "more of what was closed": (lambda: areas.list_closed("fishtown", LATELY, 50, SEEN), "ix_cases_closed_area"),
    "how many were closed": (lambda: areas.count_closed("fishtown", LATELY), "ix_cases_closed_area"),
    "what was on time": (lambda: areas.count_on_time("fishtown", LATELY, ["SR-ST01"]), "ix_cases_closed_area"),
    "the newest of a service": (lambda: feed_entries.latest_of_service("SR-ST01"), "ix_cases_service"),
    "the newest around a place": (lambda: feed_entries.latest_around(CIRCLE), "ix_cases_open_tile"),
    "the last closed in a box": (lambda: feed_entries.latest_around(BOX), "ix_cases_closed_lately"),
    "the file of an area": (lambda: ids(Selection(area="fishtown")), "ix_cases_open_area"),
    "the file of a circle": (lambda: ids(CIRCLE), "ix_cases_open_tile"),
    "the file of a box": (lambda: ids(BOX), "ix_cases_closed_"),
}


def ids(selection: Selection) -> None:
    db.session.execute(ids_of_half(selection)).all()


@pytest.fixture
def many(app: Flask, inside: None) -> Iterator[None]:
    """PostgreSQL chooses by what is in the tables: a few thousand cases all over the city, and it knows of them."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(insert(Case), [invented(number) for number in range(8000)])
        db.session.execute(text("ANALYZE cases"))
    yield
    db.session.rollback()


def invented(number: int) -> dict[str, object]:
    """Every other one is open."""
    latitude, longitude = 39.87 + number % 61 / 250, -75.28 + number % 67 / 250
    return {
        "number": f"{number:010}", "service_code": f"SR-{number % 40}", "status": "received", "language": "en",
        "latitude": latitude, "longitude": longitude, "tile": tile(latitude, longitude),
        "neighbourhood": f"area-{number % 150}", "received_at": LATELY, "updated_at": LATELY,
        "closed_at": LATELY + timedelta(hours=number % 2000 - 1600) if number % 2 else None,
    }  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_index_answers(many: None, question: str) -> None:
    ask, index = QUESTIONS[question]
    with plans() as found:
        ask()
    assert found
    for plan in found:
        assert index in plan, plan
        assert "Seq Scan on cases" not in plan
        assert "SCAN cases\n" not in f"{plan}\n"
