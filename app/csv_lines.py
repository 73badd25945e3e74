"""A CSV file as rows of cells with the line each starts on: streamed, and a broken row never takes the next along.

A file may be packed with gzip; one that cannot be unpacked whole is not read at all.
"""

import codecs
import csv
import gzip
import os
import tempfile
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TextIO

UTF_8 = "utf-8-sig"
ENCODINGS = (UTF_8, "cp1252", "latin-1")  # Windows calls the second Latin-1, and so do most of its users
GZIP = b"\x1f\x8b"
MOST_BYTES = 1 << 30  # unpacked; a large city's addresses have a tenth of it
MAX_LINE = 1_000_000  # characters; csv itself refuses fields over 131,072
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the line it starts on, its cells, or what is wrong with it."""

    number: int
    cells: Sequence[str] = ()
    problem: str = ""


class UnreadableFile(ValueError):
    """Nothing of a file can be read; the sentence says why."""


@contextmanager
def open_text(path: Path) -> Iterator[TextIO]:
    """The text of a file, plain or packed, in the first encoding that reads the whole of it.

    Its `encoding` is UTF_8 where nothing had to be guessed. Raises UnreadableFile.
    """
    with path.open("rb") as packed, tempfile.TemporaryFile() as unpacked:
        is_packed = packed.read(len(GZIP)) == GZIP
        packed.seek(0)
        if is_packed:
            _unpack(packed, unpacked)
        file: IO[bytes] = unpacked if is_packed else packed
        encoding = next(encoding for encoding in ENCODINGS if _is_readable(file, encoding))
        _go_to_start(file, encoding)
        with TextIOWrapper(file, encoding=encoding, newline="") as text:
            yield text


def size_of(text: TextIO) -> int:
    """How many bytes an open file has, unpacked."""
    return os.fstat(text.fileno()).st_size


def _unpack(packed: IO[bytes], unpacked: IO[bytes]) -> None:
    try:
        with gzip.open(packed) as content:
            while piece := content.read(CHUNK):
                unpacked.write(piece)
                if unpacked.tell() > MOST_BYTES:
                    raise UnreadableFile(f"this has more than {MOST_BYTES >> 20:,} MB unpacked: give it in parts")
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise UnreadableFile("this is packed, and cannot be unpacked whole") from None


def _is_readable(file: IO[bytes], encoding: str) -> bool:
    _go_to_start(file, encoding)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while piece := file.read(CHUNK):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _go_to_start(file: IO[bytes], encoding: str) -> None:
    """Behind the mark of UTF-8, which some programs put before whatever they write."""
    file.seek(0)
    if encoding != UTF_8 and file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
        file.seek(0)


def find_delimiter(header: str) -> str:
    """The comma, or what a spreadsheet put in its place."""
    return max(",;\t|", key=header.count)


class Rows:
    """The rows of an open file, the header first. Blank lines are left out.

    A quote that is never closed would swallow what follows: a bad row of many lines is one bad line, and reading
    goes on behind it.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._line = 0
        self._width: int | None = None
        first = self._from_file()
        self._again.append(first)
        self._delimiter = find_delimiter(first)

    def __iter__(self) -> Iterator[Line]:
        """Until the end of the file."""
        while (line := self._read()) is not None:
            if line.problem and len(self._taken) > 1:
                self._again.extendleft(reversed(self._taken[1:]))
                self._line -= len(self._taken) - 1
            if line.cells or line.problem:
                yield line

    def _read(self) -> Line | None:
        self._taken = []
        start = self._line + 1
        try:
            cells = next(csv.reader(iter(self._next_line, ""), delimiter=self._delimiter, strict=True), None)
        except csv.Error as error:
            return Line(start, problem=f"cannot be read: {error}")
        return None if cells is None else self._checked(start, cells)

    def _checked(self, start: int, cells: Sequence[str]) -> Line:
        if any(len(line) >= MAX_LINE for line in self._taken):
            return Line(start, problem=f"longer than {MAX_LINE:,} characters")
        if self._width is None and cells:
            self._width = len(cells)
        if cells and len(cells) != self._width:
            return Line(start, problem=f"has {len(cells)} columns, the first line has {self._width}")
        return Line(start, cells)

    def _next_line(self) -> str:
        line = self._again.popleft() if self._again else self._from_file()
        if line:
            self._taken.append(line)
            self._line += 1
        return line

    def _from_file(self) -> str:
        """The next line; of one that is far too long only the beginning is kept."""
        line = rest = self._file.readline(MAX_LINE)
        while len(rest) == MAX_LINE and not rest.endswith(("\n", "\r")):
            rest = self._file.readline(MAX_LINE)
        return line
