"""A date that the city did not keep is told once, and the city can say why."""

import csv
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from click.testing import Result
from flask import Flask

from app import clock
from app.cases import queries
from app.extensions import db
from app.jobs import bell
from tests.client import CheckingClient
from tests.conftest import count
from tests.factories import Phone
from tests.samples import Sample

NOTE = "The asphalt plant is closed for the winter."
Cases = Callable[..., Result]


@pytest.fixture
def phone(client: CheckingClient) -> Phone:
    """A phone whose report is with the city."""
    phone = Phone(client)
    assert phone.put(phone.report()).status_code == 201
    return phone


@pytest.fixture
def number(phone: Phone) -> str:
    return str(phone.put(phone.report()).get_json()["number"])


@pytest.fixture
def promised(app: Flask, number: str) -> date:
    with app.app_context():
        day = queries.find_case(number).expected_on
        assert day is not None
        return day


@pytest.fixture
def at(app: Flask, sample: Sample) -> Callable[..., None]:
    """The worker comes by, so many days after a date, at an hour of the city's day."""

    def come(day: date, days: int, hour: int = 10) -> None:
        moment = datetime.combine(day + timedelta(days=days), time(hour), sample.city.time_zone)
        with clock.stopped_at(moment.astimezone(clock.now().tzinfo)):
            bell(app).run("lateness")

    return come


def told(app: Flask, number: str) -> list[tuple[str, date | None, date | None]]:
    """What the timeline says of dates."""
    with app.app_context():
        events = queries.list_events(queries.find_case(number))
        kinds = {"late", "explained", "status"}
        return [(one.kind, one.missed_on, one.expected_on) for one in events if one.kind in kinds]


def page(client: CheckingClient, number: str) -> str:
    return client.get(f"/en/cases/{number}").get_data(as_text=True)


