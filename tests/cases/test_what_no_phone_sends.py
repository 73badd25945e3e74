"""Requests made to hurt: each is answered, quickly, and none shows what is not everybody's."""

import time
from io import BytesIO
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest

from app.cases.submission import MOST_MARKS, clean_text, seems_private
from app.places.geometry import rounded
from tests.client import CheckingClient
from tests.factories import Phone, photo, sent
from tests.samples import Sample


@pytest.fixture
def phone(client: CheckingClient) -> Phone:
    return Phone(client)


@pytest.mark.parametrize(
    "words", ["a" * 250_000, "a\u0300\u0316" * 60_000, "a" + "\u0300\u0316" * 40_000, "\u0f73" * 80_000]
)
def test_no_words_keep_others_waiting(words: str) -> None:
    began = time.process_time()
    assert not seems_private(clean_text(words))
    assert time.process_time() - began < 1


def test_marks_are_cut_only_where_no_language_has_so_many() -> None:
    assert clean_text("e\u0301 \u1780\u17d2\u1798\u17bb\u17c6") == "\u00e9 \u1780\u17d2\u1798\u17bb\u17c6"
    assert len(clean_text("a" + "\u0316\x01" * 500)) == 1 + MOST_MARKS


@pytest.mark.parametrize(
    "words",
    [
        "write to me@mail.example please",
        "x@y.zz",
        "a@b@c.org",
        "\u0645@\u0645\u062b\u0627\u0644.\u0645\u0635\u0631",
        "ana\uff20example.com",
        "ana@example\u3002com",
        "ana@example\uff61com",
        "ana\u200b@\u200bexample.com",
    ],
)
def test_an_address_within_words_is_seen(words: str) -> None:
    assert seems_private(words)


@pytest.mark.parametrize(
    "words",
    [
        "(215)  555 - 0123",
        "+1 (215) 555-0123",
        "215\u2011555\u20110123",
        "215\u2010555\u20100123",
        "215 \u2014 555 \u2014 0123",
        "215\u2212555\u22120123",
        "215\u00b7555\u00b70123",
        "215_555_0123",
        "215, 555, 0123",
        "215\u200e-555\u200e-0123",
        "215\u200b555\u200b0123",
        "\uff12\uff11\uff15\uff0d\uff15\uff15\uff15\uff0d\uff10\uff11\uff12\uff13",
    ],
)
def test_a_phone_number_is_seen_however_it_is_written(words: str) -> None:
    assert seems_private(f"Call {words} after five")


@pytest.mark.parametrize(
    "words",
    [
        "1100 block of N 12th St, 19107",
        "Since 11/20, about 5 pm, and again on 12/1",
        "It was there on November 20, 2026",
        "Bus 47 at 8:15, bus 23 at 9:30",
        "@ 12th and Market. It leaks",
        "3\u20134 bags, 20\u201330 lb each, 2 m wide",
        "\u5927\u5751\uff0c2026\u5e7411\u670820\u65e5\u3002\u5f88\u6df1",
    ],
)
def test_plain_numbers_and_days_stay_everybody_s(words: str) -> None:
    assert not seems_private(words)


@pytest.mark.parametrize("levels", [30, 990, 1020])
def test_a_body_nested_deeper_than_any_phone_sends_is_no_report(phone: Phone, levels: int) -> None:
    body = b'{"answers": {"x": %b}}' % (b"[" * levels + b"]" * levels)
    assert phone.put(body).get_json()["title"] == "broken json"


@pytest.mark.parametrize(
    "asked", ["endpoint=x", "_scheme=javascript&_external=1", "_anchor=x", "_method=POST", "lang=x"]
)
def test_no_name_in_an_address_is_taken_for_an_order(client: CheckingClient, asked: str) -> None:
    for path in ("/en/nearby", "/en/report", "/en/cases/1"):
        assert client.get(f"{path}?{asked}").status_code in {200, 404}
    assert f'href="/es/nearby?{asked.replace("&", "&amp;")}"' in client.get(f"/en/nearby?{asked}").get_data(
        as_text=True
    )


ODD_MOMENTS = ["junk", "0001-01-01T00:00", "9999-12-31T23:59", "0001-01-01T00:00+14:00", {"a": 1}, ["x"], True]


