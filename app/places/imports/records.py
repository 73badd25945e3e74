"""One row of a file of addresses, read: what it says in our words, or why it cannot be used."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from app.csv_lines import Line
from app.places.geometry import is_on_earth
from app.places.home import Home
from app.places.imports.columns import Columns, Kind
from app.places.models import MAX_NAME, MAX_POSTCODE, MAX_UNIT
from app.places.spelling import StreetWords, street_words, words_of

ADDRESS = re.compile(
    r"(?P<first>\d{1,6})(?P<unit>[A-Za-z]?)(?:\s?-\s?(?P<last>\d{1,6})[A-Za-z]?)?"
    r"(?:\s+(?P<part>1/2|[Rr][Ee][Aa][Rr])\b)?\s+(?P<street>\S.*)"
)
RANGE_END = re.compile(r"\d{1,6}")


@dataclass(frozen=True, slots=True)
class BadRow:
    """The line a row starts on, and what is wrong with it."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class StreetText:
    """A street as a file writes it, and taken apart."""

    text: str
    words: StreetWords


@dataclass(frozen=True, slots=True)
class AddressRecord:
    """One point, and the numbers it stands for."""

    street: StreetText
    number: int
    last_number: int
    unit: str
    postcode: str | None
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """(side, first, last) of each side that has numbers; a street may have a block without any."""

    street: StreetText
    ranges: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class LandmarkRecord:
    """A named place."""

    name: str
    address: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class AliasRecord:
    """Another name, and the street that has it."""

    alias: StreetText
    street: StreetText


Record = AddressRecord | SegmentRecord | LandmarkRecord | AliasRecord


class BadValue(ValueError):
    """What is wrong with one cell."""


def read_line(line: Line, columns: Columns, home: Home) -> Record | BadRow:
    """The record, or the first thing that is wrong."""
    if line.problem:
        return BadRow(line.number, line.problem)
    values = columns.values(line.cells)
    if not any(values.values()):
        return BadRow(line.number, "is empty")
    try:
        return READERS[columns.kind](values, home)
    except BadValue as error:
        return BadRow(line.number, str(error))


def _address(values: dict[str, str], home: Home) -> AddressRecord:
    text = values["address"] or f"{values['number']} {values['street']}".strip()
    found = ADDRESS.fullmatch(text)
    if found is None:
        raise BadValue(f"'{_short(text)}' is no house number and street")
    first = int(found["first"])
    unit = (found["part"] or found["unit"]).lower().replace("rear", "r")
    if not unit and len(values["unit"]) <= 3:  # "R", "1/2"; flats share the point of their house
        unit = values["unit"].lower()
    return AddressRecord(
        _street(found["street"]),
        first,
        _last_number(found["first"], found["last"]),
        unit[:MAX_UNIT],
        _postcode(values["postcode"]),
        *_point(values, home),
    )


def _last_number(first: str, last: str | None) -> int:
    """The end of "2321-23" is 2323."""
    end = int(first[: -len(last)] + last) if last and len(last) < len(first) else int(last or first)
    return max(end, int(first))


def _segment(values: dict[str, str], _home: Home) -> SegmentRecord:
    sides = (("l", values["left_first"], values["left_last"]), ("r", values["right_first"], values["right_last"]))
    ends = ((side, _end(one), _end(other)) for side, one, other in sides)
    ranges = ((side, min(one, other), max(one, other)) for side, one, other in ends)
    return SegmentRecord(_street(values["street"]), tuple(one for one in ranges if one[2]))


def _end(text: str) -> int:
    if not text:
        return 0
    if not RANGE_END.fullmatch(text):
        raise BadValue(f"'{_short(text)}' is no house number")
    return int(text)


def _landmark(values: dict[str, str], home: Home) -> LandmarkRecord:
    name = values["name"]
    if not words_of(name):
        raise BadValue("has no name")
    _refuse_long(name, " ".join(words_of(name)), values["address"])
    return LandmarkRecord(name, values["address"], *_point(values, home))


def _alias(values: dict[str, str], _home: Home) -> AliasRecord:
    parts = (values["before"], values["name"], values["suffix"], values["behind"])
    return AliasRecord(_street(values["alias"] or " ".join(filter(None, parts))), _street(values["street"]))


READERS: dict[Kind, Callable[[dict[str, str], Home], Record]] = {
    Kind.ADDRESSES: _address,
    Kind.SEGMENTS: _segment,
    Kind.LANDMARKS: _landmark,
    Kind.ALIASES: _alias,
}


def _street(text: str) -> StreetText:
    words = street_words(text)
    if not words.base:
        raise BadValue("names no street")
    _refuse_long(text, " ".join((words.direction, *words.base, words.suffix)))
    return StreetText(text, words)


def _refuse_long(*texts: str) -> None:
    for text in texts:
        if len(text) > MAX_NAME:
            raise BadValue(f"'{_short(text)}' has more than {MAX_NAME} characters")
        if "\x00" in text:
            raise BadValue("holds the character U+0000")


def _postcode(text: str) -> str | None:
    if len(text) > MAX_POSTCODE:
        raise BadValue(f"'{_short(text)}' is no ZIP code")
    return text.lower() or None


def _point(values: dict[str, str], home: Home) -> tuple[float, float]:
    latitude, longitude = (_degrees(values[name], name) for name in ("latitude", "longitude"))
    if not is_on_earth(latitude, longitude) or not home.contains(latitude, longitude):
        swapped = is_on_earth(longitude, latitude) and home.contains(longitude, latitude)
        raise BadValue(f"{latitude}, {longitude} is outside the city{': are they swapped?' if swapped else ''}")
    return latitude, longitude


def _degrees(text: str, name: str) -> float:
    try:
        degrees = float(text)
    except ValueError:
        degrees = math.nan
    if not math.isfinite(degrees):
        raise BadValue(f"{name} '{_short(text)}' is not a number")
    return degrees


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