def in_words(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def test_the_day_after_the_promise_the_timeline_says_so(
    app: Flask, phone: Phone, number: str, promised: date, at: Callable[..., None]
) -> None:
    at(promised, 1)
    assert told(app, number) == [("late", promised, None)]
    assert f"This is late. The city said it would be done by {in_words(promised)}." in page(phone.client, number)


def test_it_is_told_to_followers_once(app: Flask, number: str, promised: date, at: Callable[..., None]) -> None:
    for days in (1, 1, 2, 3, 4):
        at(promised, days)
    assert told(app, number) == [("late", promised, None)]
    with app.app_context():
        assert count("dispatches WHERE kind = 'late'") == 1


@pytest.mark.parametrize("days", [0, -3, 4, 400])
def test_neither_what_is_on_time_nor_what_is_long_past_is_news(
    app: Flask, number: str, promised: date, at: Callable[..., None], days: int
) -> None:
    at(promised, days)
    assert told(app, number) == []


def test_nobody_is_told_before_the_morning(app: Flask, number: str, promised: date, at: Callable[..., None]) -> None:
    at(promised, 1, hour=8)
    assert told(app, number) == []
    at(promised, 1, hour=9)
    assert len(told(app, number)) == 1


def test_a_closed_case_is_not_late(
    app: Flask, number: str, promised: date, at: Callable[..., None], cases: Cases
) -> None:
    cases("update", number, "--status", "closed", "--reason", "fixed")
    at(promised, 1)
    assert [kind for kind, *_ in told(app, number)] == ["status"]


def test_our_own_guess_is_no_promise_to_break(
    app: Flask, client: CheckingClient, sample: Sample, at: Callable[..., None]
) -> None:
    guessed = [s for s in sample.city.open_services if s.promise and s.promise.is_placeholder and not s.is_private]
    if not guessed:
        pytest.skip("this city has given a date for everything")
    other = Phone(client)
    answers = sample.answers(guessed[0])
    number = other.put(other.report(service=guessed[0].code, answers=answers)).get_json()["number"]
    with app.app_context():
        expected = queries.find_case(number).expected_on
    assert expected is not None
    at(expected, 1)
    assert told(app, number) == []


def test_an_imported_case_stays_as_its_source_left_it(
    app: Flask, number: str, promised: date, at: Callable[..., None]
) -> None:
    with app.app_context():
        case = queries.find_case(number)
        case.source, case.external_id = "open-data", "1"
        before = case.updated_at
        db.session.commit()
    at(promised, 1)
    assert len(told(app, number)) == 1
    with app.app_context():
        assert queries.find_case(number).updated_at == before


def test_an_explanation_that_comes_first_is_told_as_such(app: Flask, phone: Phone, number: str, cases: Cases) -> None:
    assert cases("explain", number, "--note", NOTE, "--expected", "2026-12-24").exit_code == 0
    assert told(app, number) == [("explained", None, date(2026, 12, 24))]
    seen = page(phone.client, number)
    assert "The city explains why it takes longer. The city says it will be done by December 24, 2026." in seen
    assert NOTE in seen
    assert "By Thursday, December 24, 2026" in seen


def test_an_explanation_tells_that_it_is_late_if_nobody_was_told(
    app: Flask, number: str, promised: date, at: Callable[..., None], cases: Cases
) -> None:
    with clock.stopped_at(datetime.combine(promised + timedelta(days=1), time(20), clock.now().tzinfo)):
        cases("explain", number, "--note", NOTE)
    at(promised, 2)
    assert told(app, number) == [("late", promised, None)]


def test_an_explanation_after_that_is_a_line_of_its_own(
    app: Flask, number: str, promised: date, at: Callable[..., None], cases: Cases
) -> None:
    at(promised, 1)
    with clock.stopped_at(datetime.combine(promised + timedelta(days=2), time(20), clock.now().tzinfo)):
        cases("explain", number, "--note", NOTE)
    assert told(app, number) == [("late", promised, None), ("explained", None, None)]


def test_a_new_date_that_is_missed_is_told_again(
    app: Flask, number: str, promised: date, at: Callable[..., None], cases: Cases
) -> None:
    at(promised, 1)
    later = promised + timedelta(days=10)
    with clock.stopped_at(datetime.combine(promised + timedelta(days=2), time(20), clock.now().tzinfo)):
        cases("explain", number, "--note", NOTE, "--expected", later.isoformat())
    for days in (0, 1, 2):
        at(later, days)
    assert [missed for kind, missed, _ in told(app, number) if kind == "late"] == [promised, later]


def test_a_new_date_does_not_make_the_city_more_punctual(
    app: Flask, phone: Phone, number: str, promised: date, cases: Cases
) -> None:
    with clock.stopped_at(datetime.combine(promised + timedelta(days=2), time(20), clock.now().tzinfo)):
        cases("explain", number, "--note", NOTE, "--expected", (promised + timedelta(days=30)).isoformat())
        cases("update", number, "--status", "closed", "--reason", "fixed")
        assert "Closed 2 days late" in page(phone.client, number)


def test_a_date_that_the_city_gives_is_no_guess_any_more(
    app: Flask, client: CheckingClient, sample: Sample, cases: Cases
) -> None:
    guessed = [s for s in sample.city.open_services if s.promise and s.promise.is_placeholder and not s.is_private]
    if not guessed:
        pytest.skip("this city has given a date for everything")
    other = Phone(client)
    answers = sample.answers(guessed[0])
    number = other.put(other.report(service=guessed[0].code, answers=answers)).get_json()["number"]
    assert "This is our guess" in page(client, number)
    cases("explain", number, "--note", NOTE, "--expected", "2026-12-24")
    assert "This is our guess" not in page(client, number)
    assert "This is when the city says it will be done." in page(client, number)
    assert client.get(f"/api/v1/cases/{number}").get_json()["properties"]["expected_on"] == "2026-12-24"
    assert client.get("/api/v1/mine").get_json()["cases"][0]["expected_text"].endswith("Thursday, December 24, 2026.")
    row = next(csv.DictReader(client.get("/feeds/cases.csv").get_data(as_text=True).lstrip("\ufeff").splitlines()))
    assert (row["expected_on"], row["expected_is_guess"]) == ("2026-12-24", "false")


def test_work_is_planned_for_a_date(app: Flask, phone: Phone, number: str, cases: Cases) -> None:
    cases("update", number, "--status", "scheduled", "--expected", "2026-12-01")
    assert told(app, number) == [("status", None, date(2026, 12, 1))]
    assert "The city planned the work. The city says it will be done by December 1, 2026." in page(phone.client, number)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--note", NOTE, "--expected", "2026-11-17"),
        ("--note", NOTE, "--expected", "tomorrow"),
        ("--note", " "),
        (),
    ],
)
def test_an_explanation_needs_words_and_a_date_ahead(
    app: Flask, number: str, cases: Cases, arguments: tuple[str, ...]
) -> None:
    assert cases("explain", number, *arguments).exit_code != 0
    assert told(app, number) == []


def test_a_closed_case_is_not_explained(number: str, cases: Cases) -> None:
    cases("update", number, "--status", "closed", "--reason", "fixed")
    assert cases("explain", number, "--note", NOTE).exit_code == 1


def test_the_people_of_a_case_that_follows_hear_of_it(
    app: Flask, client: CheckingClient, number: str, promised: date, at: Callable[..., None], cases: Cases
) -> None:
    other = Phone(client)
    follower = other.put(other.report()).get_json()["number"]
    cases("link", follower, number)
    at(promised, 1)
    with app.app_context():
        assert count("dispatches WHERE kind = 'late'") == 2
