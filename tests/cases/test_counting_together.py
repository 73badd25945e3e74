"""Writers that change the same counts at the same time keep each other waiting on no store that could do without."""

import random

import pytest
from flask import Flask
from sqlalchemy import Connection, insert, select, text, update

from app.cases import jobs
from app.cases.counts import CaseCount, count_wrong
from app.cases.models import Case
from app.extensions import db
from tests.cases.test_counting import a_case, counted

pytestmark = pytest.mark.usefixtures("inside")
SERVICE = "A"


@pytest.fixture
def city_with_two_tiles(app: Flask) -> Flask:
    """Four cases, two on each of two tiles, all of one service; every wait for a lock fails soon."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    chance = random.Random(1)
    for number in range(1, 5):
        fixed = {"tile": 1 + (number - 1) // 2, "service_code": SERVICE, "status": "received", "neighbourhood": "north"}
        db.session.execute(insert(Case).values(a_case(number, chance) | fixed))
    db.session.commit()
    return app


def writer() -> Connection:
    connection = db.engine.connect()
    connection.execute(text("SET lock_timeout = '2s'"))
    return connection


def schedule(connection: Connection, number: int) -> None:
    connection.execute(update(Case).where(Case.id == number).values(status="scheduled"))


def test_two_writers_touch_two_tiles_in_opposite_order(city_with_two_tiles: Flask) -> None:
    with writer() as one, writer() as other:
        schedule(one, 1)
        schedule(other, 3)
        schedule(one, 4)
        schedule(other, 2)
        one.commit()
        other.commit()
    assert counted() == {(SERVICE, "scheduled"): 4}
    assert count_wrong() == 0


def test_a_report_does_not_wait_for_an_import_of_its_tile(city_with_two_tiles: Flask) -> None:
    with writer() as importing, writer() as reporting:
        for number in (1, 2, 3):
            schedule(importing, number)
        schedule(reporting, 4)
        reporting.commit()
        assert counted() == {(SERVICE, "received"): 3, (SERVICE, "scheduled"): 1}
        db.session.rollback()
        importing.rollback()
    assert counted() == {(SERVICE, "received"): 3, (SERVICE, "scheduled"): 1}


def test_counts_are_brought_together_beside_writers(city_with_two_tiles: Flask) -> None:
    with writer() as one:
        schedule(one, 1)
        jobs.fold_counts()
        one.commit()
    jobs.fold_counts()
    assert count_wrong() == 0
    rows = db.session.execute(select(CaseCount.tile, CaseCount.status, CaseCount.count)).all()
    assert sorted(map(tuple, rows)) == [
        (1, "open", 2),
        (1, "received", 1),
        (1, "scheduled", 1),
        (2, "open", 2),
        (2, "received", 2),
    ]
