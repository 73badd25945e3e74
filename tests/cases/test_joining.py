"""A resident sees that somebody reported the problem before, and joins."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.cases import operations, queries
from app.cases.models import Case, Event, Report
from app.cases.workflow import ClosingReason, Status
from app.dispatch import Dispatch
from app.extensions import db
from app.jobs import bell
from tests.client import CheckingClient
from tests.conftest import count
from tests.factories import Phone, declared, photo, sent
from tests.samples import Sample


def somebody(client: CheckingClient) -> Phone:
    """A phone of their own: no cookies of anybody else."""
    other = client.application.test_client()
    assert isinstance(other, CheckingClient)
    return Phone(other)


def join(client: CheckingClient, number: str, **changes: Any) -> Phone:
    phone = somebody(client)
    response = phone.put(phone.report(joins=number, **changes))
    assert response.status_code == 201
    return phone


def answer(phone: Phone, **changes: Any) -> dict[str, Any]:
    return dict(phone.put(phone.report(**changes)).get_json())


def shown(client: CheckingClient, number: str) -> str:
    return client.get(f"/en/cases/{number}").get_data(as_text=True)


def close(number: str, reason: ClosingReason = ClosingReason.FIXED) -> None:
    operations.update_status(queries.find_case(number), Status.CLOSED, reason=reason)
    db.session.commit()


def case_of(number: str) -> Case:
    db.session.expire_all()
    return queries.find_case(number)


def told_of(number: str) -> list[str]:
    """What the followers of a case will be told, oldest first."""
    of_case = select(Dispatch.kind).where(Dispatch.subject_type == "case", Dispatch.subject_id == case_of(number).id)
    return list(db.session.scalars(of_case.order_by(Dispatch.id)))


def test_whoever_joins_learns_the_number_of_the_case(client: CheckingClient, inside: None) -> None:
    number = sent(client)
    told = answer(somebody(client), joins=number)
    assert (told["joined"], told["number"], told["again_after"]) == (True, number, None)
    assert count("cases") == 1


def test_whoever_joins_reads_the_date_that_the_city_gave_since(client: CheckingClient, inside: None) -> None:
    number, later = sent(client), clock.now().date() + timedelta(days=900)
    operations.update_status(queries.find_case(number), Status.SCHEDULED, expected_on=later)
    db.session.commit()
    told = answer(somebody(client), joins=number)
    assert told["expected_on"] == later.isoformat()
    assert str(later.year) in told["expected_text"]


def test_a_number_of_json_joins_as_its_digits_do(client: CheckingClient, inside: None) -> None:
    number = sent(client)
    told = answer(somebody(client), joins=int(number))
    assert (told["joined"], told["number"]) == (True, number)


@pytest.mark.parametrize("joins", [True, -1, 1.5, 10**70])
def test_what_is_no_number_of_a_case_joins_nothing(client: CheckingClient, joins: object) -> None:
    sent(client)
    assert answer(somebody(client), joins=joins)["joined"] is False


def test_whoever_joins_nothing_is_told_so(client: CheckingClient) -> None:
    told = answer(somebody(client))
    assert (told["joined"], told["again_after"]) == (False, None)


def test_joining_twice_from_the_same_bytes_is_joining_once(client: CheckingClient, inside: None) -> None:
    number, phone = sent(client), somebody(client)
    first, again = (phone.put(phone.report(joins=number)) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == again.get_json()
    assert case_of(number).report_count == 2


def test_four_people_are_counted_and_named(client: CheckingClient) -> None:
    number = sent(client)
    for _ in range(3):
        join(client, number)
    assert "Reported by 4 people" in shown(client, number)


def test_alone_nobody_is_counted(client: CheckingClient) -> None:
    assert "Reported by" not in shown(client, sent(client))


def test_the_photo_and_the_words_of_whoever_joins_are_kept_and_shown(client: CheckingClient, app: Flask) -> None:
    number, phone, picture = sent(client, description="A red tag."), somebody(client), photo("blue")
    phone.put(phone.report(joins=number, description="Now two tags!", photos=[declared(picture)]))
    assert phone.patch(picture).status_code == 204
    bell(app).run("photos")
    page = shown(client, number)
    assert page.index("A red tag.") < page.index("Now two tags!")
    assert "Photo 1 of 1" in page


def test_photos_stand_in_the_order_in_which_people_reported(client: CheckingClient, app: Flask, inside: None) -> None:
    number = ""
    for colour in ("red", "green", "blue", "white", "black"):
        phone, picture = somebody(client), photo(colour)
        number = number or str(answer(phone, photos=[declared(picture)])["number"])
        phone.put(phone.report(joins=number, photos=[declared(picture)]))
        phone.patch(picture)
    bell(app).run("photos")
    shown_urls = [one["url"] for one in client.get(f"/api/v1/cases/{number}").get_json()["properties"]["photos"]]
    from_rows = [
        f"/media/{key}-640.webp"
        for (key,) in db.session.connection().exec_driver_sql(
            "SELECT photos.key FROM photos JOIN reports ON reports.id = photos.owner_id ORDER BY photos.id"
        )
    ]
    assert shown_urls == from_rows


def test_each_has_a_receipt_of_their_own(client: CheckingClient) -> None:
    number = sent(client)
    phone = join(client, number)
    page = phone.client.get(f"/en/cases/{number}/receipt").get_data(as_text=True)
    assert str(phone.id) in page
    assert phone.secret in page
    assert str(phone.id) not in client.get(f"/en/cases/{number}/receipt").get_data(as_text=True)


def test_the_key_of_one_opens_nothing_of_the_other(client: CheckingClient) -> None:
    number = sent(client, description="mail me: anna@example.org")
    phone = join(client, number)
    assert "anna@example.org" not in phone.client.get(f"/en/cases/{number}").get_data(as_text=True)
    thief = Phone(somebody(client).client, id=phone.id)
    assert thief.put(thief.report()).status_code == 404


def test_everybody_of_a_case_hears_that_it_closed(client: CheckingClient, inside: None) -> None:
    number = sent(client)
    join(client, number)
    close(number)
    assert told_of(number) == ["received", "joined", "status"]


def test_somebody_who_reports_the_same_again_is_no_further_person(client: CheckingClient, inside: None) -> None:
    number = sent(client)
    phone = Phone(client)
    told = answer(phone, joins=number, description="It is larger now.")
    assert (told["joined"], told["number"]) == (True, number)
    assert case_of(number).report_count == 1
    page = shown(somebody(client).client, number)
    assert "It is larger now." in page
    assert "The person who reported this added words." in page
    assert "Another person" not in page


def test_whoever_reports_for_somebody_else_counts_them(client: CheckingClient, inside: None) -> None:
    number = sent(client)
    answer(Phone(client), joins=number, contact={"name": "Ada", "email": "ada@example.org"})
    assert case_of(number).report_count == 2


def test_on_a_phone_that_others_use_each_report_is_a_persons(client: CheckingClient, inside: None) -> None:
    number = sent(client)
    client.set_cookie("stoop_shared", "1")
    answer(Phone(client), joins=number)
    assert case_of(number).report_count == 2


def test_whoever_takes_back_is_counted_no_more(client: CheckingClient, inside: None) -> None:
    number = sent(client)
    phone = join(client, number)
    assert case_of(number).report_count == 2
    phone.client.post(f"/en/cases/{number}/withdraw")
    assert case_of(number).report_count == 1
    assert not case_of(number).is_closed


def test_whoever_takes_back_one_of_two_still_counts(client: CheckingClient, inside: None) -> None:
    number = sent(client)
    again = Phone(client)
    answer(again, joins=number)
    first = next(report for report in case_of(number).reports if report.id != again.id)
    operations.withdraw_report(first)
    db.session.commit()
    assert case_of(number).report_count == 1
    assert not case_of(number).is_closed
    assert {report.id: report.is_counted for report in case_of(number).reports} == {first.id: False, again.id: True}


def test_when_the_last_of_them_takes_back_the_case_closes(client: CheckingClient, inside: None) -> None:
    number = sent(client)
    phone = join(client, number)
    client.post(f"/en/cases/{number}/withdraw")
    phone.client.post(f"/en/cases/{number}/withdraw")
    assert case_of(number).closing_reason == ClosingReason.WITHDRAWN


def test_the_form_of_a_browser_without_scripts_joins_too(client: CheckingClient, sample: Sample, inside: None) -> None:
    number = sent(client)
    other = somebody(client).client
    fields = {"service": sample.ordinary.code, "address": "1 Penn Square", "joins": number, "language": "en"}
    answers = {f"answer.{code}": value for code, value in sample.answers(sample.ordinary).items()}
    response = other.post("/en/report", data=fields | answers)
    assert response.status_code == 303
    assert number in response.headers["Location"]
    assert case_of(number).report_count == 2


def test_every_report_has_its_line(client: CheckingClient, inside: None) -> None:
    number = sent(client)
    join(client, number)
    answer(Phone(client), joins=number)
    kinds = [event.kind for event in db.session.scalars(select(Event).order_by(Event.id))]
    assert kinds == ["received", "joined", "rejoined"]
    assert {event.report_id for event in db.session.scalars(select(Event))} == {
        report.id for report in db.session.scalars(select(Report))
    }
