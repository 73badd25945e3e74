"""Many cases at once, for imports and the demo: ids and numbers that are free, and rows without entities."""

import secrets
from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Table, func, insert, select

from app.cases.models import Case, Event, Report
from app.cases.numbers import check_digit
from app.city.catalogue import Holidays, Promise
from app.city.promises import expected_on
from app.extensions import Model, db

Row = dict[str, Any]
Draw = Callable[[int], int]
FIRST, COUNT = 100_000_000, 900_000_000  # of the nine digits before the check digit


def table_of(model: type[Model]) -> Table:
    """The table itself: inserts into it skip the entities."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def insert_rows(model: type[Model], rows: Sequence[Row]) -> None:
    """The rows, which all have the same keys, are in the caller's transaction."""
    if rows:
        db.session.connection().execute(insert(table_of(model)), rows)


def insert_cases(cases: Sequence[Row], reports: Sequence[Row], events: Sequence[Row]) -> None:
    """Cases with what hangs on them, in the order that foreign keys want."""
    for model, rows in ((Case, cases), (Report, reports), (Event, events)):
        insert_rows(model, rows)


def reserve_case_ids(count: int) -> list[int]:
    """Ids that nobody else gets: from the sequence where there is one; SQLite's writer is alone until it commits."""
    if db.engine.dialect.name == "sqlite":
        last = db.session.scalar(select(func.max(Case.id))) or 0
        return list(range(last + 1, last + 1 + count))
    sequence = func.pg_get_serial_sequence("cases", "id")
    numbers = func.generate_series(1, count).table_valued("n")
    return list(db.session.scalars(select(func.nextval(sequence)).select_from(numbers)))


def free_numbers(count: int, draw: Draw = secrets.randbelow) -> list[str]:
    """Case numbers that no case has and that differ from each other."""
    free: dict[str, None] = {}
    while len(free) < count:
        drawn = dict.fromkeys(_number(draw) for _ in range(count - len(free)))
        taken = _taken(drawn)
        free |= {number: None for number in drawn if number not in taken}
    return list(free)


def _number(draw: Draw) -> str:
    digits = FIRST + draw(COUNT)
    return f"{digits}{check_digit(digits)}"


def _taken(numbers: Collection[str]) -> set[str]:
    return set(db.session.scalars(select(Case.number).where(Case.number.in_(numbers))))


class Calendar:
    """Expected dates, each worked out once."""

    def __init__(self, holidays: Holidays) -> None:
        self._expected_on = cache(lambda promise, day: expected_on(promise, day, holidays))

    def expected_on(self, promise: Promise | None, received_on: date) -> date | None:
        """The promised date of what was received on a day of the city's calendar."""
        return self._expected_on(promise, received_on) if promise else None
