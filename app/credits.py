"""Who translated the words on these pages, and which people checked them: what the catalogues say of themselves.

Each .po begins with comments: `# Translated by: software.` and `# Reviewed by: Ana Ruiz, Omar Haddad.` A page is
checked only where a person stands behind both of its catalogues, the app's and the city's.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from flask import Flask, current_app

from app.i18n import current_language

SOURCE = "en"  # the texts in the code and in the packs are English: nobody translated them
NOTE = re.compile(r"# *(Translated|Reviewed) by: *(.*)")
COMMAS = re.compile(r"[,،、，]")
SOFTWARE = ("software", "the project")
NOBODY = re.compile(r"(nobody|no one|none)\b")
LETTERS_OF_A_NAME = 2


@dataclass(frozen=True, slots=True)
class Credit:
    """What a page owes its readers to know: software translated it, and `names` checked it, if anybody did."""

    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogueNote:
    """What one catalogue says of itself: names of people only."""

    translators: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        """Whoever knows that it is right."""
        return self.translators + self.reviewers


@dataclass(frozen=True, slots=True)
class Credits:
    """Where the catalogues are, and what was read of them."""

    catalogues: tuple[tuple[Path, str], ...]
    known: dict[str, Credit | None] = field(default_factory=dict)

    def of(self, language: str) -> Credit | None:
        """What to say below a page in this language; None where people wrote all of it."""
        if language not in self.known:
            self.known[language] = None if language == SOURCE else credit(list(self._notes(language)))
        return self.known[language]

    def _notes(self, language: str) -> Iterator[CatalogueNote]:
        for folder, name in self.catalogues:
            yield read_note(folder / language.replace("-", "_") / "LC_MESSAGES" / name)


def credit(notes: list[CatalogueNote]) -> Credit | None:
    """What several catalogues say together: the least that one of them can say."""
    if all(note.translators for note in notes):
        return None
    if not all(note.people for note in notes):
        return Credit()
    return Credit(tuple(dict.fromkeys(name for note in notes for name in note.people)))


def read_note(catalogue: Path) -> CatalogueNote:
    """The names in the comments before the first text; none where there is no such file, or none that can be read.

    Whoever worked beside software is no translator of the whole, and is named where they checked it.
    """
    said = [(found[1], found[2]) for line in _comments(catalogue) if (found := NOTE.match(line))]
    translated = [text for kind, text in said if kind == "Translated"]
    translators = () if any(map(has_software, translated)) else _people(translated)
    return CatalogueNote(translators, _people(text for kind, text in said if kind == "Reviewed"))


def _comments(catalogue: Path) -> list[str]:
    """A footer must not end a page: bytes that are no text do not count, nor does a file that nobody may open."""
    try:
        with catalogue.open(encoding="utf-8-sig", errors="replace") as lines:
            return list(takewhile(lambda line: line.startswith("#"), lines))
    except OSError:
        return []


def _people(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for text in texts for name in people_in(text)))


def people_in(text: str) -> tuple[str, ...]:
    """Names, separated by commas: `nobody yet. …`, `software (of this or that kind)`, `the project` are no people."""
    if NOBODY.match(text.strip().casefold()):
        return ()
    return tuple(part for part in _parts(text) if _is_name(part))


def has_software(text: str) -> bool:
    """Whether software had a part in it."""
    return any(part.casefold().startswith(SOFTWARE) for part in _parts(text))


def _parts(text: str) -> list[str]:
    return [part.strip(" .\t\n") for part in COMMAS.split(text)]


def _is_name(part: str) -> bool:
    said = part.casefold()
    letters = sum(map(str.isalpha, part))
    return letters >= LETTERS_OF_A_NAME and not said.startswith(SOFTWARE) and not NOBODY.match(said)


def init_app(app: Flask) -> None:
    """Let pages ask; the languages are bound already."""
    city, texts = app.config["BABEL_TRANSLATION_DIRECTORIES"].split(";")
    app.extensions["credits"] = Credits(((Path(texts), "messages.po"), (Path(city), "city.po")))
    app.jinja_env.globals["translation_credit"] = translation_credit


def translation_credit() -> Credit | None:
    """What to say below the page at hand."""
    found: Credit | None = current_app.extensions["credits"].of(current_language())
    return found
