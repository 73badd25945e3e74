"""Finds English of ours in a page or an answer of another language."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from app.catalogues.files import catalogue_name
from app.catalogues.mistakes import forms_of
from app.config import PACKS, ROOT
from app.i18n import NATIVE_NAMES

PHILADELPHIA = PACKS / "philadelphia"
READ_ALOUD = frozenset({"alt", "aria-label", "content", "label", "placeholder", "title"})
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")
WORD = re.compile(r"\w+")
SHORTEST = 12  # shorter ones are found inside names and addresses
OWN_LETTERS = frozenset({"ar", "bn", "hi", "km", "ko", "my", "ru", "ur", "zh-Hans"})
LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]{2,}")
FILLED_IN = re.compile(r"%\(\w+\)[a-z]|\{\w+\}")
CODE = re.compile(r"[^A-Z\s]+|(?:/|https?:)\S+")  # what scripts read: names of modules, addresses
THE_SAME_EVERYWHERE = frozenset({"AM", "PM", "am", "pm", "CSV", "GeoJSON"})


class Words(HTMLParser):
    """Everything that a reader, a screen reader or a script can show."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        shown = [value for name, value in attrs if value and (name in READ_ALOUD or name.startswith("data-"))]
        self.found += [" ".join(value.split()) for value in shown]

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        words = strings(json.loads(data)) if self.inside == "script" and data.strip() else [data]
        self.found += [" ".join(text.split()) for text in words]


def strings(value: Any) -> Iterator[str]:
    """Every string inside a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


class English:
    """What must not show in one language: the sources, cut where something is filled in, that it says otherwise."""

    def __init__(self, pieces: set[str]) -> None:
        self._by_first_word: dict[str, list[str]] = defaultdict(list)
        for piece in sorted(pieces, key=len, reverse=True):
            self._by_first_word[WORD.findall(piece)[0]].append(piece)

    def in_page(self, html: str) -> set[str]:
        """The pieces that a page shows or keeps for its scripts."""
        return {piece for text in Words(html).found for piece in self._in_text(text)}

    def in_json(self, text: str) -> set[str]:
        """The pieces in any value of an answer."""
        return {piece for value in strings(json.loads(text)) for piece in self._in_text(" ".join(value.split()))}

    def _in_text(self, text: str) -> Iterator[str]:
        for word in WORD.finditer(text):
            for piece in self._by_first_word.get(word[0], ()):
                end = word.start() + len(piece)
                if text.startswith(piece, word.start()) and not text[end : end + 1].isalnum():
                    yield piece
                    break


@cache
def english_in(tag: str, pack: Path = PHILADELPHIA) -> English:
    """Of the app and a pack; fails where a catalogue has not been built."""
    return English(set().union(*map(_pieces, _messages(tag, pack))))


def _messages(tag: str, pack: Path) -> Iterator[Message]:
    for folder, name in ((ROOT / "translations", "messages"), (pack / "translations", "city")):
        path = folder / catalogue_name(tag) / "LC_MESSAGES" / f"{name}.po"
        built = path.with_suffix(".mo")
        assert built.is_file(), "run `make build`"
        assert built.stat().st_mtime >= path.stat().st_mtime, f"{path} is newer than its .mo: run `make build`"
        with path.open("rb") as handle:
            yield from (message for message in read_po(handle) if message.id)


def latin_in(tag: str, html: str, names: Iterable[str]) -> set[str]:
    """What was never marked: Latin words in a language with letters of its own, of no translator, not in `names`."""
    known = _latin_words(tag).union(*map(LATIN.findall, names))
    texts = [text for text in Words(html).found if not all(map(CODE.fullmatch, text.split()))]
    return {word for text in texts for word in LATIN.findall(FILLED_IN.sub(" ", text)) if word not in known}


@cache
def _latin_words(tag: str) -> frozenset[str]:
    """Those in the translations, but for search words."""
    texts = [
        text for message in _messages(tag, PHILADELPHIA) if message.context != "keywords" for text in forms_of(message)
    ]
    written = {word for text in texts for word in LATIN.findall(FILLED_IN.sub(" ", text))}
    return THE_SAME_EVERYWHERE.union(written, *map(LATIN.findall, NATIVE_NAMES.values()))


def _pieces(message: Message) -> set[str]:
    # They keep their English name, alone or in brackets: it stands on their letters, signs and trucks.
    if any(note.startswith("an agency") or note.endswith("who answers its phone") for note in message.auto_comments):
        return set()
    source: Any = message.id
    sources = tuple(source) if message.pluralizable else (source,)
    cut = {" ".join(piece.strip(" .:").split()) for text in sources for piece in PLACEHOLDER.split(text)}
    return {piece for piece in cut if len(piece) > SHORTEST and WORD.search(piece)}
