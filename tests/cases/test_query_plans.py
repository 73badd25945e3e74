"""What is asked of a million cases goes by an index, on either store."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import BigInteger, String, cast, func, insert, literal, select, text

from app import clock
from app.cases import counts, jobs, lateness
from app.cases.likely import Sought, find_likely
from app.cases.models import Case
from app.cases.nearby import Search, list_nearby
from app.cases.submission import SentPlace
from app.cases.viewport import look_at
from app.extensions import Model, db, table_of
from app.places.boxes import Box
from tests.conftest import NOON
from tests.plans import plans
from tests.samples import sample_of

SEEDED, TURNS = "2000", 20
LATELY = NOON - timedelta(days=30)
OPEN_TILE, CLOSED_TILE, CLOSED_LATELY = "ix_cases_open_tile", "ix_cases_closed_tile", "ix_cases_closed_lately"
COUNTS, AREAS = "ix_case_counts_tile", "ix_case_counts_area"
STREET, DISTRICT, CITY = 0.004, 0.02, 0.2  # degrees from the middle to an edge


@pytest.fixture(scope="module")
def filled(cities: Callable[[str], Flask]) -> Iterator[Flask]:
    """A city with so many cases that an index is worth it; PostgreSQL knows it, as it would after a while."""
    app = cities("philadelphia")
    with app.app_context(), clock.stopped_at(NOON):
        empty()
        assert app.test_cli_runner().invoke(args=["demo", "seed", "--cases", SEEDED]).exit_code == 0
        cases, last = table_of(Case), db.session.scalar(select(func.max(Case.id)))
        same = [column for column in cases.c if column.name not in {"id", "number"}]
        for turn in range(1, TURNS):
            number = cast(literal(turn * 10**7, BigInteger) + cases.c.id, String)
            again = select(number, *same).where(cases.c.id <= last)
            db.session.execute(insert(cases).from_select(["number", *(column.name for column in same)], again))
        db.session.commit()
        jobs.fold_counts()
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
        yield app
        empty()


def empty() -> None:
    db.session.rollback()
    for table in reversed(Model.metadata.sorted_tables):
        db.session.execute(table.delete())
    db.session.commit()


def here(app: Flask, **filters: Any) -> Search:
    return Search(*sample_of(app).here, **filters)


def view(app: Flask, reach: float, **filters: Any) -> object:
    latitude, longitude = sample_of(app).here
    box = Box(longitude - reach, latitude - reach, longitude + reach, latitude + reach)
    return look_at(replace(here(app, limit=20) if "limit" not in filters else here(app), box=box, **filters), box)


def next_page(app: Flask) -> object:
    last = list_nearby(here(app, radius_m=5000))[-1]
    return list_nearby(here(app, radius_m=5000, after=(last.square, last.number)))


def may_be_the_same(app: Flask) -> object:
    sample = sample_of(app)
    return find_likely(Sought(sample.ordinary, SentPlace(*sample.here, accuracy_m=60)))


CODES = ("SR-CL01", "SR-ST01")
ASKED: dict[str, tuple[Callable[[Flask], object], set[str]]] = {
    "near": (lambda app: list_nearby(here(app)), {OPEN_TILE}),
    "near, some services": (lambda app: list_nearby(here(app, services=CODES)), {OPEN_TILE}),
    "near, some statuses": (lambda app: list_nearby(here(app, statuses=("received", "waiting"))), {OPEN_TILE}),
    "near, since a moment": (lambda app: list_nearby(here(app, since=LATELY)), {OPEN_TILE}),
    "near, lately closed": (lambda app: list_nearby(here(app, closed_since=LATELY)), {CLOSED_TILE}),
    "near, the next page": (next_page, {OPEN_TILE}),
    "what may be the same": (may_be_the_same, {OPEN_TILE}),
    "a street": (lambda app: view(app, STREET, limit=200), {OPEN_TILE}),
    "a street, as clusters": (lambda app: view(app, STREET, limit=1), {OPEN_TILE}),
    "a street, lately closed": (lambda app: view(app, STREET, limit=1, closed_since=LATELY), {CLOSED_TILE}),
    "a district": (lambda app: view(app, DISTRICT), {COUNTS}),
    "a district, one service": (lambda app: view(app, DISTRICT, services=CODES[:1], limit=200), {COUNTS, OPEN_TILE}),
    "the city": (lambda app: view(app, CITY), {COUNTS}),
    "the city, some statuses": (lambda app: view(app, CITY, statuses=("contested",)), {COUNTS, AREAS, OPEN_TILE}),
    "the city, since a moment": (lambda app: view(app, CITY, since=LATELY), {OPEN_TILE}),
    "the city, lately closed": (lambda app: view(app, CITY, closed_since=LATELY), {CLOSED_LATELY}),
    "neighbourhoods": (lambda app: counts.open_by_neighbourhood(), {AREAS}),
    "what is late now": (lambda _app: lateness.is_any_late(), {"ix_cases_expected", "ix_cases_given"}),
    "services of a neighbourhood": (lambda app: counts.busiest_services("point-breeze"), {AREAS}),
}


@pytest.mark.parametrize("asked", ASKED)
def test_what_is_asked_goes_by_an_index(filled: Flask, asked: str) -> None:
    """Where a plan may take one of several indexes, each is as good."""
    ask, indexes = ASKED[asked]
    db.session.rollback()
    with plans() as found:
        ask(filled)
    db.session.rollback()
    assert found
    for plan in found:
        assert any(index in plan for index in indexes), plan
        assert "Seq Scan" not in plan, plan
        assert "SCAN cases" not in plan.replace("SCAN cases USING COVERING", ""), plan
        assert "SCAN case_counts" not in plan, plan
