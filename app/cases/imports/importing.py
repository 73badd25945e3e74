"""Cases of another system, as it hands them out: new ones are added, changed ones change, the rest stay as they are.

(source, external id) names a case, so the same file twice changes nothing. What is imported is history: nobody is
told of it. A change to a case that was here before is news, and its followers hear of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from app.cases.bulk import Calendar, Row, free_numbers, insert_cases, reserve_case_ids
from app.cases.imports.changes import change_case
from app.cases.imports.columns import Columns
from app.cases.imports.records import BadRow, Record, read_line
from app.cases.models import Case
from app.cases.rows import public_place
from app.cases.submission import SentPlace, seems_private
from app.cases.workflow import ClosingReason, Status
from app.city import city
from app.csv_lines import Line
from app.extensions import db

BATCH = 2000


@dataclass(slots=True)
class Step:
    """What came of some rows."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: list[BadRow] = field(default_factory=list)


def import_rows(rows: Iterable[Line], columns: Columns, *, source: str) -> Iterator[Step]:
    """Every good row has its case, as `source` knows it. Yields whenever something is to be committed."""
    calendar = Calendar(city.holidays)
    step = Step()
    batch: dict[str, Record] = {}
    for row in rows:
        record = read_line(row, columns, city)
        if isinstance(record, BadRow):
            step.bad.append(record)
        elif record.external_id in batch:  # the same case again: a later state of it
            yield _import_batch(step, batch, calendar, source)
            step, batch = Step(), {record.external_id: record}
        else:
            batch[record.external_id] = record
        if len(batch) + len(step.bad) >= BATCH:
            yield _import_batch(step, batch, calendar, source)
            step, batch = Step(), {}
    yield _import_batch(step, batch, calendar, source)


def _import_batch(step: Step, batch: dict[str, Record], calendar: Calendar, source: str) -> Step:
    known = _known_cases(batch, source)
    new = [record for record in batch.values() if record.external_id not in known]
    _add(new, calendar, source)
    step.added = len(new)
    for external_id, case in known.items():
        record = batch[external_id]
        step.changed += change_case(case, record, _case_of(record, calendar, source))
    step.unchanged = len(known) - step.changed
    db.session.flush()
    return step


def _known_cases(batch: dict[str, Record], source: str) -> dict[str, Case]:
    wanted = select(Case).where(Case.source == source, Case.external_id.in_(batch))
    return {case.external_id: case for case in db.session.scalars(wanted) if case.external_id}


def _case_of(record: Record, calendar: Calendar, source: str) -> Row:
    """The case that a record describes, but for its id and number."""
    service, times = record.service, record.times
    is_private = service is not None and service.is_private
    latitude, longitude = record.point or (None, None)
    place = SentPlace(latitude, longitude, address=record.address or "")
    promised = calendar.expected_on(service.promise if service else None, _day(times.received_at))
    return {
        "service_code": record.service_code,
        "service_name": record.service_name,
        "agency_name": record.agency_name,
        "status": record.status,
        "closing_reason": (record.closing_reason or ClosingReason.NOT_PUBLISHED) if record.is_closed else None,
        "zip_code": record.zip_code,
        "language": city.default_language,
        "is_private": is_private,
        "is_held": False,
        "needs_triage": service is None,
        "report_count": 1,
        "received_at": times.received_at,
        "updated_at": times.updated_at or times.received_at,
        "closed_at": (times.closed_at or times.updated_at or times.received_at) if record.is_closed else None,
        "expected_on": times.expected_on or promised,
        "source": source,
        "external_id": record.external_id,
        **public_place(place, service, is_public=not is_private),
    }


def _day(moment: datetime) -> date:
    return moment.astimezone(city.time_zone).date()


def _add(records: Sequence[Record], calendar: Calendar, source: str) -> None:
    ids, numbers = reserve_case_ids(len(records)), free_numbers(len(records))
    cases: list[Row] = []
    events: list[Row] = []
    for record, case_id, number in zip(records, ids, numbers, strict=True):
        case = {"id": case_id, "number": number, **_case_of(record, calendar, source)}
        cases.append(case)
        events += _history(case, record)
    insert_cases(cases, [], events)


def _history(case: Row, record: Record) -> Iterator[Row]:
    """The timeline that the dates of a record tell of."""
    words = record.description
    is_public = not case["is_private"] and not (words and seems_private(words))
    yield _line(case, "received", Status.RECEIVED, case["received_at"], note=words, is_public=is_public)
    if record.status is not Status.RECEIVED or record.note:
        moment = case["closed_at"] or case["updated_at"]
        yield _line(case, "status", record.status, moment, note=record.note, is_public=True)


def _line(case: Row, kind: str, status: Status, moment: datetime, *, note: str | None, is_public: bool) -> Row:
    is_status = kind == "status"
    return {
        "case_id": case["id"],
        "kind": kind,
        "status": status,
        "closing_reason": case["closing_reason"] if status is Status.CLOSED else None,
        "note": note,
        "note_language": city.default_language if note and is_status else None,
        "actor": "city" if is_status else "resident",
        "is_public": is_public,
        "happened_at": moment,
    }
