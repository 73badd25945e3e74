"""A phone sends a report: once, whatever the network does."""

import threading
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.city.promises import expected_on
from app.extensions import db
from tests.client import CheckingClient
from tests.conftest import count
from tests.factories import Phone, sent
from tests.samples import Sample


@pytest.fixture
def phone(client: CheckingClient) -> Phone:
    return Phone(client)


def add_report(client: CheckingClient, **changes: Any) -> TestResponse:
    phone = Phone(client)
    return phone.put(phone.report(**changes))


def test_a_report_is_answered_with_its_number_and_its_date(phone: Phone, sample: Sample) -> None:
    response = phone.put(phone.report())
    answer = response.get_json()
    assert response.status_code == 201
    assert answer["report_id"] == str(phone.id)
    assert len(answer["number"]) == 10
    assert answer["status"] == "received"
    promised = expected_on(sample.ordinary.promise, date(2026, 11, 18), sample.city.holidays)  # type: ignore[arg-type]
    assert answer["expected_on"] == promised.isoformat()
    assert answer["url"].endswith(f"/c/{answer['number']}")


def test_sending_a_report_twice_opens_one_case(phone: Phone, inside: None) -> None:
    first, again = phone.put(phone.report()), phone.put(phone.report())
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == again.get_json()
    assert (count("cases"), count("reports"), count("events"), count("dispatches")) == (1, 1, 1, 1)


def test_an_edited_copy_counts_as_received_and_names_the_case(phone: Phone, inside: None) -> None:
    number = phone.put(phone.report()).get_json()["number"]
    edited = phone.put(phone.report(description="Now with other words"))
    assert edited.status_code == 409
    assert edited.mimetype == "application/problem+json"
    assert edited.get_json()["number"] == number
    assert count("cases") == 1


def test_with_another_secret_an_id_is_not_there(phone: Phone, inside: None) -> None:
    phone.put(phone.report())
    thief = Phone(phone.client, id=phone.id)
    assert thief.put(phone.report()).status_code == 404
    assert count("reports") == 1


@pytest.mark.parametrize("secret", ["", "short", "x" * 200, "with space in it and long"])
def test_without_a_real_secret_nothing_is_taken(phone: Phone, inside: None, secret: str) -> None:
    phone.secret = secret
    assert phone.put(phone.report()).status_code == 401
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


NOWHERE: list[tuple[Any, int]] = [
    (None, 201),
    ("somewhere", 201),
    ({"address": "Broad and Snyder"}, 201),
    ({"lat": 0, "long": 0}, 422),
    ({"lat": 91, "long": 0}, 422),
    ({"lat": "north", "long": "west"}, 422),
    ({"lat": 39.95}, 422),
    ({"lat": True, "long": True}, 422),
    ({"lat": "NaN", "long": "NaN"}, 422),
]


@pytest.mark.parametrize(("place", "status"), NOWHERE)
def test_no_place_is_received_and_an_impossible_one_is_named(phone: Phone, place: Any, status: int) -> None:
    assert phone.put(phone.report(place=place)).status_code == status


@pytest.mark.parametrize("accuracy", [0, 5, 5000, -5, None, "wide"])
def test_a_place_inside_is_taken_however_sure_it_is(phone: Phone, sample: Sample, accuracy: Any) -> None:
    assert phone.put(phone.report(place=sample.place(accuracy_m=accuracy))).status_code == 201


def test_a_place_is_refused_only_when_all_of_its_circle_is_outside(phone: Phone, sample: Sample) -> None:
    assert phone.put(phone.report(place=sample.outside | {"accuracy_m": 20})).status_code == 422
    assert phone.put(phone.report(place=sample.outside | {"accuracy_m": 25_000})).status_code == 201


def test_outside_the_city_the_sender_learns_whom_to_call(phone: Phone, sample: Sample) -> None:
    problem = phone.put(phone.report(place=sample.outside)).get_json()
    assert problem["errors"][0]["field"] == "place"
    assert sample.city.name in problem["errors"][0]["message"]
    assert sample.city.emergency_phone in problem["errors"][0]["message"]


RECEIVED: list[tuple[dict[str, Any], str]] = [
    ({"service": "NO-SUCH"}, "unknown_service"),
    ({"service": None}, "unknown_service"),
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
    ({"photos": [{"sha256": "a" * 64, "bytes": 10**9, "type": "image/jpeg"}]}, ""),
]


