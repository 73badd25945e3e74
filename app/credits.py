"""Who translated the words on these pages, and which people checked them: what the catalogues say of themselves.

Each .po begins with comments: `# Translated by: software.` and `# Reviewed by: Ana Ruiz, Omar Haddad.` A page is
checked only where a person stands behind both of its catalogues, the app's and the city's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from flask import Flask, current_app

from app.i18n import current_language

SOURCE = "en"  # the texts in the code and in the packs are English: nobody translated them
NOTE = re.compile(r"# *(Translated|Reviewed) by: *(.*)")
NO_PERSON = ("", "software", "the project")


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
    """The names in the comments before the first text; none where there is no such file."""
    if not catalogue.is_file():
        return CatalogueNote()
    with catalogue.open(encoding="utf-8") as lines:
        comments = list(takewhile(lambda line: line.startswith("#"), lines))
    said = {found[1]: people_in(found[2]) for line in comments if (found := NOTE.match(line))}
    return CatalogueNote(said.get("Translated", ()), said.get("Reviewed", ()))


def people_in(text: str) -> tuple[str, ...]:
    """Names, separated by commas: `nobody yet. …`, `software` and `the project` are no people."""
    if text.casefold().startswith("nobody"):
        return ()
    names = (name.strip(" .") for name in text.split(","))
    return tuple(name for name in names if name.casefold() not in NO_PERSON)


def init_app(app: Flask) -> None:
    """Let pages ask; the languages are bound already."""
    city, texts = app.config["BABEL_TRANSLATION_DIRECTORIES"].split(";")
    app.extensions["credits"] = Credits(((Path(texts), "messages.po"), (Path(city), "city.po")))
    app.jinja_env.globals["translation_credit"] = translation_credit


def translation_credit() -> Credit | None:
    """What to say below the page at hand."""
    found: Credit | None = current_app.extensions["credits"].of(current_language())
    return found
