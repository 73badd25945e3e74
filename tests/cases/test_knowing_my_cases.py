"""A phone asks about the cases it reported, and keeps the answer for when there is no network."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import event

from app import clock
from app.cases import operations, queries
from app.cases.numbers import spaced
from app.cases.workflow import ClosingReason, Status
from app.city.promises import expected_on
from app.extensions import db
from app.jobs import bell
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.factories import Phone, declared, photo, sent
from tests.samples import Sample


def asked(client: CheckingClient, lang: str = "en") -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"/api/v1/mine?lang={lang}").get_json()
    return answer


def only_case(client: CheckingClient, lang: str = "en") -> dict[str, Any]:
    (case,) = asked(client, lang)["cases"]
    return dict(case)


def close(app: Flask, number: str, reason: ClosingReason) -> None:
    with app.app_context():
        operations.update_status(queries.find_case(number), Status.CLOSED, reason=reason)
        db.session.commit()


@contextmanager
def counted_queries(app: Flask) -> Iterator[list[str]]:
    statements: list[str] = []

    def count(*arguments: Any) -> None:
        statements.append(arguments[2])

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", count)
    yield statements
    event.remove(engine, "before_cursor_execute", count)


def test_it_says_where_each_case_stands_and_when_that_was_asked(client: CheckingClient, sample: Sample) -> None:
    number = sent(client)
    answer = asked(client)
    assert answer["checked_at"] == NOON.isoformat()
    assert "November 18, 2026" in answer["checked_text"]
    case = answer["cases"][0]
    assert (case["number"], case["spaced_number"]) == (number, spaced(number))
    assert case["url"] == f"/en/cases/{number}"
    assert (case["status"], case["status_text"], case["is_closed"]) == ("received", "Received", False)
    assert (case["service_name"], case["icon"]) == (sample.ordinary.name, sample.ordinary.icon)
    assert case["where_text"] == "1 Penn Square"
    assert (case["received_at"], case["received_text"]) == (NOON.isoformat(), "November 18, 2026")
    assert case["expected_text"].startswith(("The city says it will be done by", "It usually takes until"))


def test_it_speaks_the_language_that_is_asked_for(client: CheckingClient, sample: Sample) -> None:
    sent(client)
    english, spanish = only_case(client), only_case(client, "es")
    assert spanish["url"].startswith("/es/")
    for name in ("status_text", "received_text", "expected_text"):
        assert spanish[name] != english[name]
    named = client.get(f"/api/v1/services/{sample.ordinary.code}?lang=es").get_json()["name"]
    assert spanish["service_name"] == named


def test_the_latest_stands_first(client: CheckingClient) -> None:
    numbers = [sent(client) for _ in range(3)]
    assert [case["number"] for case in asked(client)["cases"]] == numbers[::-1]


def test_two_reports_in_one_case_are_one_line(client: CheckingClient) -> None:
    number = sent(client)
    sent(client, joins=number)
    assert only_case(client)["number"] == number


def test_its_reporter_hears_of_a_private_case_and_of_one_that_waits(client: CheckingClient, sample: Sample) -> None:
    private = sent(client, service=sample.private.code, answers={})
    held = sent(client, service="NO-SUCH")
    cases = {case["number"]: case for case in asked(client)["cases"]}
    assert set(cases) == {private, held}
    assert cases[private]["where_text"] == "1 Penn Square"
    assert (cases[held]["service_name"], cases[held]["icon"]) == ("Another kind of problem", "info")


def test_nobody_else_hears_of_them(client: CheckingClient, sample: Sample) -> None:
    phone = Phone(client)
    phone.put(phone.report(service=sample.private.code, answers={}))
    assert asked(client.application.test_client())["cases"] == []  # type: ignore[arg-type]
    thief = client.application.test_client()
    other = Phone(thief)  # type: ignore[arg-type]
    other.put(other.report())
    ring = thief.get_cookie("stoop_keys")
    assert ring is not None
    forged = client.get_cookie("stoop_keys").value.partition(".")[0] + ".".join(("", other.secret))  # type: ignore[union-attr]
    thief.set_cookie("stoop_keys", f"{ring.value}~{forged}")
    assert len(asked(thief)["cases"]) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize("ring", ["", "x", "~~~", ".", "a.b~c.d", "é.x", "A" * 4000])
def test_a_ring_that_cannot_be_read_opens_nothing(client: CheckingClient, ring: str) -> None:
    client.set_cookie("stoop_keys", ring)
    assert asked(client)["cases"] == []


def test_the_place_is_the_area_where_no_address_is_known(client: CheckingClient, sample: Sample) -> None:
    sent(client, place=sample.place(address=""))
    assert only_case(client)["where_text"] in {area.name for area in sample.city.neighbourhoods}


def test_a_case_without_a_place_says_nothing_of_one(client: CheckingClient) -> None:
    sent(client, place=None)
    assert only_case(client)["where_text"] == ""


def test_a_closed_case_says_why_and_promises_nothing(client: CheckingClient, app: Flask) -> None:
    close(app, sent(client), ClosingReason.NOT_FOUND)
    case = only_case(client)
    assert case["is_closed"]
    assert (case["closing_reason"], case["status_text"]) == ("not_found", "Closed: the crew did not find it")
    assert case["expected_text"] == ""


def test_a_promise_that_has_passed_is_not_said_as_if_it_were_to_come(client: CheckingClient, sample: Sample) -> None:
    sent(client)
    promised = expected_on(sample.ordinary.promise, NOON.date(), sample.city.holidays)  # type: ignore[arg-type]
    with clock.stopped_at(NOON + (promised - NOON.date())):
        on_its_last_day = only_case(client)["expected_text"]
    with clock.stopped_at(NOON + (promised - NOON.date()) + timedelta(days=1)):
        late = only_case(client)["expected_text"]
    assert (on_its_last_day == late) == sample.ordinary.promise.is_placeholder  # type: ignore[union-attr]
    assert sample.ordinary.promise.is_placeholder or "This is late." in late  # type: ignore[union-attr]


def test_a_photo_that_everybody_may_see_comes_along(client: CheckingClient, app: Flask) -> None:
    phone, picture = Phone(client), photo()
    phone.put(phone.report(photos=[declared(picture)]))
    assert only_case(client)["thumbnail_url"] is None
    phone.patch(picture)
    bell(app).run("photos")
    assert client.get(only_case(client)["thumbnail_url"]).mimetype == "image/webp"


def test_it_is_kept_by_nobody_but_the_page(client: CheckingClient) -> None:
    response = client.get("/api/v1/mine")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in response.headers


def test_many_cases_cost_no_more_questions_than_one(client: CheckingClient, app: Flask) -> None:
    sent(client)
    with counted_queries(app) as for_one:
        asked(client)
    for _ in range(9):
        sent(client)
    with counted_queries(app) as for_ten:
        assert len(asked(client)["cases"]) == 10
    assert len(for_ten) == len(for_one)


def test_asking_changes_nothing(client: CheckingClient) -> None:
    assert client.put(f"/api/v1/mine?id={uuid4()}").status_code == 405
    assert client.post("/api/v1/mine").status_code == 405
