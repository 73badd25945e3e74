"""The city's date for a case: when it passes, and when the city explains itself (docs/decisions/0034).

A case is told late once for each date that was missed. The date that the service promised stays what it was: how
punctual the city is counts by that one.
"""

import logging
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from app import clock
from app.cases.errors import AlreadyClosed
from app.cases.holding import hold
from app.cases.models import Case, Event
from app.cases.notes import Note, refuse_past, write_note
from app.cases.timeline import record, tell_linked
from app.city import city
from app.extensions import db

log = logging.getLogger(__name__)
TOLD_FROM_HOUR = 9  # of the city's day: nobody is woken for it
TOLD_FOR = timedelta(days=3)  # what was missed before that is old: files that a city imports are full of it
BATCH = 100


def is_any_late() -> bool:
    """Whether there is somebody to tell, at this hour of the city's day."""
    is_day = clock.now().astimezone(city.time_zone).hour >= TOLD_FROM_HOUR
    return is_day and any(db.session.scalar(late.limit(1)) is not None for late in _late_now())


def tell_late() -> Iterator[None]:
    """Open cases whose date has passed lately say so, each once for that date. Yields when something is to be
    committed.
    """
    for late in _late_now():
        while found := db.session.scalars(late.limit(BATCH)).all():
            told = [_tell(case) for case in found]
            yield
            log.info("told late: %s cases", sum(told))


def explain_delay(case: Case, note: Note, *, expected_on: date | None = None) -> Event:
    """The timeline says why it takes longer, and by when it will be done if the city knows.

    Where the date has passed and nobody was told so, the same line tells both. Raises AlreadyClosed for a case whose
    life is over, NotAllowed for a date in the past.
    """
    if hold(case).is_closed:
        raise AlreadyClosed
    refuse_past(expected_on)
    missed_on = case.due_on if _is_late(case) and _claim(case) else None
    event = record(case, "late" if missed_on else "explained", clock.now(), actor="city")
    event.missed_on, event.expected_on = missed_on, expected_on
    write_note(event, note)
    case.given_on = expected_on or case.given_on
    tell_linked(event)
    return event


def _late_now() -> tuple[Select[Case], ...]:
    """What became late lately by the city's own word, by either date: SQLite takes no index for both at once.

    Where the date is our guess, nobody broke a promise.
    """
    today = clock.today(city.time_zone)
    first, last = today - TOLD_FOR, today - timedelta(days=1)
    guesses = [service.code for service in city.services if service.promise and service.promise.is_placeholder]
    promised = select(Case).where(
        Case.closed_at.is_(None), Case.expected_on.between(first, last), _is_untold(Case.expected_on),
        Case.given_on.is_(None), Case.service_code.not_in(guesses),
    )  # fmt: skip
    given = select(Case).where(Case.closed_at.is_(None), Case.given_on.between(first, last), _is_untold(Case.given_on))
    return promised, given


def _is_untold(due_on: ColumnElement[date] | InstrumentedAttribute[date | None]) -> ColumnElement[bool]:
    return or_(Case.told_late_for.is_(None), Case.told_late_for != due_on)


def _is_late(case: Case) -> bool:
    return any(db.session.scalar(late.where(Case.id == case.id)) is not None for late in _late_now())


def _tell(case: Case) -> bool:
    """Whether nobody else was faster."""
    if not _claim(case):
        return False
    event = record(case, "late", clock.now(), actor="system", is_change=case.source is None)
    event.missed_on = case.due_on
    tell_linked(event)
    return True


def _claim(case: Case) -> bool:
    """The case counts as told for its date, unless it was told by somebody else meanwhile, or closed."""
    due_on = func.coalesce(Case.given_on, Case.expected_on)
    untold = (Case.id == case.id, Case.closed_at.is_(None), _is_untold(due_on))
    claimed = update(Case).where(*untold).values(told_late_for=due_on)
    db.session.flush()
    return db.session.connection().execute(claimed).rowcount > 0
