"""Reads YAML into plain strings, lists and dicts, and remembers the line of each.

Every scalar stays the text that was written (`no`, `5` and `1:30` are words here); the schema decides what it means.
The tree is built from the parser's events rather than by PyYAML's composer, which follows references without end and
brings the process down on deeply nested input.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from app.city.errors import Mistake

Tree = str | list["Tree"] | dict[str, "Tree"]
Way = tuple[str | int, ...]

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 20
# The C parser is ten times as fast; wheels without it exist.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
UNREADABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Controls, and marks that turn the direction of text around: nobody sees them, so nobody can check them.
HIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Page:
    """One file: its tree, and the line (from 1) on which each part starts, by the way to it from the root."""

    file: str
    tree: Tree
    lines: dict[Way, int] = field(default_factory=dict)

    def line_of(self, way: Way) -> int:
        """The line of the part at `way`, or of the nearest part around it that exists."""
        while way and way not in self.lines:
            way = way[:-1]
        return self.lines.get(way, 1)

    def mistake(self, way: Way, text: str) -> Mistake:
        """A mistake in the part at `way`."""
        return Mistake(self.file, self.line_of(way), text)


class _Broken(Exception):
    """The rest of the file cannot be understood."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line, self.text = line, text


def read_page(folder: Path, file: str, mistakes: list[Mistake]) -> Page | None:
    """Read `folder/file`. What is wrong goes into `mistakes`; None where nothing could be understood."""
    try:
        return _Reader(file, mistakes).page(read_text(folder / file))
    except _Broken as broken:
        mistakes.append(Mistake(file, broken.line, broken.text))
        return None


def read_text(path: Path) -> str:
    """The text of a file, or _Broken saying why it is none."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise _Broken(1, "the file is missing") from None
    except OSError as error:
        raise _Broken(1, f"the file cannot be read: {error.strerror}") from None
    if len(raw) > MAX_BYTES:
        raise _Broken(1, f"the file is larger than {MAX_BYTES // 1024**2} MB")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Broken(raw.count(b"\n", 0, error.start) + 1, "this is not UTF-8 text") from None
    if strange := UNREADABLE.search(text):
        raise _Broken(text.count("\n", 0, strange.start()) + 1, f"{_named(strange[0])} does not belong in text")
    return text


class _Reader:
    def __init__(self, file: str, mistakes: list[Mistake]) -> None:
        self.file, self.mistakes = file, mistakes
        self.lines: dict[Way, int] = {}

    def page(self, text: str) -> Page:
        try:
            events = yaml.parse(text, Loader=Loader)
            tree = self._document(events)
            return Page(self.file, tree, self.lines)
        except yaml.MarkedYAMLError as error:
            raise _Broken(*_explained(error, text)) from None
        except yaml.YAMLError as error:
            raise _Broken(1, f"this cannot be read: {error}") from None

    def _document(self, events: Iterator[yaml.Event]) -> Tree:
        next(events)
        if isinstance(next(events), yaml.StreamEndEvent):
            raise _Broken(1, "the file is empty")
        tree = self._node(next(events), events, ())
        next(events)
        if not isinstance(after := next(events), yaml.StreamEndEvent):
            raise _Broken(_line(after), "only one document fits into a file: take out the `---`")
        return tree

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], way: Way) -> Tree:
        self.lines.setdefault(way, _line(event))
        if len(way) > MAX_DEPTH:
            raise _Broken(_line(event), f"this is nested more than {MAX_DEPTH} deep")
        match event:
            case yaml.MappingStartEvent():
                return self._mapping(events, way)
            case yaml.SequenceStartEvent():
                return self._sequence(events, way)
            case yaml.ScalarEvent():
                return self._scalar(event)
        self._complain(event, "references (`*name`) are not read here: write it out")
        return ""

    def _mapping(self, events: Iterator[yaml.Event], way: Way) -> Tree:
        found: dict[str, Tree] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise _Broken(_line(event), "a key must be one word")
            key = self._scalar(event)
            if key in found:
                self._complain(event, f"`{key}` stands here twice, first on line {self.lines[*way, key]}")
                self._node(next(events), events, (*way, key, "again"))
                continue
            self.lines[*way, key] = _line(event)
            found[key] = self._node(next(events), events, (*way, key))
        return found

    def _sequence(self, events: Iterator[yaml.Event], way: Way) -> Tree:
        found: list[Tree] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            found.append(self._node(event, events, (*way, len(found))))
        return found

    def _scalar(self, event: yaml.ScalarEvent) -> str:
        for strange in sorted(set(HIDDEN.findall(event.value))):
            self._complain(event, f"{_named(strange)} is a hidden character: take it out")
        return str(event.value).strip()

    def _complain(self, event: yaml.Event, text: str) -> None:
        self.mistakes.append(Mistake(self.file, _line(event), text))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _named(character: str) -> str:
    return f"U+{ord(character):04X}"


def _explained(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str]:
    """The line to look at, and the parser's words for it; tabs and open quotes get better ones."""
    mark = error.problem_mark or error.context_mark
    line = mark.line if mark else 0
    if error.context_mark and "quoted scalar" in (error.context or ""):
        return error.context_mark.line + 1, "the quotation mark that opens here is never closed"
    lines = text.split("\n")
    if line < len(lines) and "\t" in lines[line][: len(lines[line]) - len(lines[line].lstrip())]:
        return line + 1, "a tab stands where only spaces may"
    return line + 1, f"this cannot be read: {error.problem}"
