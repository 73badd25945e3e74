"""No English of ours shows on a page, in a mistake, in an answer of the API or in the manifest of another language."""

import re
from collections.abc import Callable

import pytest
from flask import Flask, abort

from app.city import city
from app.errors import SENTENCES
from app.followers.emails import EXTENSION, Asker
from app.i18n import NATIVE_NAMES, direction
from tests.client import CheckingClient
from tests.factories import declared, photo, sent
from tests.followers.reader import EMAIL, nobody_writes
from tests.languages import a_third_of
from tests.rules.english import OWN_LETTERS, english_in, latin_in
from tests.samples import sample_of

LANGUAGES = sorted(set(NATIVE_NAMES) - {"en"})
# Pages that show nothing else than others do, or need what this test does not have.
PAGES = (
    "", "about", "accessibility", "privacy", "mine", "report", "nearby", "cases",
    "alerts", "alerts?case={number}", "alerts?neighbourhood={area}", "alerts?near=39.9524,-75.1636",
    "alerts?address=zzz", "alerts?said=over", "alerts?said=saved", "alerts?said=told&key=old",
    "nearby?near=39.9524,-75.1636", "nearby?neighbourhood=fishtown&status=closed", "nearby?near=somewhere",
    "nearby?view=map", "nearby?bbox=-75.28,39.86,-74.96,40.13&view=map", "nearby?bbox=x", "nearby?bbox=10,50,11,51",
    "cases?number=4821", "cases?number=1234567890", "nothing-here", "cases/{number}",
    "neighbourhoods", "neighbourhoods?q=zzz", "neighbourhoods/{area}", "neighbourhoods/{area}?status=closed",
    "neighbourhoods/{area}?status=x", "cases/{number}/receipt", "offline", "phone", "phone?deleted=1",
)  # fmt: skip
ANSWERS = (
    "/api/v1/services?lang={lang}", "/api/v1/services?questions=1&lang={lang}", "/api/v1/services/nope?lang={lang}",
    "/api/v1/cases/{number}?lang={lang}", "/api/v1/cases/1234567890?lang={lang}", "/api/v1/mine?lang={lang}",
    "/api/v1/cases?near=nowhere&lang={lang}", "/api/v1/places/at?lat=39.9524&long=-75.1636&lang={lang}",
    "/feeds/cases.csv?colour=red&since=2099-01-01T00:00:00Z&neighbourhood=nope&lang={lang}",
    "/api/v1/cases/around?lat=39.9524&long=-75.1636&lang={lang}", "/api/v1/cases/around?lang={lang}",
    "/api/v1/places?q=broad&near=nowhere&lang={lang}", "/{lang}/report/map", "/manifest.webmanifest?lang={lang}",
)  # fmt: skip
AREA = "fishtown"
ADDRESS, WORDS = "Calle Broad 1400", "Hay letras rojas en la pared."
ELSEWHERE = {  # they show no page; those that mails lead to are read in tests/delivery/test_email_in_every_language.py
    "alerts.back", "cases.back", "delivery.open_alerts", "delivery.confirm",
}  # fmt: skip
REFUSED: tuple[dict[str, str], ...] = ({}, {"do": "send", "service": "nope", "latitude": "0", "longitude": "0"})


@pytest.fixture
def number(client: CheckingClient) -> str:
    """A case with words, a photo on its way, and its reporter's key in the client."""
    place = sample_of(client.application).place(address=ADDRESS)
    return sent(client, language="es", description=WORDS, place=place, photos=[declared(photo())])


def test_the_check_finds_english(client: CheckingClient) -> None:
    assert len(english_in("es").in_page(client.get("/en/").get_data(as_text=True))) > 5
    assert english_in("es").in_json(client.get("/api/v1/services?lang=en").get_data(as_text=True))


