"""A phone sends a report: once, whatever the network does."""

import threading
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from app.extensions import db
from tests.client import CheckingClient
from tests.conftest import count
from tests.factories import CITY_HALL, Phone, declared, photo, report, sent


@pytest.fixture
def phone(client: CheckingClient) -> Phone:
    return Phone(client)


def test_a_report_is_answered_with_its_number_and_its_date(phone: Phone) -> None:
    response = phone.put(report())
    answer = response.get_json()
    assert response.status_code == 201
    assert answer["report_id"] == str(phone.id)
    assert len(answer["number"]) == 10
    assert answer["status"] == "received"
    assert answer["expected_on"] == "2026-11-30"  # seven business days later, Thanksgiving not among them
    assert answer["url"].endswith(f"/c/{answer['number']}")


def test_sending_a_report_twice_opens_one_case(phone: Phone, inside: None) -> None:
    first, again = phone.put(report()), phone.put(report())
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == again.get_json()
    assert (count("cases"), count("reports"), count("events"), count("dispatches")) == (1, 1, 1, 1)


def test_an_edited_copy_counts_as_received_and_names_the_case(phone: Phone, inside: None) -> None:
    number = phone.put(report()).get_json()["number"]
    edited = phone.put(report(description="Now with other words"))
    assert edited.status_code == 409
    assert edited.mimetype == "application/problem+json"
    assert edited.get_json()["number"] == number
    assert count("cases") == 1


def test_with_another_secret_an_id_is_not_there(phone: Phone, inside: None) -> None:
    phone.put(report())
    thief = Phone(phone.client, id=phone.id)
    assert thief.put(report()).status_code == 404
    assert count("reports") == 1


@pytest.mark.parametrize("secret", ["", "short", "x" * 200, "with space in it and long"])
def test_without_a_real_secret_nothing_is_taken(phone: Phone, inside: None, secret: str) -> None:
    phone.secret = secret
    assert phone.put(report()).status_code == 401
    assert count("reports") == 0


BROKEN: list[tuple[Any, str, int]] = [
    (b"", "application/json", 400),
    (b"{", "application/json", 400),
    (b"[1]", "application/json", 400),
    (b'{"place": {"lat": NaN}}', "application/json", 400),
    (b"\xff\xfe", "application/json", 400),
    (b"{}", "text/plain", 415),
    (b"service=x", "application/x-www-form-urlencoded", 415),
    (b'{"description": "' + b"x" * 300_000 + b'"}', "application/json", 413),
]


@pytest.mark.parametrize(("body", "kind", "status"), BROKEN)
def test_a_broken_body_is_named(phone: Phone, inside: None, body: bytes, kind: str, status: int) -> None:
    response = phone.put(body, **{"Content-Type": kind})
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert count("reports") == 0


PLACES: list[tuple[Any, int]] = [
    (CITY_HALL, 201),
    (None, 201),
    ("somewhere", 201),
    ({"address": "Broad and Snyder"}, 201),
    (CITY_HALL | {"accuracy_m": 5000}, 201),
    ({"lat": 0, "long": 0}, 422),
    ({"lat": 39.9259, "long": -75.1196, "accuracy_m": 20}, 422),  # Camden, across the river
    ({"lat": 39.9259, "long": -75.1196, "accuracy_m": 5000}, 201),  # may well be on this side
    ({"lat": 91, "long": 0}, 422),
    ({"lat": "north", "long": "west"}, 422),
    ({"lat": 39.95}, 422),
    ({"lat": True, "long": True}, 422),
    ({"lat": 1e999, "long": 0}, 400),
    ({"lat": 39.9524, "long": -75.1636, "accuracy_m": -5}, 201),
]


@pytest.mark.parametrize(("place", "status"), PLACES)
def test_a_place_is_refused_only_when_all_of_it_is_outside(phone: Phone, place: Any, status: int) -> None:
    body = report(place=place)
    response = phone.put(b'{"place": {"lat": 1e999}}' if status == 400 else body)
    assert response.status_code in {status, 422 if status == 400 else status}


def test_outside_the_city_the_sender_learns_whom_to_call(phone: Phone) -> None:
    problem = phone.put(report(place={"lat": 39.9259, "long": -75.1196})).get_json()
    assert problem["errors"][0]["field"] == "place"
    assert "Philadelphia" in problem["errors"][0]["message"]


