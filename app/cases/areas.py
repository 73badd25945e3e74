"""What is open in a neighbourhood, what was closed there lately, and whether the city kept its word.

Only what has a public place is counted and listed. All of it goes by two indexes that hold no other cases; how many are
open, counts.py knows.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from app.cases.models import Case
from app.cases.nearby import COLUMNS
from app.cases.workflow import ClosingReason
from app.extensions import db, table_of
from app.i18n import local_date

_case, _numbered = table_of(Case).c, table_of(Case).alias().c
IS_OPEN = and_(_case.closed_at.is_(None), _case.tile.is_not(None))
IS_CLOSED = and_(_case.closed_at.is_not(None), _case.tile.is_not(None))
IS_PUBLIC = and_(_case.is_private.is_(False), _case.is_held.is_(False))
# Nobody waits for a report that was taken back or belongs to another case.
NO_WORK = frozenset({ClosingReason.WITHDRAWN, ClosingReason.DUPLICATE})

LastRow = tuple[datetime, str]  # (moment, number) of the last one already seen


@dataclass(frozen=True, slots=True)
class OnTime:
    """Of the cases closed lately that had a date promised by the city: how many there were, how many kept it."""

    promised: int = 0
    kept: int = 0


def list_open(slug: str, limit: int, after: LastRow | None = None) -> Sequence[Row[Any]]:
    """Rows of nearby.COLUMNS, the newest report first."""
    return _list(slug, IS_OPEN, _case.received_at, limit, after)


def list_closed(slug: str, since: datetime, limit: int, after: LastRow | None = None) -> Sequence[Row[Any]]:
    """Rows of nearby.COLUMNS, the last closed first."""
    return _list(slug, and_(IS_CLOSED, _case.closed_at >= since), _case.closed_at, limit, after)


def _list(
    slug: str, which: ColumnElement[bool], moment: ColumnElement[Any], limit: int, after: LastRow | None
) -> Sequence[Row[Any]]:
    rows: Select[Any] = select(*COLUMNS).where(_case.neighbourhood == slug, which, IS_PUBLIC)
    if after is not None:
        seen, last_number = after
        last_id = select(_numbered.id).where(_numbered.number == last_number).scalar_subquery()
        rows = rows.where(moment <= seen, or_(moment < seen, _case.id < last_id))
    return db.session.execute(rows.order_by(moment.desc(), _case.id.desc()).limit(limit)).all()


def count_closed(slug: str, since: datetime) -> int:
    """How many were closed since then."""
    counted = select(func.count()).where(_case.neighbourhood == slug, IS_CLOSED, _case.closed_at >= since)
    return db.session.scalar(counted) or 0


def count_on_time(slug: str, since: datetime, promising: Collection[str]) -> OnTime:
    """Whether what was closed since then was closed by its date; `promising` are services whose date is the city's."""
    columns = (_case.service_code, _case.closing_reason, _case.expected_on, _case.closed_at)
    rows = select(*columns).where(_case.neighbourhood == slug, IS_CLOSED, _case.closed_at >= since)
    kept = [
        local_date(closed_at) <= expected_on
        for code, reason, expected_on, closed_at in db.session.execute(rows)
        if _counts(code, reason, expected_on, promising)
    ]
    return OnTime(len(kept), sum(kept))


def _counts(code: str, reason: str | None, expected_on: date | None, promising: Collection[str]) -> bool:
    return expected_on is not None and reason not in NO_WORK and code in promising
