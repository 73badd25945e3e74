"""No English text of ours shows on a Spanish page."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from flask import Flask

from app.city import city
from app.config import PACKS, ROOT
from tests.client import CheckingClient
from tests.factories import declared, photo, sent
from tests.samples import sample_of

CATALOGUES = (
    ROOT / "translations" / "es" / "LC_MESSAGES" / "messages.po",
    PACKS / "philadelphia" / "translations" / "es" / "LC_MESSAGES" / "city.po",
)
READ_ALOUD = frozenset({"alt", "aria-label", "content", "label", "placeholder", "title"})
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")
SHORTEST = 12  # shorter ones are found inside names and addresses
# Pages that show nothing else than others do, or need what this test does not have.
PAGES = (
    "/es/", "/es/about", "/es/accessibility", "/es/privacy", "/es/mine", "/es/report", "/es/nearby", "/es/cases",
    "/es/nearby?near=39.9524,-75.1636", "/es/nearby?neighbourhood=fishtown&status=closed", "/es/nearby?near=somewhere",
    "/es/cases?number=4821", "/es/cases?number=1234567890", "/es/nothing-here", "/es/cases/{number}",
    "/es/cases/{number}/receipt", "/es/offline", "/es/phone", "/es/phone?deleted=1",
)  # fmt: skip


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


def strings(value: object) -> Iterator[str]:
    """Every string inside a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def english(path: Path) -> set[str]:
    """What must not show: the sources, cut where something is filled in, of messages that Spanish says otherwise."""
    with path.open("rb") as handle:
        catalogue: Catalog = read_po(handle)
    pieces = set()
    for message in catalogue:
        said = message.string if message.pluralizable else (message.string,)
        for source in message.id if message.pluralizable else (message.id,):
            # Agencies keep their English name in brackets: it stands on their letters and trucks.
            if not any(source in form for form in said):
                pieces |= {piece.strip(" .:") for piece in PLACEHOLDER.split(source)}
    return {" ".join(piece.split()) for piece in pieces if len(piece) > SHORTEST}


@pytest.fixture(scope="module")
def english_pieces() -> re.Pattern[str]:
    """One pattern for all of them, longest first."""
    for path in CATALOGUES:
        built = path.with_suffix(".mo")
        assert built.is_file(), "run `make build`"
        assert built.stat().st_mtime >= path.stat().st_mtime, "a catalogue is newer than its .mo: run `make build`"
    pieces = sorted(set().union(*map(english, CATALOGUES)), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, pieces))})(?!\w)")


def untranslated(html: str, pieces: re.Pattern[str]) -> set[str]:
    return {found for text in Words(html).found for found in pieces.findall(text)}


@pytest.fixture
def number(client: CheckingClient) -> str:
    """A case with words, a photo on its way, and its reporter's key in the client."""
    place = sample_of(client.application).place(address="Calle Broad 1400")
    words = "Hay letras rojas en la pared."
    return sent(client, language="es", description=words, place=place, photos=[declared(photo())])


def test_the_check_finds_english(english_pieces: re.Pattern[str], client: CheckingClient) -> None:
    assert len(untranslated(client.get("/en/").get_data(as_text=True), english_pieces)) > 5


@pytest.mark.parametrize("path", PAGES)
def test_a_spanish_page_shows_no_english(
    client: CheckingClient, number: str, english_pieces: re.Pattern[str], path: str
) -> None:
    assert untranslated(client.get(path.format(number=number)).get_data(as_text=True), english_pieces) == set()


def test_every_kind_of_page_is_looked_at(city_app: Flask) -> None:
    listed = {
        rule.rule
        for rule in city_app.url_map.iter_rules()
        if rule.rule.startswith("/<lang>/") and "GET" in (rule.methods or ()) and rule.endpoint != "cases.back"
    }
    seen = {re.sub(r"\?.*", "", path).replace("/es/", "/<lang>/").replace("{number}", "<number>") for path in PAGES}
    assert listed <= seen


def test_every_service_asks_in_spanish(client: CheckingClient, inside: None, english_pieces: re.Pattern[str]) -> None:
    for service in city.open_services:
        page = client.get(f"/es/report?service={service.code}").get_data(as_text=True)
        told = client.get(f"/api/v1/services/{service.code}?lang=es").get_data(as_text=True)
        assert untranslated(page, english_pieces) | set(english_pieces.findall(told)) == set(), service.code


@pytest.mark.parametrize("form", [{}, {"do": "send", "service": "nope", "latitude": "0", "longitude": "0"}])
def test_mistakes_are_named_in_spanish(
    client: CheckingClient, english_pieces: re.Pattern[str], form: dict[str, str]
) -> None:
    response = client.post("/es/report", data=form)
    assert response.status_code == 422
    assert untranslated(response.get_data(as_text=True), english_pieces) == set()
