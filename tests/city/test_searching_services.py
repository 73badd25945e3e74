"""Residents find a service by their own words in any language, and hear at once what is not for 311."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.city.catalogue import City, Question, Service, Stop, Value
from app.city.finding import ServiceSearch, all_languages
from app.city.keywords import service_keywords, stop_keywords
from app.city.letters import fold
from app.city.queries import find_stops, list_stops, search_services
from app.city.tokens import tokens_of
from app.i18n import force_language

# Read by tests/js/search.test.ts too: a phone and the server find the same.
VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("search_vectors.json").read_text("utf-8"))


@pytest.mark.parametrize(("text", "folded"), VECTORS["folded"])
def test_a_word_is_the_same_however_it_is_spelled(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(("text", "folded"), [("\u202ehole\u0000\ud800", "hole"), ("", ""), ("🙂", "")])
def test_what_is_no_letter_is_left_out(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(("text", "tokens"), VECTORS["tokens"])
def test_scripts_without_spaces_are_looked_up_by_syllables(text: str, tokens: list[str]) -> None:
    assert [token.text for token in tokens_of(fold(text))] == tokens


@pytest.fixture(scope="module")
def town(tansy_ford: Flask) -> ServiceSearch:
    """A town whose words of eleven languages stand in the vectors."""
    services, stops = [_service(one) for one in VECTORS["services"]], [_stop(one) for one in VECTORS["stops"]]
    with tansy_ford.app_context():
        return ServiceSearch(services, stops, all_languages(services, stops, VECTORS["words"].values()))


def _service(made_up: dict[str, Any]) -> Service:
    asked = tuple(
        Question("", "string", one["label"], one["hint"], values=tuple(Value("", name) for name in one["values"]))
        for one in made_up["questions"]
    )
    texts = {key: made_up[key] for key in ("code", "name", "description", "popular")}
    return Service(**texts, group="", agency="", icon="", keywords=tuple(made_up["keywords"]), questions=asked)


def _stop(made_up: dict[str, Any]) -> Stop:
    return Stop(**{**made_up, "keywords": tuple(made_up["keywords"])})


@pytest.mark.parametrize(("typed", "services", "stops"), VECTORS["found"])
def test_the_server_finds_what_a_phone_finds(
    town: ServiceSearch, typed: str, services: list[str], stops: list[str]
) -> None:
    assert [one.code for one in town.services(typed)] == services
    assert [one.code for one in town.stops(typed)] == stops


@pytest.mark.parametrize("typed", ["poth", "pothle", "bache", "ổ gà", "o ga", "nid de poule", "والحفرة", "坑"])
def test_the_examples_are_about_what_people_mean(typed: str) -> None:
    assert next(services for text, services, _stops in VECTORS["found"] if text == typed)[0] == "POTHOLE"


@pytest.mark.usefixtures("in_each_city")
class TestInEveryCity:
    def test_each_service_is_the_first_find_for_its_own_name(self, each_city: City) -> None:
        for service in each_city.open_services:
            assert search_services(service.name)[0] is service, service.name

    def test_each_service_is_found_by_each_of_its_keywords(self, each_city: City) -> None:
        for service in each_city.open_services:
            for word in service_keywords(service):
                found = search_services(word, limit=len(each_city.services))
                assert service in found, (service.code, word, [one.code for one in found])

    def test_each_stop_is_found_by_each_of_its_keywords(self, each_city: City) -> None:
        for stop in each_city.stops:
            for word in stop_keywords(stop):
                assert stop in find_stops(f"Help: {word.upper()}!"), word

    def test_stops_that_an_answer_brings_up_are_listed_with_their_service(self, each_city: City) -> None:
        for stop in each_city.stops:
            assert all(stop in list_stops(trigger.service) for trigger in stop.when)
        assert list_stops("SR-NONE") == ()

    @pytest.mark.parametrize("text", ["", "   ", "?!", "🙂", "\x00", "qqqqzzzz", "\ud800", "٣٤٥٦٧٨٩"])
    def test_what_is_no_word_finds_nothing(self, text: str) -> None:
        assert search_services(text) == ()
        assert find_stops(text) == ()

    def test_an_endless_text_is_read_from_its_beginning(self, each_city: City) -> None:
        service = each_city.open_services[0]
        assert search_services(f"{service.name} " + "x" * 100_000)[0] is service
        assert len(search_services(" ".join(f"word{at}" for at in range(20_000)))) <= 8

    def test_the_limit_is_kept(self, each_city: City) -> None:
        text = " ".join(service.name for service in each_city.open_services)
        assert len(search_services(text, limit=2)) == 2


@pytest.mark.parametrize(("text", "code"), [
    ("pot hole", "SR-ST01"),
    ("HOLE IN MY STREET", "SR-ST01"),
    ("somebody dumped a mattress", "SR-ST02"),
    ("graffi", "SR-CL01"),
    ("the street light is out on my block", "SR-ST04"),
    ("abandoned car", "SR-PD01"),
    ("they did not pick up my trash", "SR-ST03"),
])  # fmt: skip
def test_people_in_philadelphia_find_what_they_mean(philadelphia: Flask, text: str, code: str) -> None:
    with philadelphia.app_context():
        assert code in [service.code for service in search_services(text)[:3]]


@pytest.mark.parametrize(("text", "code"), [
    ("my car was stolen last night", "stolen-car"),
    ("I smell gas in the basement", "gas"),
    ("there is a pothole", None),
])  # fmt: skip
def test_people_in_philadelphia_hear_what_is_not_for_311(philadelphia: Flask, text: str, code: str | None) -> None:
    with philadelphia.app_context():
        assert [stop.code for stop in find_stops(text)] == ([code] if code else [])


@pytest.mark.parametrize("language", ["en", "es", "ar", "zh-Hans"])
@pytest.mark.parametrize(("text", "code"), [("pothole", "SR-ST01"), ("bache", "SR-ST01"), ("حفره بالشارع", "SR-ST01")])
def test_words_of_any_language_find_services_in_every_language(
    philadelphia: Flask, language: str, text: str, code: str
) -> None:
    with philadelphia.test_request_context(), force_language(language):
        assert search_services(text)[0].code == code


@pytest.mark.parametrize("language", ["en", "es", "ar", "zh-Hans"])
@pytest.mark.parametrize("text", ["I smell gas", "huele a gas", "رائحة الغاز في البيت"])
def test_a_smell_of_gas_is_heard_in_any_language(philadelphia: Flask, language: str, text: str) -> None:
    with philadelphia.test_request_context(), force_language(language):
        assert find_stops(text)[0].code == "gas"


def test_a_word_of_ones_own_comes_before_the_same_word_elsewhere(town: ServiceSearch) -> None:
    """Spanish "no tires basura" is about litter, and Vietnamese "no" is an explosion."""
    assert town.services("tires")[0].code == "DUMPING"
    assert "TRASH" in [service.code for service in town.services("no tires basura")]
    assert town.stops("no trash pickup") == ()
