"""Opens GeoJSON (RFC 7946), packed or not: its features, each with the line on which it starts.

Nothing is believed: what is no such file is told apart by what it is.
"""

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAX_BYTES = 64 * 1024**2
MAX_FEATURES = 5000
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
SPACE = re.compile(r"[ \t\r\n]*")
# Degrees on the globe that everybody's phone uses; NAD83 and ETRS89 are within two metres of it.
DEGREES = re.compile(r"(?:CRS:?84|EPSG:{1,2}(?:[0-9.]+:)?(?:4326|4269|4258))$", re.IGNORECASE)
FEATURES = "features"


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature as it was written: its number in the file and its line, both from 1."""

    number: int
    line: int
    properties: dict[str, Any]
    geometry: Any


@dataclass(frozen=True, slots=True)
class AreaFile:
    """All features of a file, and what its reader should know of how it was read."""

    features: list[Feature]
    notices: list[str]


class Unreadable(ValueError):
    """The rest of a file cannot be understood; the text says why, for whoever mends it."""

    def __init__(self, text: str, line: int = 1) -> None:
        super().__init__(text)
        self.text, self.line = text, line


def read_areas(path: Path) -> AreaFile:
    """The features of a file. Raises Unreadable."""
    raw = _unpacked(path)
    text, notices = _decoded(raw)
    try:
        return AreaFile(list(_features(text)), notices)
    except json.JSONDecodeError as error:
        raise Unreadable(f"this is no JSON: {error.msg}, at column {error.colno}", error.lineno) from None
    except RecursionError:
        raise Unreadable("this is nested too deep") from None


def _unpacked(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            is_packed = file.read(2) == GZIP
        with gzip.open(path) if is_packed else path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise Unreadable("this is packed, and cannot be unpacked whole") from None
    except OSError as error:
        raise Unreadable(f"the file cannot be read: {error.strerror}") from None
    if len(raw) > MAX_BYTES:
        raise Unreadable(f"this is larger than {MAX_BYTES // 1024**2} MB: simplify it first")
    return raw


def _decoded(raw: bytes) -> tuple[str, list[str]]:
    """The text. What is not UTF-8 is read as Windows' Latin-1, which may get an accent wrong."""
    if raw.startswith(ZIP):
        raise Unreadable("this is a ZIP file: unpack it first")
    encoding = next((encoding for mark, encoding in MARKS if raw.startswith(mark)), "utf-8")
    try:
        return raw.decode(encoding), []
    except UnicodeDecodeError:
        if b"\0" in raw[:1000]:
            raise Unreadable(_instead("a binary file, as shapefiles are")) from None
        return raw.decode("latin-1"), ["this is not UTF-8; it is read as Latin-1, so check the accents"]


def _features(text: str) -> Iterator[Feature]:
    if text[_after_space(text, 0) :][:1] != "{":
        raise Unreadable(_instead(_kind_of(text)))
    document = _Document(text)
    members = document.members()
    if FEATURES not in members:
        _refuse_other_json(members)
        members = {"type": "FeatureCollection", FEATURES: [(1, _as_feature(members))], "crs": members.get("crs")}
    _refuse_other_plane(members.get("crs"))
    found = members[FEATURES]
    if members.get("type") != "FeatureCollection" or not isinstance(found, list):
        raise Unreadable("this is no FeatureCollection of GeoJSON")
    if not 0 < len(found) <= MAX_FEATURES:
        raise Unreadable(f"this holds {len(found):,} features; it takes 1 to {MAX_FEATURES:,}")
    for number, (line, tree) in enumerate(found, start=1):
        if not isinstance(tree, dict) or tree.get("type") != "Feature":
            raise Unreadable(f"part {number} of `features` is no Feature", line)
        properties = tree.get("properties")
        yield Feature(number, line, properties if isinstance(properties, dict) else {}, tree.get("geometry"))


def _as_feature(members: dict[str, Any]) -> dict[str, Any]:
    """A file may be one Feature, or a bare geometry."""
    return members if members.get("type") == "Feature" else {"type": "Feature", "geometry": members}


class _Document:
    """A JSON object, member by member, so that each feature's line is known."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line, self._counted = 1, 0
        self._read = json.JSONDecoder(parse_constant=self._refuse).raw_decode

    def members(self) -> dict[str, Any]:
        """The object; of `features` each part with its line."""
        found: dict[str, Any] = {}
        for _start in self._parts("{", "}"):
            if self._next() != '"':
                raise json.JSONDecodeError("Expecting a name in quotes", self._text, self._at)
            key = self._value()
            self._expect(":")
            self._skip()
            found[key] = self._list() if key == FEATURES and self._next() == "[" else self._value()
        self._skip()
        if self._at < len(self._text):
            raise json.JSONDecodeError("Extra data", self._text, self._at)
        return found

    def _list(self) -> list[tuple[int, Any]]:
        return [(self._line_at(start), self._value()) for start in self._parts("[", "]")]

    def _parts(self, opening: str, closing: str) -> Iterator[int]:
        """Stands before each part in turn; whoever asks reads it."""
        self._expect(opening)
        self._skip()
        if self._next() != closing:
            yield self._at
            while self._skip() and self._next() == ",":
                self._expect(",")
                self._skip()
                yield self._at
        self._expect(closing)

    def _value(self) -> Any:
        try:
            value, self._at = self._read(self._text, self._at)
        except json.JSONDecodeError:
            raise
        except ValueError:  # thousands of digits, or NaN
            raise Unreadable("this holds what is no number", self._line_at(self._at)) from None
        return value

    def _expect(self, sign: str) -> None:
        self._skip()
        if self._next() != sign:
            raise json.JSONDecodeError(f"Expecting '{sign}'", self._text, self._at)
        self._at += 1

    def _next(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip(self) -> bool:
        self._at = _after_space(self._text, self._at)
        return True

    def _line_at(self, place: int) -> int:
        self._line += self._text.count("\n", self._counted, place)
        self._counted = place
        return self._line

    def _refuse(self, word: str) -> float:
        raise ValueError(f"{word} is no number of JSON")


def _after_space(text: str, start: int) -> int:
    found = SPACE.match(text, start)
    return found.end() if found else start


def _kind_of(text: str) -> str:
    head = text[:1000].strip()
    if not head:
        return "an empty file"
    if head.startswith("<"):
        return "XML or HTML, as KML is"
    first = head.splitlines()[0]
    return "CSV" if max(first.count(sign) for sign in ",;\t") else f"a file that begins with {first[:40]!r}"


def _instead(what: str) -> str:
    return f"this is {what}, not GeoJSON; ogr2ogr -f GeoJSON -t_srs EPSG:4326 OUT.geojson makes it of most formats"


def _refuse_other_json(members: dict[str, Any]) -> None:
    if members.get("type") == "Topology":
        raise Unreadable(_instead("TopoJSON"))
    if "geometryType" in members or "rings" in members:
        raise Unreadable(_instead("Esri's JSON"))
    if members.get("type") not in {"Feature", "Polygon", "MultiPolygon"}:
        raise Unreadable(f"this JSON is no GeoJSON of areas: its `type` is {members.get('type')!r}")


def _refuse_other_plane(crs: Any) -> None:
    """GeoJSON of today has no `crs`; older files may name another plane, and then mean other numbers."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if name is not None and not DEGREES.search(str(name)):
        raise Unreadable(f"its coordinates are of {str(name)[:60]}, not degrees: ogr2ogr -t_srs EPSG:4326 turns them")
