"""Addresses, number ranges, landmarks and other names of streets go into the store: new ones are added, moved ones
move, the rest stay as they are. The same file twice changes nothing. Nothing is ever taken away.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select, tuple_, update

from app.csv_lines import Line
from app.extensions import Model, db, table_of
from app.places.home import Home
from app.places.imports.columns import Columns
from app.places.imports.directory import Directory, insert_rows
from app.places.imports.records import (
    AddressRecord,
    AliasRecord,
    BadRow,
    LandmarkRecord,
    Record,
    SegmentRecord,
    read_line,
)
from app.places.imports.stored import address_row, landmark_row, street_id_of
from app.places.models import Address, Landmark, Segment
from app.places.spelling import StreetWords

BATCH = 2000
Row = dict[str, Any]


@dataclass(slots=True)
class Step:
    """What came of some rows."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: list[BadRow] = field(default_factory=list)


def import_rows(rows: Iterable[Line], columns: Columns, home: Home) -> Iterator[Step]:
    """Every good row is in the store. Yields whenever something is to be committed."""
    directory = Directory()
    first_lines: dict[int, int] = {}
    batch: list[tuple[int, Record]] = []
    step = Step()
    for line in rows:
        record = _first_of_its_kind(line, read_line(line, columns, home), first_lines)
        if isinstance(record, BadRow):
            step.bad.append(record)
        else:
            batch.append((line.number, record))
        if len(batch) + len(step.bad) >= BATCH:
            yield _stored(step, batch, directory)
            step, batch = Step(), []
    yield _stored(step, batch, directory)


def _first_of_its_kind(line: Line, record: Record | BadRow, first_lines: dict[int, int]) -> Record | BadRow:
    """The record, unless an earlier line says the same thing, or places the same address."""
    if isinstance(record, BadRow):
        return record
    first = first_lines.setdefault(hash(_identity(line, record)), line.number)
    return record if first == line.number else BadRow(line.number, f"the same as line {first}")


def _identity(line: Line, record: Record) -> Hashable:
    if isinstance(record, AddressRecord):
        return record.street.words, record.number, record.last_number, record.unit
    if isinstance(record, LandmarkRecord):
        return record.name.casefold(), record.address.casefold()
    return tuple(line.cells)


def _stored(step: Step, batch: Sequence[tuple[int, Record]], directory: Directory) -> Step:
    for kind, store in STORES.items():
        records = [(line, record) for line, record in batch if isinstance(record, kind)]
        if records:
            store(step, records, directory)
    db.session.flush()
    return step


def _store_addresses(step: Step, batch: Sequence[tuple[int, AddressRecord]], directory: Directory) -> None:
    streets = directory.street_ids(record.street for _line, record in batch)
    rows = [address_row(record, street_id_of(record.street, streets)) for _line, record in batch]
    _merge(step, Address, rows, ("street_id", "number", "last_number", "unit"))


def _store_landmarks(step: Step, batch: Sequence[tuple[int, LandmarkRecord]], directory: Directory) -> None:
    rows = [landmark_row(record, directory) for _line, record in batch]
    _merge(step, Landmark, rows, ("name_id", "address"))


def _store_segments(step: Step, batch: Sequence[tuple[int, SegmentRecord]], directory: Directory) -> None:
    streets = directory.street_ids(record.street for _line, record in batch)
    rows = [
        {"street_id": street_id_of(record.street, streets), "first_number": first, "last_number": last, "side": side}
        for _line, record in batch
        for side, first, last in record.ranges
    ]
    ranges = Step()
    _merge(ranges, Segment, rows, ("street_id", "first_number", "last_number", "side"))
    step.added += ranges.added
    step.unchanged += ranges.unchanged


def _store_aliases(step: Step, batch: Sequence[tuple[int, AliasRecord]], directory: Directory) -> None:
    calls = []
    for line, record in batch:
        call = _call_of(record, directory)
        if call is None:
            reason = f"no street is called '{record.street.text}' or '{record.alias.text}': import the streets first"
            step.bad.append(BadRow(line, reason))
        else:
            calls.append(call)
    new = directory.call(calls)
    step.added += new
    step.unchanged += len(calls) - new


def _call_of(record: AliasRecord, directory: Directory) -> tuple[StreetWords, int] | None:
    """The name that is not known yet, and the street that has the other one: files give them either way around."""
    for known, other in ((record.street, record.alias), (record.alias, record.street)):
        street_id = directory.find_street(known.words)
        if street_id is not None:
            return other.words, street_id
    return None


STORES: dict[type[Any], Callable[[Step, Any, Directory], None]] = {
    AddressRecord: _store_addresses,
    LandmarkRecord: _store_landmarks,
    SegmentRecord: _store_segments,
    AliasRecord: _store_aliases,
}


def _merge(step: Step, model: type[Model], rows: Sequence[Row], key: Sequence[str]) -> None:
    """Each row is in its table, found again by the columns of `key`; of several with one key the first counts."""
    wanted: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        wanted.setdefault(tuple(row[name] for name in key), row)
    table = table_of(model)
    columns = [table.c[name] for name in key]
    asked = select(table).where(tuple_(*columns[:2]).in_({identity[:2] for identity in wanted}))
    found = (row._mapping for row in db.session.connection().execute(asked))
    known = {tuple(row[name] for name in key): row for row in found}
    insert_rows(model, [row for identity, row in wanted.items() if identity not in known])
    moved = [
        row | {"known_id": known[identity]["id"]}
        for identity, row in wanted.items()
        if identity in known and any(known[identity][name] != value for name, value in row.items())
    ]
    if moved:
        values: Row = {name: bindparam(name) for name in rows[0]}
        statement = update(table).where(table.c.id == bindparam("known_id")).values(values)
        db.session.connection().execute(statement, moved)
    step.changed += len(moved)
    step.added += sum(identity not in known for identity in wanted)
    step.unchanged += sum(identity in known for identity in wanted) - len(moved)
