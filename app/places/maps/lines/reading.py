"""Lines out of GeoJSON (RFC 7946), plain or packed with gzip, whatever else is in the file."""

import gzip
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson

from app.places.geometry import is_on_earth
from app.places.home import Home
from app.places.maps.lines.ranks import Rank, rank_in
from app.places.maps.models import MAX_TEXT
from app.places.spelling import shown_name

MOST_BYTES = 1 << 30  # unpacked; a state's streets have less
NAMES = ("name", "fullname", "full_name", "street", "streetname", "street_name", "stname", "st_name", "label")

NUMBERED = re.compile(r"[A-Z]{1,3}[ -]?\d+\b")  # `US 30` is no `Us 30`

Places = tuple[tuple[float, float], ...]  # longitude, latitude


class UnusableFile(ValueError):
    """The file holds nothing that this reads; the sentence says why."""


class BadFeature(ValueError):
    """Why one feature cannot be used."""


@dataclass(frozen=True, slots=True)
class StreetLine:
    """A piece of a street: its name or "", its rank where the file tells it, its places in order."""

    name: str
    rank: Rank | None
    places: Places


def read_features(path: Path) -> Sequence[Any]:
    """The features of a file; UnusableFile where it is no GeoJSON with features."""
    try:
        tree = orjson.loads(_unpacked(path))
    except (orjson.JSONDecodeError, OSError, EOFError, zlib.error) as error:
        raise UnusableFile(f"this is not GeoJSON: {error}") from error
    match tree:
        case {"type": "FeatureCollection", "features": [*features]}:
            return features
        case {"type": "Feature"}:
            return [tree]
    raise UnusableFile("a GeoJSON FeatureCollection with streets as LineStrings is wanted")


def _unpacked(path: Path) -> bytes:
    with path.open("rb") as start:
        is_packed = start.read(2) == b"\x1f\x8b"
    with gzip.open(path) if is_packed else path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise UnusableFile("this has more than a gigabyte: give it in parts")
    return content


def lines_of(feature: object, home: Home) -> list[StreetLine]:
    """The lines of a feature that touch the city; BadFeature where none does, or one is no line."""
    properties: Mapping[str, object] = {}
    match feature:
        case {"properties": dict() as known}:
            properties = known
    match feature:
        case {"geometry": {"type": "LineString", "coordinates": coordinates}}:
            parts = [coordinates]
        case {"geometry": {"type": "MultiLineString", "coordinates": [*coordinates]}}:
            parts = coordinates
        case {"geometry": {"type": str() as kind}}:
            raise BadFeature(f"a {kind} is no line")
        case _:
            raise BadFeature("it has no geometry")
    name, rank = _name_in(properties), rank_in(properties)
    lines = [places for places in map(_places, parts) if len(places) > 1]
    inside = [places for places in lines if any(home.contains(latitude, longitude) for longitude, latitude in places)]
    if not inside:
        raise BadFeature(_why_outside(lines, home))
    return [StreetLine(name, rank, places) for places in inside]


def _why_outside(lines: Sequence[Places], home: Home) -> str:
    if not lines:
        return "it has no length"
    is_swapped = any(home.contains(longitude, latitude) for places in lines for longitude, latitude in places)
    return "it is outside the city" + (": are latitude and longitude swapped?" if is_swapped else "")


def _name_in(properties: Mapping[str, object]) -> str:
    """Of several names ("I 76;US 1") the first."""
    known = {key.casefold(): value for key, value in properties.items()}
    found = next((text for key in NAMES if isinstance(text := known.get(key), str) and text.strip()), "")
    first = "".join(character for character in found.partition(";")[0] if character.isprintable())
    shown = first.strip() if NUMBERED.match(first.strip()) else shown_name(first)
    return shown if len(shown) <= MAX_TEXT else ""


def _places(coordinates: object) -> Places:
    match coordinates:
        case [_, _, *_]:
            places = tuple(_place(position) for position in coordinates)
        case _:
            raise BadFeature("a line needs two places")
    return places[:1] + tuple(after for before, after in pairwise(places) if after != before)


def _place(position: object) -> tuple[float, float]:
    match position:
        case [int() | float() as longitude, int() | float() as latitude, *_]:
            if is_on_earth(latitude, longitude):
                return float(longitude), float(latitude)
            if is_on_earth(longitude, latitude):
                raise BadFeature("it is outside the city: are latitude and longitude swapped?")
            raise BadFeature(f"{longitude}, {latitude} are no degrees: save it as WGS84 (EPSG:4326)")
    raise BadFeature("its coordinates are no numbers")
