"""Residents find a service by their own words, and hear at once what is not for 311."""

import pytest
from flask import Flask

from app.city.catalogue import City
from app.city.queries import find_stops, list_stops, search_services, service_keywords, stop_keywords
from app.city.search import Findable, Phrase, fold, likeness, scored
from app.i18n import force_language


@pytest.mark.parametrize(("text", "folded"), [
    ("  Nids-de-poule! ", "nids de poule"),
    ("Ổ gà trên ĐƯỜNG", "o ga tren duong"),
    ("Don’t park", "dont park"),
    ("STRAẞE İstanbul", "strasse istanbul"),
    ("إضاءة الشّارع", "اضاءه الشارع"),
    ("آوارہ کتّا", "اواره كتا"),
    ("कूड़ा", "कूड़ा"),  # vowel signs are letters, not accents
    ("Фонарь не горит: ёлка", "фонарь не горит елка"),
    ("路灯,坏了", "路灯 坏了"),
    ("\u202ehole\u0000\ud800", "hole"),
    ("🙂 !?", ""),
])  # fmt: skip
def test_words_are_folded(text: str, folded: str) -> None:
    assert fold(text) == fold(folded)
    assert len(fold(text).split()) == len(folded.split())
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(("typed", "word", "order"), [
    ("pothole", "pothole", 3),
    ("poth", "pothole", 2),
    ("potholes", "pothole", 1),
    ("flooding", "flood", 1),
    ("p", "pothole", 0),  # one letter is the beginning of everything
    ("cars", "carpet", 0),
    ("cart", "car", 0),  # too short to have endings
    ("potholexyzw", "pothole", 0),
    ("路灯坏了", "路灯", 1),
    ("灯", "路灯", 2),
])  # fmt: skip
def test_how_alike_two_words_are(typed: str, word: str, order: int) -> None:
    assert [0.0, 0.5, 0.7, 1.0].index(likeness(fold(typed), fold(word))) == order


def test_rare_words_count_more_and_whole_phrases_once_more() -> None:
    things = [Findable(name, (Phrase.of(name),)) for name in ("street light", "street tree", "street")]
    scores = dict(scored(things, "a light in the street"))
    assert scores["street light"] > scores["street"] > scores["street tree"]
    assert scored(things, "") == []
    assert scored([Findable("nothing", ())], "light") == []


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
                assert stop in find_stops(f"Help: {word.upper()}!")

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


def test_english_words_find_services_in_every_language(philadelphia: Flask) -> None:
    with philadelphia.app_context(), philadelphia.test_request_context():
        for language in ("es", "ar", "zh-Hans"):
            with force_language(language):
                assert search_services("pothole")[0].code == "SR-ST01"
