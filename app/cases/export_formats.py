"""Public cases as lines of a table and as features of a map: the same facts, whichever way they are taken along."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any
from unicodedata import category, normalize

import orjson
from sqlalchemy import Row

from app.city import city
from app.city.queries import service_names
from app.i18n import city_text

COLUMNS = (
    "number", "service", "service_name", "status", "closing_reason", "address", "neighbourhood", "neighbourhood_name",
    "latitude", "longitude", "received_at", "updated_at", "closed_at", "expected_on", "expected_is_guess",
    "report_count", "url",
)  # fmt: skip
WRITTEN_BY_OTHERS = ("service", "service_name", "address", "neighbourhood", "neighbourhood_name")
MOMENTS = ("received_at", "updated_at", "closed_at")
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for Windows letters, and spoils every name with an accent
# Spreadsheets run a cell that begins so, even behind white space, and some take the wide forms of East Asia for the
# same signs (OWASP, "CSV Injection").
_SIGNS = frozenset("=+-@")
_UNSEEN = frozenset({"Cc", "Cf", "Mn"})  # control characters, zero-width ones, marks that stand on nothing
_LINE_BREAKS = re.compile(r"[\r\n\t\v\f\u0085\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is not in the rows: names in the reader's language, whose promises are guesses, and our own address."""

    services: Mapping[str, str]
    areas: Mapping[str, str]
    guesses: frozenset[str]
    base_url: str

    @classmethod
    def known_at(cls, base_url: str) -> "Facts":
        """Looked up once, while there is a reader; the rows are written long after."""
        guesses = (s.code for s in city.services if s.promise and s.promise.is_placeholder)
        areas = {area.slug: city_text(area.name) for area in city.neighbourhoods}
        return cls(service_names(), areas, frozenset(guesses), base_url)

    def of(self, row: Row[Any]) -> dict[str, Any]:
        """{column: value} of one case."""
        given_on = row.given_on if row.closed_at is None else None
        expected_on = given_on or row.expected_on
        return {
            "number": row.number,
            "service": row.service_code,
            "service_name": self.services.get(row.service_code) or row.service_name or row.service_code,
            "status": row.status,
            "closing_reason": row.closing_reason,
            "address": row.address,
            "neighbourhood": row.neighbourhood,
            "neighbourhood_name": self.areas.get(row.neighbourhood or ""),
            "latitude": row.latitude,
            "longitude": row.longitude,
            "received_at": row.received_at,
            "updated_at": row.updated_at,
            "closed_at": row.closed_at,
            "expected_on": expected_on,
            "expected_is_guess": row.service_code in self.guesses and not given_on if expected_on else None,
            "report_count": row.report_count,
            "url": self.base_url + row.number,
        }


def as_csv(batches: Iterable[Sequence[Row[Any]]], facts: Facts) -> Iterator[bytes]:
    """A table with a line of names, as RFC 4180 and spreadsheets have it, one piece a batch."""
    yield _lines([COLUMNS], BYTE_ORDER_MARK)
    for rows in batches:
        yield _lines(_line(facts.of(row)) for row in rows)


def _lines(rows: Iterable[Iterable[Any]], before: str = "") -> bytes:
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)
    return (before + text.getvalue()).encode()


def _line(values: dict[str, Any]) -> Iterable[Any]:
    """What we write ourselves as it is; what others wrote on one line, and so that no spreadsheet runs it."""
    for name in WRITTEN_BY_OTHERS:
        if values[name]:
            line = _LINE_BREAKS.sub(" ", values[name])
            values[name] = f"'{line}" if _runs(line) else line
    for name in MOMENTS:
        if values[name]:
            values[name] = values[name].isoformat(timespec="seconds")
    if values["expected_is_guess"] is not None:
        values["expected_is_guess"] = "true" if values["expected_is_guess"] else "false"
    return values.values()


def _runs(line: str) -> bool:
    """Whether its first letter that anybody sees is a sign that begins a formula, however wide it is written."""
    first = next((letter for letter in line if not letter.isspace() and category(letter) not in _UNSEEN), "")
    return normalize("NFKC", first) in _SIGNS


def as_geojson(batches: Iterable[Sequence[Row[Any]]], facts: Facts) -> Iterator[bytes]:
    """A FeatureCollection (RFC 7946), a feature a line, one piece a batch."""
    yield b'{"type":"FeatureCollection","features":['
    before = b"\n"
    for rows in batches:
        if rows:
            yield before + b",\n".join(_feature(facts.of(row)) for row in rows)
            before = b",\n"
    yield b"\n]}\n"


def _feature(values: dict[str, Any]) -> bytes:
    latitude, longitude = values.pop("latitude"), values.pop("longitude")
    point = {"type": "Point", "coordinates": (longitude, latitude)} if latitude is not None else None
    return orjson.dumps({"type": "Feature", "id": values["number"], "geometry": point, "properties": values})
