"""The way of a report into the store. It is the busiest write, so rows go straight into their tables: built as entities
first they would cost three times as much (docs/decisions/0011).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, Executable, Insert, bindparam, insert, select

from app import dispatch
from app.cases.models import Case, Event, Report
from app.cases.workflow import Status
from app.extensions import db, table_of


@dataclass(frozen=True, slots=True)
class Told:
    """What the sender of a report is told of its case."""

    id: int
    number: str
    status: str
    service_code: str
    expected_on: date | None
    is_public: bool
    given_on: date | None = None  # what the city said instead, for this very case

    @property
    def due_on(self) -> date | None:
        """By when the city means to act."""
        return self.given_on or self.expected_on


@dataclass(frozen=True, slots=True)
class Earlier:
    """A report that is stored under the same id."""

    secret_hash: bytes
    body_hash: bytes
    case: Told


_cases, _reports, _events = (table_of(model) for model in (Case, Report, Event))
_INSERT_CASE, _INSERT_REPORT, _INSERT_EVENT = insert(_cases), insert(_reports), insert(_events)
_PUBLIC = ~(_cases.c.is_private | _cases.c.is_held)
TOLD = (
    _cases.c.id, _cases.c.number, _cases.c.status, _cases.c.service_code, _cases.c.expected_on, _PUBLIC,
    _cases.c.given_on,
)  # fmt: skip
_EARLIER = (
    select(_reports.c.secret_hash, _reports.c.body_hash, *TOLD)
    .join_from(_reports, _cases)
    .where(_reports.c.id == bindparam("report_id"))
)
# Whether there is a report beyond the limit: it reads at most so many entries of the index.
_BEYOND = (
    select(_reports.c.received_at)
    .where(_reports.c.network_hash == bindparam("network"), _reports.c.received_at >= bindparam("since"))
    .offset(bindparam("limit"))
    .limit(1)
)


def find_earlier(report_id: UUID) -> Earlier | None:
    """What is stored under this id."""
    row: Sequence[Any] | None = _execute(_EARLIER, {"report_id": report_id}).one_or_none()
    return Earlier(row[0], row[1], Told(*row[2:])) if row else None


def is_beyond(network_hash: bytes, since: datetime, limit: int) -> bool:
    """Whether this network has sent `limit` reports since then already."""
    values = {"network": network_hash, "since": since, "limit": limit - 1}
    return _execute(_BEYOND, values).first() is not None


def store_case(row: Mapping[str, Any]) -> Told:
    """A new case, from `rows.case_row`."""
    told = {name: row[name] for name in ("number", "status", "service_code", "expected_on")}
    return Told(id=_stored(_INSERT_CASE, row), **told, is_public=not (row["is_private"] or row["is_held"]))


def store_report(row: Mapping[str, Any]) -> None:
    """A report, from `rows.report_row` with its case and the way it came."""
    _execute(_INSERT_REPORT, row)


def record_arrival(case_id: int, kind: str, report_id: UUID, moment: datetime) -> int:
    """The timeline says that a report came, and followers will be told, in this transaction; the event's id."""
    event = {
        "case_id": case_id,
        "kind": kind,
        "status": Status.RECEIVED if kind == "received" else None,
        "actor": "resident",
        "report_id": report_id,
        "is_public": True,
        "happened_at": moment,
    }
    event_id = _stored(_INSERT_EVENT, event)
    dispatch.enqueue(subject_type="case", subject_id=case_id, event_id=event_id, kind=kind)
    return event_id


def _stored(statement: Insert, row: Mapping[str, Any]) -> int:
    """Insert a row; its id."""
    key = _execute(statement, row).inserted_primary_key
    assert key is not None
    return int(key[0])


def _execute(statement: Executable, values: Mapping[str, Any]) -> CursorResult[Any]:
    """On the connection of the session's transaction: what a session adds for entities is not needed here."""
    return db.session.connection().execute(statement, values)
