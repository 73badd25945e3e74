"""Orders: rows that wait for somebody outside, who may fail. Taken one at a time, and put off before they are tried."""

from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import inspect, select

from app import clock
from app.cases.models import PlaceOrder, TranslationOrder
from app.extensions import db

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(days=1)
MOST_ATTEMPTS = 10  # over about two days
PATIENCE = 3  # so many in a row that fail, and whoever is asked is left alone until the next time
AnyOrder = TypeVar("AnyOrder", PlaceOrder, TranslationOrder)


def claim(kind: type[AnyOrder]) -> AnyOrder | None:
    """The order that has waited longest. Its next try is set at once, should somebody die over this one."""
    due = select(kind).where(kind.due_at <= clock.now()).order_by(kind.due_at, *inspect(kind).primary_key)
    found = db.session.scalar(due.limit(1).with_for_update(skip_locked=True))
    if found is not None:
        found.attempts += 1
        found.due_at = next_try(found.attempts)
        db.session.flush()
    return found


def next_try(attempts: int) -> datetime | None:
    """When to try again after so many tries; None when that is enough."""
    if attempts >= MOST_ATTEMPTS:
        return None
    wait: timedelta = FIRST_WAIT * 2 ** (attempts - 1)
    return clock.now() + min(wait, LONGEST_WAIT)