@pytest.mark.parametrize("answer", ODD_MOMENTS)
def test_an_answer_that_is_no_moment_is_shown_as_it_is(phone: Phone, sample: Sample, answer: Any) -> None:
    service, code = sample.moment
    number = phone.put(phone.report(service=service.code, answers={code: answer})).get_json()["number"]
    assert phone.client.get(f"/en/cases/{number}").status_code == 200


def test_the_time_that_a_resident_writes_is_the_time_that_is_shown(phone: Phone, sample: Sample) -> None:
    service, code = sample.moment
    answers = sample.answers(service) | {code: "2026-11-20T15:07"}
    number = phone.put(phone.report(service=service.code, answers=answers)).get_json()["number"]
    assert "3:07" in phone.client.get(f"/en/cases/{number}").get_data(as_text=True)


def test_nobody_learns_that_a_private_case_has_a_number(
    client: CheckingClient, stranger: CheckingClient, sample: Sample
) -> None:
    number = sent(client, service=sample.private.code)
    assert stranger.get(f"/en/cases?number={number}").status_code == 404
    assert client.get(f"/en/cases?number={number}").status_code == 302


def test_the_area_of_a_rounded_place_is_that_of_its_square(client: CheckingClient, sample: Sample) -> None:
    place = sample.place(0.00123, 0.00321)
    asked: list[tuple[float, float]] = []
    with patch("app.city.catalogue.City.neighbourhood_at", lambda _city, *point: asked.append(point)):
        sent(client, service=sample.rounded.code, place=place)
    assert asked == [rounded(place["lat"], place["long"])]


def test_private_words_never_join_a_case_that_everybody_sees(
    client: CheckingClient, stranger: CheckingClient, sample: Sample
) -> None:
    number = sent(client)
    assert sent(client, service=sample.private.code, joins=number, description="CANARYWORDS") != number
    assert sent(client, service="NO-SUCH", joins=number, description="CANARYWORDS") != number
    assert "CANARY" not in stranger.get(f"/en/cases/{number}").get_data(as_text=True)


@pytest.mark.parametrize("service", [None, "NO-SUCH"])
def test_what_comes_in_a_flood_is_shown_by_no_trick(
    phone: Phone, stranger: CheckingClient, sample: Sample, service: str | None
) -> None:
    number = sent(phone.client)
    with patch("app.cases.api._is_over_limit", lambda _sender: True):
        body = phone.report(joins=number) | ({"service": service} if service else {})
        held = phone.put(body).get_json()["number"]
    assert held != number
    assert phone.client.post(f"/en/cases/{held}/service", data={"service": sample.other.code}).status_code == 303
    assert stranger.get(f"/en/cases/{held}").status_code == 404


def test_a_case_that_ends_while_photos_come_in_takes_no_words(phone: Phone, stranger: CheckingClient) -> None:
    number = phone.put(phone.report()).get_json()["number"]

    def meanwhile(*_anything: Any) -> list[Any]:
        phone.client.post(f"/en/cases/{number}/withdraw")
        return []

    with patch("app.cases.routes.keep_photos", meanwhile):
        answer = phone.client.post(f"/en/cases/{number}/more", data={"description": "CANARYWORDS"})
    assert answer.status_code == 409
    assert "CANARY" not in stranger.get(f"/en/cases/{number}").get_data(as_text=True)


def test_of_too_many_files_only_a_few_are_stored(client: CheckingClient) -> None:
    files = [(BytesIO(photo(size=(20 + n, 20))), f"{n}.jpg") for n in range(30)]
    with patch("app.photos.operations.keep_original", return_value=None) as storing:
        page = client.post("/en/report", data={"id": str(uuid4()), "photos": files, "do": "questions"})
    assert page.status_code == 200
    assert storing.call_count < 20


def test_a_list_of_photos_without_end_is_cut(phone: Phone) -> None:
    photos = [{"sha256": f"{n:064x}", "bytes": 9, "type": ""} for n in range(500)]
    assert len(phone.put(phone.report(photos=photos)).get_json()["photos"]) == 20


def test_pages_are_kept_by_nobody_between(client: CheckingClient) -> None:
    number = sent(client)
    for path in ("/", "/en/", "/en/mine", "/en/report", "/en/nearby", f"/en/cases/{number}/receipt", f"/c/{number}"):
        assert client.get(path).headers["Cache-Control"] == "private, no-cache", path
