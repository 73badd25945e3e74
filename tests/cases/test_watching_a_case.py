"""A resident finds a case again, and the reporter does more with it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from flask import Flask

from app import clock
from app.cases import operations, queries
from app.cases.numbers import new_number, spaced
from app.cases.workflow import ALLOWED, ClosingReason, Status
from app.city.promises import expected_on
from app.errors import DomainError
from app.extensions import db
from app.places.geometry import distance_m
from tests.client import CheckingClient
from tests.conftest import NOON, count
from tests.factories import Phone, sent
from tests.samples import Sample


@pytest.fixture
def number(client: CheckingClient) -> str:
    return sent(client)


def text(client: CheckingClient, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def slip(number: str) -> str:
    return number[:5] + str((int(number[5]) + 1) % 10) + number[6:]


def test_everybody_sees_the_case_its_promise_and_its_timeline(
    client: CheckingClient, number: str, lang: str, sample: Sample
) -> None:
    stranger = client.application.test_client()
    page = text(stranger, f"/{lang}/cases/{number}")
    assert spaced(number) in page
    assert "Red tags on the north wall." in page
    promised = expected_on(sample.ordinary.promise, date(2026, 11, 18), sample.city.holidays)  # type: ignore[arg-type]
    assert {"en": f"{promised:%A, %B} {promised.day}, 2026", "ar": "2026"}[lang] in page


@pytest.mark.parametrize("form", ["{0}", "{1}", "٠{0}"])
def test_a_case_is_found_by_its_number(client: CheckingClient, number: str, form: str) -> None:
    typed = form.format(number, spaced(number))
    found = client.get("/en/cases", query_string={"number": typed})
    assert found.status_code == (302 if not typed.startswith("٠") else 404)


def test_native_digits_are_read(client: CheckingClient, number: str) -> None:
    for zero in "٠០၀०":
        typed = "".join(chr(ord(zero) + int(digit)) for digit in number)
        assert client.get("/ar/cases", query_string={"number": typed}).location == f"/ar/cases/{number}"


def test_a_slip_is_named_by_the_check_digit(client: CheckingClient, number: str) -> None:
    for path in (f"/en/cases?number={slip(number)}", f"/en/cases/{slip(number)}"):
        response = client.get(path)
        assert response.status_code == 404
        assert "wrong digit" in response.get_data(as_text=True)


def test_a_right_number_that_nobody_has_is_not_called_a_slip(client: CheckingClient) -> None:
    assert "No case has this number" in text(client, f"/en/cases?number={new_number()}")


@pytest.mark.parametrize(
    "path", ["/en/cases/..%2f..", "/en/cases/1%00", "/en/cases/%F0%9F%92%A9", "/c/x", "/en/cases/" + "9" * 500]
)
def test_tricks_in_a_number_find_nothing(client: CheckingClient, path: str) -> None:
    assert client.get(path, follow_redirects=True).status_code == 404


def test_the_short_address_opens_in_the_readers_language(client: CheckingClient, number: str) -> None:
    stranger = client.application.test_client()
    found = stranger.get(f"/c/{number}", headers={"Accept-Language": "ar-EG, en;q=0.5"})
    assert found.location == f"/ar/cases/{number}"


def test_a_page_that_did_not_change_is_not_sent_again(client: CheckingClient, number: str) -> None:
    for path in (f"/en/cases/{number}", f"/api/v1/cases/{number}"):
        mark = client.get(path).headers["ETag"]
        if path.startswith("/api"):
            assert client.get(path, headers={"If-None-Match": mark}).status_code == 304


def test_a_private_case_is_there_for_its_reporter_only(client: CheckingClient, sample: Sample) -> None:
    number = sent(client, service=sample.private.code)
    stranger = client.application.test_client()
    for path in (f"/en/cases/{number}", f"/api/v1/cases/{number}", f"/en/cases?number={number}"):
        assert stranger.get(path, follow_redirects=True).status_code == 404
    assert client.get(f"/en/cases/{number}").status_code == 200
    assert not stranger.get(f"/api/v1/cases?{sample.near}").get_json()["features"]


def test_a_sensitive_service_shows_a_rounded_place_and_no_address(client: CheckingClient, sample: Sample) -> None:
    number = sent(client, service=sample.rounded.code)
    feature = client.application.test_client().get(f"/api/v1/cases/{number}").get_json()
    assert feature["properties"]["address"] is None
    longitude, latitude = feature["geometry"]["coordinates"]
    assert 0 < distance_m(*sample.here, latitude, longitude) < 250


def test_the_private_link_of_the_receipt_opens_the_report_on_another_phone(client: CheckingClient, number: str) -> None:
    receipt = text(client, f"/en/cases/{number}/receipt")
    link = receipt.split("/c/")[1].split('"')[0].replace("&amp;", "&")
    other = client.application.test_client()
    other.get(f"/c/{link}")
    assert other.get(f"/en/cases/{number}/receipt").status_code == 200
    assert "?key" not in other.get(f"/c/{link}").location


def test_a_wrong_key_opens_nothing(client: CheckingClient, number: str) -> None:
    other = client.application.test_client()
    other.get(f"/c/{number}?key={uuid4()}.{'x' * 32}")
    assert other.get(f"/en/cases/{number}/receipt").status_code == 404


def test_the_reporter_adds_words_once(client: CheckingClient, number: str, inside: None) -> None:
    words = {"sending_id": str(uuid4()), "description": "It grew overnight."}
    for _ in range(2):
        assert client.post(f"/en/cases/{number}/more", data=words).status_code == 303
    assert count("events") == 2
    assert "It grew overnight." in text(client.application.test_client(), f"/en/cases/{number}")


@pytest.mark.parametrize("words", ["", "   ", "x" * 20_000])
def test_nothing_and_too_much_are_said(client: CheckingClient, number: str, words: str, lang: str) -> None:
    response = client.post(f"/{lang}/cases/{number}/more", data={"description": words})
    assert response.status_code == 422


def test_the_reporter_corrects_the_service(client: CheckingClient, number: str, sample: Sample) -> None:
    assert client.post(f"/en/cases/{number}/service", data={"service": sample.other.code}).status_code == 303
    assert client.get(f"/api/v1/cases/{number}").get_json()["properties"]["service"] == sample.other.code
    assert client.post(f"/en/cases/{number}/service", data={"service": "NO-SUCH"}).status_code == 422


def test_correcting_to_a_private_service_hides_the_case(client: CheckingClient, number: str, sample: Sample) -> None:
    client.post(f"/en/cases/{number}/service", data={"service": sample.private.code})
    assert client.application.test_client().get(f"/en/cases/{number}").status_code == 404


def test_the_reporter_withdraws_and_the_words_are_gone(client: CheckingClient, number: str) -> None:
    assert client.post(f"/en/cases/{number}/withdraw").status_code == 303
    page = text(client.application.test_client(), f"/en/cases/{number}")
    assert "Withdrawn" in page
    assert "Red tags" not in page
    assert client.post(f"/en/cases/{number}/withdraw").status_code == 409


def test_withdrawing_hides_the_words_that_were_added_too(client: CheckingClient, number: str) -> None:
    client.post(f"/en/cases/{number}/more", data={"description": "It grew overnight."})
    client.post(f"/en/cases/{number}/withdraw")
    assert "It grew overnight." not in text(client.application.test_client(), f"/en/cases/{number}")
    assert "It grew overnight." in text(client, f"/en/cases/{number}")


@pytest.mark.parametrize("action", ["more", "service", "withdraw"])
def test_the_address_of_a_refused_form_leads_back_to_the_case(client: CheckingClient, number: str, action: str) -> None:
    assert client.get(f"/es/cases/{number}/{action}").location == f"/es/cases/{number}"


def test_only_a_public_case_is_said_to_be_for_anyone(client: CheckingClient, number: str, sample: Sample) -> None:
    secret = sent(client, service=sample.private.code)
    assert "Anyone can follow" in text(client, f"/en/cases/{number}/receipt")
    assert "Anyone can follow" not in text(client, f"/en/cases/{secret}/receipt")


@pytest.mark.parametrize("action", ["more", "service", "withdraw"])
def test_nobody_else_changes_a_case(client: CheckingClient, number: str, action: str) -> None:
    stranger = client.application.test_client()
    data = {"description": "mine now", "service": "x"}
    assert stranger.post(f"/en/cases/{number}/{action}", data=data).status_code == 404


def test_my_cases_are_those_this_browser_sent(client: CheckingClient, number: str, lang: str) -> None:
    assert spaced(number) in text(client, f"/{lang}/mine")
    assert spaced(number) not in text(client.application.test_client(), f"/{lang}/mine")


def test_staff_move_a_case_through_its_life(app: Flask, client: CheckingClient, number: str) -> None:
    steps = [
        ["--status", "scheduled"],
        ["--status", "in_progress", "--note", "Crew on site"],
        ["--status", "closed", "--reason", "fixed"],
    ]
    for step in steps:
        result = app.test_cli_runner().invoke(args=["cases", "update", number, *step])
        assert result.exit_code == 0, result.output
    page = text(client, f"/en/cases/{number}")
    assert "Crew on site" in page
    assert (
        page.index("The city says it is fixed.")
        < page.index("Work has started.")
        < page.index("The city planned the work.")
    )


@pytest.mark.parametrize("arguments", [["--status", "closed"], ["--status", "contested"], ["--status", "received"]])
def test_staff_cannot_take_steps_that_are_not_there(
    app: Flask, client: CheckingClient, number: str, arguments: list[str]
) -> None:
    assert app.test_cli_runner().invoke(args=["cases", "update", number, *arguments]).exit_code == 1


@pytest.mark.parametrize("before", list(Status))
@pytest.mark.parametrize("after", list(Status))
def test_the_table_of_changes_is_the_law(
    client: CheckingClient, number: str, inside: None, before: Status, after: Status
) -> None:
    case = queries.find_case(number)
    case.status, case.closed_at = before, clock.now() if before is Status.CLOSED else None
    reason = ClosingReason.FIXED if after is Status.CLOSED else None
    if after in ALLOWED[before]:
        operations.update_status(case, after, reason=reason)
        assert case.status == after
        assert case.is_closed == (after is Status.CLOSED)
    else:
        with pytest.raises(DomainError):
            operations.update_status(case, after, reason=reason)


def test_a_promise_that_was_missed_says_by_how_much(client: CheckingClient, number: str, sample: Sample) -> None:
    promised = expected_on(sample.ordinary.promise, date(2026, 11, 18), sample.city.holidays)  # type: ignore[arg-type]
    with clock.stopped_at(NOON + (promised - date(2026, 11, 18)) + timedelta(days=3)):
        assert "3 days late" in text(client, f"/en/cases/{number}")


def test_what_rolls_back_tells_nobody(client: CheckingClient, number: str, inside: None) -> None:
    operations.update_status(queries.find_case(number), Status.SCHEDULED)
    db.session.rollback()
    assert (count("events"), count("dispatches")) == (1, 1)


def test_what_waits_for_a_look_is_released_by_staff(app: Flask, client: CheckingClient) -> None:
    number = sent(client, service="NO-SUCH")
    stranger = app.test_client()
    assert "A person looks at this first" in text(client, f"/en/cases/{number}")
    assert stranger.get(f"/en/cases/{number}").status_code == 404
    assert app.test_cli_runner().invoke(args=["cases", "release", number]).exit_code == 0
    assert "Red tags" in text(stranger, f"/en/cases/{number}")
    assert app.test_cli_runner().invoke(args=["cases", "release", number]).exit_code == 1


def test_taking_back_a_report_that_others_joined_leaves_them_their_case(client: CheckingClient, number: str) -> None:
    joiner = client.application.test_client()
    phone = Phone(joiner)  # type: ignore[arg-type]
    phone.put(phone.report(joins=number, description="I see it too"))
    assert client.post(f"/en/cases/{number}/withdraw").status_code == 303
    page = text(client, f"/en/cases/{number}")
    assert "You took your report back." in page
    assert "took their report back" in page
    assert "Red tags" not in text(joiner, f"/en/cases/{number}")  # type: ignore[arg-type]
    assert client.post(f"/en/cases/{number}/withdraw").status_code == 409
    assert joiner.post(f"/en/cases/{number}/withdraw").status_code == 303
    assert "Withdrawn" in text(client, f"/en/cases/{number}")
