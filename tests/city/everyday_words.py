"""How people find services by their own words; `python -m tests.city.everyday_words` prints docs/search.md's table.

everyday/<language>.tsv has 60 phrases of each language for its 20 most used services, `code<TAB>phrase`. They were
written apart from the keywords: a phrase that happens to be a keyword or a name is left out of the figures that count.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from flask import Flask

from app import create_app
from app.city.catalogue import City
from app.city.keywords import service_keywords
from app.city.letters import fold
from app.city.queries import search_services
from app.i18n import city_text, force_language
from tests.conftest import settings_for

LISTS = Path(__file__).parent / "everyday"
LANGUAGES = tuple(sorted(file.stem for file in LISTS.glob("*.tsv")))
SHOWN = 8
COLUMNS = (
    "language",
    "phrases",
    "first",
    "in 3",
    "in 8",
    "no keywords",
    "first",
    "**in 3**",
    "in 8",
    "slip",
    "from English",
)
RULE = "|---" + "|---:" * (len(COLUMNS) - 1) + "|"


@dataclass(frozen=True, slots=True)
class Phrase:
    """What somebody would type, and the service that they mean."""

    code: str
    text: str

    def place(self, text: str = "") -> int:
        """Where their service stands among what is found, 1 first; beyond what is shown where it does not."""
        codes = [service.code for service in search_services(text or self.text, SHOWN)]
        return codes.index(self.code) + 1 if self.code in codes else SHOWN + 1


@dataclass(frozen=True, slots=True)
class Share:
    """Where the services of some phrases stood."""

    places: Sequence[int]

    def among(self, most: int) -> float:
        """The part of the phrases whose service was among the first so many."""
        return sum(place <= most for place in self.places) / len(self.places)

    def __str__(self) -> str:
        return " | ".join(f"{self.among(most):.0%}" for most in (1, 3, SHOWN))


@dataclass(frozen=True, slots=True)
class Figures:
    """One language."""

    language: str
    all: Share
    no_keywords: Share
    slipped: Share
    in_english: Share

    def __str__(self) -> str:
        counted = [f"{len(share.places)} | {share}" for share in (self.all, self.no_keywords)]
        among_three = [f"{share.among(3):.0%}" for share in (self.slipped, self.in_english)]
        return f"| {' | '.join([self.language, *counted, *among_three])} |"


def phrases_of(language: str) -> list[Phrase]:
    """The list of this language."""
    lines = (LISTS / f"{language}.tsv").read_text("utf-8").splitlines()
    return [Phrase(*line.split("\t")) for line in lines if line.strip()]


def measured(app: Flask, language: str) -> Figures:
    """What the readers of one language find."""
    phrases = phrases_of(language)
    with app.test_request_context(), force_language(language):
        known = set(_known(cast(City, app.extensions["city"])))
        others = [phrase for phrase in phrases if fold(phrase.text) not in known]
        own = [Share([phrase.place() for phrase in some]) for some in (phrases, others)]
        slips = Share([phrase.place(slipped(phrase.text)) for phrase in others])
    with app.test_request_context(), force_language("en"):
        in_english = Share([phrase.place() for phrase in others])
    return Figures(language, own[0], own[1], slips, in_english)


def _known(city: City) -> Iterator[str]:
    for service in city.open_services:
        yield fold(city_text(service.name))
        yield from map(fold, service_keywords(service))


def slipped(text: str) -> str:
    """Two letters in the middle of its longest word have changed places."""
    word = max(text.split(), key=len)
    half = len(word) // 2
    if not half:
        return text
    return text.replace(word, word[: half - 1] + word[half] + word[half - 1] + word[half + 1 :], 1)


def main() -> None:
    """The table, in the order of the city's languages."""
    with TemporaryDirectory() as folder:
        app = create_app(settings_for(Path(folder)))
        figures = [measured(app, language) for language in cast(City, app.extensions["city"]).languages]
    sys.stdout.write("\n".join([f"| {' | '.join(COLUMNS)} |", RULE, *map(str, figures)]) + "\n")


if __name__ == "__main__":
    main()
