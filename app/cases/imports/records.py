"""One row of an import, read: what another system says of a case, in our words, or why it cannot be used."""

from dataclasses import dataclass
from datetime import date, datetime

from app.cases.imports import values
from app.cases.imports.columns import Columns
from app.cases.imports.values import BadValue
from app.cases.imports.words import reason_called, status_called
from app.cases.workflow import ClosingReason, Status
from app.city.catalogue import City, Service
from app.csv_lines import Line

ID_LIMIT = 80
Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is left out, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Times:
    """When things happened, as far as the file says."""

    received_at: datetime
    updated_at: datetime | None
    closed_at: datetime | None
    expected_on: date | None


@dataclass(frozen=True, slots=True)
class Record:
    """A case as its source knows it. `closing_reason` is None where the source gives none."""

    external_id: str
    times: Times
    status: Status
    closing_reason: ClosingReason | None
    note: str | None
    description: str | None
    service: Service | None
    service_code: str
    service_name: str | None
    agency_name: str | None
    point: tuple[float, float] | None
    address: str | None
    zip_code: str | None

    @property
    def is_closed(self) -> bool:
        """Whether its source has ended it."""
        return self.status is Status.CLOSED


def read_line(line: Line, columns: Columns, city: City) -> Record | BadRow:
    """The case that a row tells of."""
    if line.problem:
        return BadRow(line.number, line.problem)
    try:
        values.refuse_control_characters("".join(line.cells))
        return _record(columns.values(line.cells), city)
    except BadValue as problem:
        return BadRow(line.number, str(problem))


def _record(cells: Cells, city: City) -> Record:
    external_id = _external_id(cells)
    status, reason = _status(cells)
    service = city.service_named(cells["service_code"]) or city.service_named(cells["service_name"])
    return Record(
        external_id=external_id,
        times=_times(cells, status, city),
        status=status,
        closing_reason=reason,
        note=values.as_words(cells["notes"]),
        description=values.as_words(cells["description"]),
        service=service,
        service_code=service.code if service else _foreign_code(cells),
        service_name=None if service else values.as_line(cells["service_name"], 200),
        agency_name=None if service else _agency_name(cells, city),
        point=values.as_point(cells["latitude"], cells["longitude"], city),
        address=values.as_line(cells["address"], 300),
        zip_code=values.as_line(cells["zip_code"], 12),
    )


def _external_id(cells: Cells) -> str:
    if not cells["id"]:
        raise BadValue("has no id")
    if len(cells["id"]) > ID_LIMIT:
        raise BadValue(f"has an id of more than {ID_LIMIT} characters")
    return cells["id"]


def _status(cells: Cells) -> tuple[Status, ClosingReason | None]:
    """The status, and the reason to close: from the status word, its own column, or notes that say nothing else."""
    found = status_called(cells["status"])
    if found is None:
        raise BadValue(f"status {cells['status'][:40]!r} is not one we know")
    status, reason = found
    if status is not Status.CLOSED:
        return status, None
    return status, reason or reason_called(cells["reason"]) or reason_called(cells["notes"])


def _times(cells: Cells, status: Status, city: City) -> Times:
    received_at = values.as_moment(cells["requested"], "the date of the request", city.time_zone)
    values.refuse_future(received_at, "the date of the request")
    updated_at = _later(cells["updated"], "the date of the update", received_at, city)
    closed_at = _later(cells["closed"], "the date of closing", received_at, city) if status is Status.CLOSED else None
    if status is Status.CLOSED and (closed_at or updated_at or received_at) < received_at:
        raise BadValue("closed before it was requested")
    known = [moment for moment in (updated_at, closed_at) if moment]
    updated_at = max(*known, received_at) if known else None
    return Times(received_at, updated_at, closed_at, _expected_on(cells["expected"], received_at, city))


def _later(text: str, field: str, received_at: datetime, city: City) -> datetime | None:
    """A moment after the request; of a date without an hour we know only that it was not before, that same day."""
    if not text:
        return None
    moment = values.as_moment(text, field, city.time_zone)
    values.refuse_future(moment, field)
    same_day = moment.astimezone(city.time_zone).date() == received_at.astimezone(city.time_zone).date()
    return max(moment, received_at) if same_day and values.is_date_only(text) else moment


def _expected_on(text: str, received_at: datetime, city: City) -> date | None:
    """The date given, unless it had passed before anybody asked: then it is none."""
    day = values.as_day(text, "the expected date", city.time_zone) if text else None
    return day if day and day >= received_at.astimezone(city.time_zone).date() else None


def _agency_name(cells: Cells, city: City) -> str | None:
    agency = city.agency_named(cells["agency"])
    return agency.name if agency else values.as_line(cells["agency"], 200)


def _foreign_code(cells: Cells) -> str:
    """The code of a service that the pack has not: its own, or one made of its name."""
    code = cells["service_code"] or "-".join(
        "".join(c if c.isalnum() else " " for c in cells["service_name"].casefold()).split()
    )
    if not code:
        raise BadValue("names no service")
    return code[:60]
