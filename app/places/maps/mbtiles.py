"""A city's own tiles in one file: MBTiles (github.com/mapbox/mbtiles-spec), an SQLite database with pictures.

It is only read. Whatever is wrong with it is one clear line in the log, and never an error of a page.
"""

import logging
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from html import unescape
from pathlib import Path

from app.places.maps.pictures import Absent, MapSettings, Picture, sniffed
from app.places.maps.square import MAX_ZOOM, MIN_ZOOM, Square

log = logging.getLogger(__name__)
HEADER = b"SQLite format 3\x00"
HEADER_BYTES = 100
WAIT_SECONDS = 0.25  # for somebody who is writing to the file: a map is not worth more
MOST_BYTES = 4 << 20  # of one picture
VECTOR_START = b"\x1f\x8b"
TAG, LONGEST_ATTRIBUTION = re.compile(r"<[^>]*>"), 200
QUERY = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"


class UnusableTiles(ValueError):
    """The file holds no pictures that can be shown; the sentence says why."""


class MbtilesFile:
    """The tiles of a file that was looked at when it was opened."""

    def __init__(self, path: Path, attribution: str = "") -> None:
        """UnusableTiles where the file is none, is cut off, locked, or holds something else than pictures."""
        self._path = path
        self._mine = threading.local()
        self._is_failing = False
        _refuse_other_files(path)
        with _told(path):
            metadata = self._metadata()
            self.settings = _settings(metadata, attribution)
            self._refuse_other_contents(metadata)

    def find(self, square: Square) -> Picture | Absent:
        """The tile, unless the file has none, or cannot be read now."""
        try:
            content = self._content(square)
        except sqlite3.Error as error:
            self._fail(error)
            return Absent.NOT_NOW
        self._is_failing = False
        kind = sniffed(content or b"")
        return Picture(content, kind) if content and kind else Absent.THERE_IS_NONE

    def _fail(self, error: sqlite3.Error) -> None:
        if not self._is_failing:
            log.error("the tiles in %s cannot be read (%s): our own drawing is shown instead", self._path, error)
        self._is_failing = True

    def _content(self, square: Square) -> bytes | None:
        row = (1 << square.z) - 1 - square.y  # its rows are counted from the south
        found = self._connection().execute(QUERY, (square.z, square.x, row)).fetchone()
        return found[0] if found and isinstance(found[0], bytes) and len(found[0]) <= MOST_BYTES else None

    def _connection(self) -> sqlite3.Connection:
        """One for each thread: they need not wait for each other."""
        if not hasattr(self._mine, "connection"):
            self._mine.connection = sqlite3.connect(
                f"{self._path.resolve().as_uri()}?mode=ro", uri=True, timeout=WAIT_SECONDS
            )
        connection: sqlite3.Connection = self._mine.connection
        return connection

    def _metadata(self) -> dict[str, str]:
        rows = self._connection().execute("SELECT name, value FROM metadata")
        deepest = self._connection().execute("SELECT max(zoom_level) FROM tiles").fetchone()[0]
        return {"maxzoom": str(deepest)} | {str(name).casefold(): str(value) for name, value in rows}

    def _refuse_other_contents(self, metadata: dict[str, str]) -> None:
        found = self._connection().execute("SELECT tile_data FROM tiles LIMIT 1").fetchone()
        content = found[0] if found else None
        is_vector = metadata.get("format") == "pbf" or (isinstance(content, bytes) and content[:2] == VECTOR_START)
        if is_vector:
            raise UnusableTiles("it holds vector tiles (pbf), and pictures are wanted: PNG, JPEG or WebP")
        if content is None:
            raise UnusableTiles("it holds no tiles")
        if not isinstance(content, bytes) or sniffed(content) is None:
            raise UnusableTiles("its tiles are neither PNG nor JPEG nor WebP")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """SQLite's complaints in the words of whoever gave the file."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "no such" in str(error):
            raise UnusableTiles(f"it is not MBTiles: {error}") from error
        raise UnusableTiles(f"it cannot be read now: {error}") from error
    except sqlite3.Error as error:
        raise UnusableTiles(f"it is damaged: {error}") from error


def _refuse_other_files(path: Path) -> None:
    """The header says how long an SQLite file is (sqlite.org/fileformat2.html, 1.3)."""
    try:
        with closing(path.open("rb")) as file:
            header = file.read(HEADER_BYTES)
        size = path.stat().st_size
    except OSError as error:
        raise UnusableTiles(f"it cannot be read: {error.strerror}") from error
    if not header.startswith(HEADER):
        raise UnusableTiles("it is not MBTiles: no SQLite file")
    if len(header) < HEADER_BYTES or size < _stated_bytes(header):
        raise UnusableTiles("it is cut off: give the whole file")


def _stated_bytes(header: bytes) -> int:
    """What the header says of the file's length; 0 where an old program has not kept it up."""
    page_bytes = int.from_bytes(header[16:18], "big")
    is_kept_up = header[24:28] == header[92:96]
    return (65536 if page_bytes == 1 else page_bytes) * int.from_bytes(header[28:32], "big") if is_kept_up else 0


def plain_text(html: str) -> str:
    """What a reader would see of some HTML, in one line."""
    return " ".join(unescape(TAG.sub("", html)).split())[:LONGEST_ATTRIBUTION]


def _settings(metadata: dict[str, str], attribution: str) -> MapSettings:
    """What the map may ask for, within what the file says of itself; the operator's word goes before the file's."""
    first, last = (_number(metadata.get(name), other) for name, other in (("minzoom", MIN_ZOOM), ("maxzoom", MAX_ZOOM)))
    return MapSettings(
        attribution=attribution or plain_text(metadata.get("attribution", "")),
        min_zoom=min(max(first, MIN_ZOOM), MAX_ZOOM),
        max_zoom=min(max(last, first, MIN_ZOOM), MAX_ZOOM),
        is_sketch=False,
    )


def _number(text: str | None, other: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else other
