"""What another system's later word changes in a case that is here already, and how the timeline tells of it."""

from datetime import datetime

from sqlalchemy import select

from app import clock, dispatch
from app.cases import linking, timeline
from app.cases.bulk import Row
from app.cases.imports.records import Record
from app.cases.models import Case, Event
from app.cases.workflow import ClosingReason, Status
from app.city import city
from app.extensions import db

FACTS = ("service_code", "service_name", "agency_name", "zip_code", "neighbourhood")
PLACE = ("latitude", "longitude", "tile", "address")


def change_case(case: Case, record: Record, wanted: Row) -> bool:
    """The case says what its source says now, unless the source is behind; whether that changed anything.

    `wanted` is the row of the case as this record alone describes it.
    """
    if not _is_news(case, record):
        return False
    _take_facts(case, record, wanted)
    told = _take_status(case, record) or _take_note(case, record)
    case.updated_at = max(case.updated_at, record.times.updated_at or case.updated_at)
    return told or db.session.is_modified(case)


def _is_news(case: Case, record: Record) -> bool:
    """A row without a date of its own can only tell of a case that nobody has touched since it was received."""
    return (record.times.updated_at or record.times.received_at) >= case.updated_at


def _take_facts(case: Case, record: Record, wanted: Row) -> None:
    """A promise once made stays, unless the source names another date or another service."""
    if record.times.expected_on or case.service_code != wanted["service_code"]:
        case.expected_on = wanted["expected_on"]
    for name in FACTS:
        setattr(case, name, wanted[name])
    case.is_private = case.is_private or wanted["is_private"]
    for name in PLACE:
        setattr(case, name, wanted[name] if case.is_public else None)


def _take_status(case: Case, record: Record) -> bool:
    status = _status(case, record)
    if status is Status.CLOSED:
        return _close(case, record)
    if status == case.status:
        return False
    _tell(case, record, status, None, max(record.times.updated_at or clock.now(), case.updated_at))
    return True


def _status(case: Case, record: Record) -> Status:
    """A bare "open" says no more than that: it takes nothing back, and opens again what was closed."""
    if record.status is not Status.RECEIVED:
        return record.status
    return Status.ACKNOWLEDGED if case.is_closed else Status(case.status)


def _close(case: Case, record: Record) -> bool:
    reason = record.closing_reason or ClosingReason(case.closing_reason or ClosingReason.NOT_PUBLISHED)
    closed_at = _closed_at(case, record)
    if (closed_at, reason) == (case.closed_at, case.closing_reason):
        return False
    _tell(case, record, Status.CLOSED, reason, closed_at)
    return True


def _closed_at(case: Case, record: Record) -> datetime:
    """When it closed, never before what its timeline tells already."""
    if case.closed_at:
        return max(record.times.closed_at or case.closed_at, case.closed_at)
    return max(record.times.closed_at or record.times.updated_at or clock.now(), case.updated_at)


def _take_note(case: Case, record: Record) -> bool:
    """A new note of the city stands in the timeline, though the status is what it was."""
    moment = record.times.updated_at
    if not record.note or moment is None or moment <= case.updated_at or _has_note(case, record.note):
        return False
    reason = ClosingReason(case.closing_reason) if case.closing_reason else None
    _tell(case, record, Status(case.status), reason, case.closed_at or moment)
    return True


def _has_note(case: Case, note: str) -> bool:
    return db.session.scalar(select(Event.id).where(Event.case_id == case.id, Event.note == note).limit(1)) is not None


def _tell(case: Case, record: Record, status: Status, reason: ClosingReason | None, moment: datetime) -> None:
    """Followers hear of it: unlike the history that came with the case, this is news."""
    if case.is_closed and status is not Status.CLOSED:
        linking.leave(case)  # a duplicate that is open again goes on by itself
    case.status, case.closing_reason = status, reason
    case.closed_at = moment if status is Status.CLOSED else None
    case.updated_at = max(case.updated_at, moment)
    event = Event(
        case_id=case.id,
        kind="status",
        status=status,
        closing_reason=reason,
        note=record.note,
        note_language=city.default_language if record.note else None,
        actor="city",
        is_public=True,
        happened_at=moment,
    )
    db.session.add(event)
    db.session.flush()
    dispatch.enqueue(subject_type="case", subject_id=case.id, event_id=event.id, kind="status")
    timeline.tell_linked(event)