@pytest.mark.parametrize(("changes", "flag"), RECEIVED)
def test_the_api_receives_what_can_be_kept(phone: Phone, inside: None, changes: dict[str, Any], flag: str) -> None:
    assert phone.put(phone.report(**changes)).status_code == 201
    flags = db.session.connection().exec_driver_sql("SELECT flags FROM reports").scalar_one()
    assert flag in str(flags)


def test_an_answer_that_is_missing_is_flagged(phone: Phone, sample: Sample, inside: None) -> None:
    assert phone.put(phone.report(service=sample.asking.code, answers={})).status_code == 201
    assert db.session.connection().exec_driver_sql("SELECT needs_triage FROM cases").scalar_one() == 1


def test_a_case_of_an_unknown_service_waits_for_a_look(phone: Phone) -> None:
    number = phone.put(phone.report(service="NO-SUCH")).get_json()["number"]
    stranger = phone.client.application.test_client()
    assert stranger.get(f"/en/cases/{number}").status_code == 404
    assert phone.client.get(f"/en/cases/{number}").status_code == 200


@pytest.mark.parametrize(
    "photos",
    [
        [{"sha256": "zz"}],
        ["x"],
        "x",
        *([{"sha256": "a" * 64, "bytes": size, "type": ""}] for size in (0, 2**31, 10**30)),
    ],
)
def test_photos_that_cannot_be_announced_do_not_hold_up_their_report(phone: Phone, inside: None, photos: Any) -> None:
    response = phone.put(phone.report(photos=photos))
    assert response.status_code == 201
    assert response.get_json()["photos"] == []
    assert "unreadable_photo" in db.session.connection().exec_driver_sql("SELECT flags FROM reports").scalar_one()


def test_a_vague_place_is_not_shown_as_an_exact_one(phone: Phone, sample: Sample) -> None:
    def shown(accuracy: float) -> Any:
        other = Phone(phone.client)
        number = other.put(other.report(place=sample.place(accuracy_m=accuracy))).get_json()["number"]
        return phone.client.get(f"/api/v1/cases/{number}").get_json()["geometry"]

    exact = [sample.here[1], sample.here[0]]
    assert shown(150)["coordinates"] == exact
    assert shown(500)["coordinates"] != exact
    assert shown(5000) is None


def test_controls_and_bidi_overrides_are_taken_out_of_words(phone: Phone, inside: None) -> None:
    phone.put(phone.report(description="tag\u202e on\x00 the\u2066 wall\r\n\x07now"))
    words = db.session.connection().exec_driver_sql("SELECT description FROM reports").scalar_one()
    assert words == "tag on the wall\nnow"


@pytest.mark.parametrize("words", ["call me at 215-555-0142", "mail anna@example.org", "٢١٥٥٥٥٠١٤٢ اتصلوا"])
def test_words_with_a_phone_or_an_address_are_shown_to_nobody_else(client: CheckingClient, words: str) -> None:
    number = sent(client, description=words)
    stranger = client.application.test_client()
    assert words not in stranger.get(f"/en/cases/{number}").get_data(as_text=True)
    assert words in client.get(f"/en/cases/{number}").get_data(as_text=True)


def test_joining_a_case_adds_to_it(client: CheckingClient, stranger: CheckingClient, inside: None) -> None:
    number = sent(client)
    joined = add_report(stranger, joins=number, description="I see it too")
    assert joined.get_json()["number"] == number
    assert (count("cases"), count("reports")) == (1, 2)
    assert "2 people" in client.get(f"/en/cases/{number}").get_data(as_text=True)


def test_joining_a_case_that_is_not_there_opens_an_own_one(client: CheckingClient, inside: None) -> None:
    add_report(client, joins="4821903756")
    assert count("cases") == 1


def test_the_hundredth_report_of_one_network_is_kept_and_waits(
    client: CheckingClient, sample: Sample, inside: None
) -> None:
    for _ in range(30):
        sent(client)
    number = sent(client)
    assert count("cases") == 31
    assert client.application.test_client().get(f"/en/cases/{number}").status_code == 404
    client.post(f"/en/cases/{number}/service", data={"service": sample.other.code})
    assert client.application.test_client().get(f"/en/cases/{number}").status_code == 404


def test_the_same_report_fifty_times_at_once_opens_one_case(app: Flask) -> None:
    body, answers = Phone(app.test_client()).report(), []
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
