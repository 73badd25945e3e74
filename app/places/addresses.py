"""Numbers of streets: the known points themselves, or a place between them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Integer, bindparam, select

from app.extensions import db, table_of
from app.places.geometry import distance_m
from app.places.interpolation import FARTHEST, SURE_M, Known, Range, exists, place_number
from app.places.models import ADDRESS_ZOOM, Address, Segment, Street
from app.places.tiles import MAX_LATITUDE, tiles_around

ON_EACH_SIDE = 12  # known numbers looked at, below and above
NEXT_DOOR_M = 40.0  # what else has the number ("1647" for "1647R") is not the place itself
REACHES_M = (60.0, 150.0, 300.0)  # how far an address may be for a point to be "at" it

_address, _segment, _street = table_of(Address).c, table_of(Segment).c, table_of(Street).c
_COLUMNS = (
    _address.street_id, _address.number, _address.last_number, _address.unit, _address.postcode,
    _address.latitude, _address.longitude,
)  # fmt: skip
_of_street = _address.street_id == bindparam("street", type_=Integer)
_asked = bindparam("number", type_=Integer)
EXACT = select(*_COLUMNS).where(
    _address.street_id.in_(bindparam("streets", expanding=True, type_=Integer)), _address.number == _asked
)
_beside = select(*_COLUMNS).where(_of_street).limit(ON_EACH_SIDE)
BELOW = _beside.where(_address.number < _asked).order_by(_address.number.desc())
ABOVE = _beside.where(_address.number > _asked).order_by(_address.number)
RANGES = select(_segment.first_number, _segment.last_number).where(
    _segment.street_id == bindparam("street", type_=Integer),
    _segment.first_number <= _asked + FARTHEST,
    _segment.last_number >= _asked - FARTHEST,
)
AROUND = (
    select(*_COLUMNS, _street.name)
    .join_from(table_of(Address), table_of(Street), _address.street_id == _street.id)
    .where(_address.tile.in_(bindparam("tiles", expanding=True, type_=BigInteger)))
)


@dataclass(frozen=True, slots=True)
class Numbered:
    """Where a number of a street is. `number` is as it is written, "2321-23"; no latitude where nobody knows more."""

    number: str
    latitude: float | None
    longitude: float | None
    accuracy_m: float | None
    is_listed: bool
    postcode: str | None = None


@dataclass(frozen=True, slots=True)
class NearAddress:
    """A listed address, and how far it is."""

    label: str
    latitude: float
    longitude: float
    postcode: str | None
    distance_m: float


def find_listed(street_ids: Sequence[int], number: int, unit: str) -> dict[int, Numbered]:
    """{street: its point with this number}, of those streets that list it; with the same letter if there is one."""
    found: dict[int, Numbered] = {}
    rows = db.session.connection().execute(EXACT, {"streets": list(street_ids), "number": number})
    for row in sorted(rows, key=lambda row: (row.unit != unit, row.unit, row.last_number)):
        found.setdefault(row.street_id, _listed(row, is_same=row.unit == unit))
    return found


def find_between(street_id: int, number: int) -> Numbered | None:
    """The place of a number that no point starts with; None where the street has no such number, as far as is known."""
    asked = {"street": street_id, "number": number}
    run = db.session.connection().execute
    rows = [*run(BELOW, asked), *run(ABOVE, asked)]
    for row in rows:
        if row.number < number <= row.last_number and (number - row.number) % 2 == 0:
            return _listed(row, is_same=True)
    ranges = [Range(row.first_number, row.last_number) for row in run(RANGES, asked)]
    if not exists(number, ranges) or not (rows or ranges):
        return None
    placed = place_number(number, map(_known, rows), ranges)
    if placed is None:
        return Numbered(str(number), None, None, None, is_listed=False) if ranges else None
    return Numbered(
        str(number), placed.latitude, placed.longitude, placed.accuracy_m,
        is_listed=False, postcode=_postcode_around(number, rows),
    )  # fmt: skip


def find_nearest(latitude: float, longitude: float) -> NearAddress | None:
    """The listed address nearest to a place, if one is within 300 m. The disc grows until it holds one."""
    if abs(latitude) > MAX_LATITUDE:
        return None  # tiles end before the poles do
    for reach in REACHES_M:
        tiles = tiles_around(latitude, longitude, reach, ADDRESS_ZOOM)
        rows = db.session.connection().execute(AROUND, {"tiles": tiles})
        away = ((distance_m(latitude, longitude, row.latitude, row.longitude), row) for row in rows)
        found = min(away, key=lambda pair: (pair[0], pair[1].unit, pair[1].number), default=None)
        if found is not None and found[0] <= reach:
            metres, row = found
            return NearAddress(
                f"{written(row)} {row.name}", row.latitude, row.longitude, row.postcode, round(metres, 1)
            )
    return None


def written(row: Any) -> str:
    """The number as people write it: `2321-23`, `1647R`, `10 1/2`."""
    first, last = str(row.number), str(row.last_number)
    unit = f" {row.unit}" if row.unit[:1].isdigit() else row.unit.upper()
    end = f"-{last[-2:] if len(last) == len(first) > 2 else last}" if last != first else ""
    return first + unit + end


def _listed(row: Any, *, is_same: bool) -> Numbered:
    accuracy = SURE_M if is_same else NEXT_DOOR_M
    return Numbered(written(row), row.latitude, row.longitude, accuracy, is_listed=True, postcode=row.postcode)


def _known(row: Any) -> Known:
    return Known(row.number, row.last_number, row.latitude, row.longitude)


def _postcode_around(number: int, rows: Iterable[Any]) -> str | None:
    """That of the nearest known number."""
    nearest = min(rows, key=lambda row: abs(row.number - number), default=None)
    return nearest.postcode if nearest else None


def points_of(street_ids: Sequence[int]) -> Mapping[int, list[tuple[float, float]]]:
    """{street: the points of its addresses}."""
    points: dict[int, list[tuple[float, float]]] = {}
    asked = select(_address.street_id, _address.latitude, _address.longitude).where(_address.street_id.in_(street_ids))
    for row in db.session.connection().execute(asked):
        points.setdefault(row.street_id, []).append((row.latitude, row.longitude))
    return points