def test_the_check_finds_what_was_never_marked() -> None:
    page = '<p title="Да">Дом Fishtown</p><p data-module="tell-me menu">OK</p><b aria-label="Loading">{count} фото</b>'
    assert latin_in("ru", page, ["Fishtown"]) == {"OK", "Loading"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_show_no_english(client: CheckingClient, number: str, lang: str) -> None:
    names = [ADDRESS, WORDS, *(area.name for area in sample_of(client.application).city.neighbourhoods)]
    left = {}
    for path in PAGES:
        page = client.get(f"/{lang}/{path.format(number=number, area=AREA)}").get_data(as_text=True)
        assert f'<html lang="{lang}" dir="{direction(lang)}">' in page
        left[path] = english_in(lang).in_page(page)
        if lang in OWN_LETTERS:
            left[path] |= latin_in(lang, page, names)
    assert not {path: pieces for path, pieces in left.items() if pieces}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_answers_show_no_english(client: CheckingClient, number: str, lang: str) -> None:
    answers = {path: client.get(path.format(lang=lang, number=number)).get_data(as_text=True) for path in ANSWERS}
    left = {path: english_in(lang).in_json(text) for path, text in answers.items()}
    assert not {path: pieces for path, pieces in left.items() if pieces}


@pytest.mark.parametrize("lang", a_third_of(LANGUAGES))
def test_services_ask_nothing_in_english(client: CheckingClient, inside: None, lang: str) -> None:
    pages = {s.code: client.get(f"/{lang}/report?service={s.code}").get_data(as_text=True) for s in city.open_services}
    left = {code: english_in(lang).in_page(page) for code, page in pages.items()}
    assert not {code: pieces for code, pieces in left.items() if pieces}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", REFUSED)
def test_mistakes_are_not_named_in_english(client: CheckingClient, form: dict[str, str], lang: str) -> None:
    response = client.post(f"/{lang}/report", data=form)
    assert response.status_code == 422
    assert english_in(lang).in_page(response.get_data(as_text=True)) == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_question_before_sending_is_not_in_english(client: CheckingClient, number: str, lang: str) -> None:
    sample = sample_of(client.application)
    answers = {f"answer.{code}": text for code, text in sample.answers(sample.ordinary).items()}
    place = {"latitude": str(sample.here[0]), "longitude": str(sample.here[1]), "accuracy_m": "12"}
    page = client.post(f"/{lang}/report", data={"service": sample.ordinary.code, "do": "send"} | answers | place)
    assert number in page.get_data(as_text=True)
    assert english_in(lang).in_page(page.get_data(as_text=True)) == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_alerts_show_no_english(
    client: CheckingClient, number: str, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setitem(client.application.extensions, EXTENSION, Asker(nobody_writes))
    wrong = client.post(f"/{lang}/alerts/follow", data={"case": number, "email": "nobody"})
    assert client.post(f"/{lang}/alerts/follow", data={"case": number, "email": EMAIL}).status_code == 303
    pages = [wrong, client.get(f"/{lang}/alerts?said=told"), client.get(f"/{lang}/alerts?neighbourhood={AREA}")]
    assert set().union(*(english_in(lang).in_page(page.get_data(as_text=True)) for page in pages)) == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_error_is_told_in_english(client: CheckingClient, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    def fails(status: int) -> Callable[..., str]:
        return lambda **_address: abort(status)

    views = client.application.view_functions
    for status in SENTENCES:
        monkeypatch.setitem(views, "pages.about", fails(status))
        page = client.get(f"/{lang}/about")
        assert (page.status_code, english_in(lang).in_page(page.get_data(as_text=True))) == (status, set())
        monkeypatch.setitem(views, "city_api.list_services", fails(status))
        problem = client.get(f"/api/v1/services?lang={lang}").get_data(as_text=True)
        assert english_in(lang).in_json(problem) == set()


def test_every_kind_of_page_is_looked_at(city_app: Flask) -> None:
    listed = {
        rule.rule
        for rule in city_app.url_map.iter_rules()
        if rule.rule.startswith("/<lang>/") and "GET" in (rule.methods or ()) and rule.endpoint not in ELSEWHERE
    }
    assert listed <= {
        "/<lang>/" + re.sub(r"\?.*", "", path).replace("{number}", "<number>").replace("{area}", "<slug>")
        for path in (*PAGES, *(answer.removeprefix("/{lang}/") for answer in ANSWERS))
    }