RECEIVED: list[tuple[dict[str, Any], str]] = [
    ({"service": "NO-SUCH"}, "unknown_service"),
    ({"service": None}, "unknown_service"),
    ({"service": "SR-PD01", "answers": {}}, "check_answer."),
    ({"answers": "none"}, ""),
    ({"answers": {"no_such_question": "kept"}}, ""),
    ({"description": None}, ""),
    ({"description": "x" * 20_000}, ""),
    ({"language": "tlh"}, ""),
    ({"contact": {"email": "not an address"}}, ""),
    ({"client_time": "yesterday"}, ""),
    ({"client_time": "1999-01-01T00:00:00Z"}, ""),
    ({"photos": None}, ""),
    ({"schema": 99}, ""),
    ({"photos": [{"sha256": "a" * 64, "bytes": 10**9, "type": "image/jpeg"}]}, "photo_too_large"),
]


@pytest.mark.parametrize(("changes", "flag"), RECEIVED)
def test_the_api_receives_what_can_be_kept(phone: Phone, inside: None, changes: dict[str, Any], flag: str) -> None:
    assert phone.put(report(**changes)).status_code == 201
    flags = db.session.connection().exec_driver_sql("SELECT flags FROM reports").scalar_one()
    assert flag in str(flags)


def test_a_case_of_an_unknown_service_waits_for_a_look(phone: Phone) -> None:
    number = phone.put(report(service="NO-SUCH")).get_json()["number"]
    stranger = phone.client.application.test_client()
    assert stranger.get(f"/en/cases/{number}").status_code == 404
    assert phone.client.get(f"/en/cases/{number}").status_code == 200


@pytest.mark.parametrize(
    "photos", [[{"sha256": "zz"}], ["x"], "x", [declared(photo())] * 6, [{"sha256": "a" * 64, "bytes": 0, "type": ""}]]
)
def test_photos_that_cannot_be_announced_are_named(phone: Phone, photos: Any) -> None:
    response = phone.put(report(photos=photos))
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["field"] == "photos"


def test_controls_and_bidi_overrides_are_taken_out_of_words(phone: Phone, inside: None) -> None:
    phone.put(report(description="tag\u202e on\x00 the\u2066 wall\r\n\x07now"))
    words = db.session.connection().exec_driver_sql("SELECT description FROM reports").scalar_one()
    assert words == "tag on the wall\nnow"


@pytest.mark.parametrize("words", ["call me at 215-555-0142", "mail anna@example.org", "٢١٥٥٥٥٠١٤٢ اتصلوا"])
def test_words_with_a_phone_or_an_address_are_shown_to_nobody_else(client: CheckingClient, words: str) -> None:
    number = sent(client, description=words)
    stranger = client.application.test_client()
    assert words not in stranger.get(f"/en/cases/{number}").get_data(as_text=True)
    assert words in client.get(f"/en/cases/{number}").get_data(as_text=True)


def test_joining_a_case_adds_to_it(client: CheckingClient, inside: None) -> None:
    number = sent(client)
    joined = Phone(client).put(report(joins=number, description="I see it too"))
    assert joined.get_json()["number"] == number
    assert (count("cases"), count("reports")) == (1, 2)
    assert "2 people" in client.get(f"/en/cases/{number}").get_data(as_text=True)


def test_joining_a_case_that_is_not_there_opens_an_own_one(client: CheckingClient, inside: None) -> None:
    Phone(client).put(report(joins="4821903756"))
    assert count("cases") == 1


def test_the_hundredth_report_of_one_network_is_kept_and_waits(client: CheckingClient, inside: None) -> None:
    for _ in range(30):
        sent(client)
    number = sent(client)
    assert count("cases") == 31
    assert client.application.test_client().get(f"/en/cases/{number}").status_code == 404


def test_the_same_report_fifty_times_at_once_opens_one_case(app: Flask) -> None:
    body, answers = report(), []
    phones = [Phone(app.test_client(), id=uuid4(), secret="s" * 32)] * 50

    def send(phone: Phone) -> None:
        answers.append(Phone(app.test_client(), phone.id, phone.secret).put(body))

    threads = [threading.Thread(target=send, args=(phone,)) for phone in phones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len({answer.get_json()["number"] for answer in answers}) == 1
    with app.app_context():
        assert count("cases") == 1
