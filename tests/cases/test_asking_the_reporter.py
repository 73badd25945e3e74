"""The city asks whoever reported a case, and hears back."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from app.cases import queries
from app.cases.models import Event
from app.dispatch import Dispatch
from app.extensions import db
from tests.client import CheckingClient
from tests.factories import Phone, declared, photo

QUESTION = "Which side of the street?"
Ask = Callable[..., Result]


@pytest.fixture
def phone(client: CheckingClient) -> Phone:
    """A phone whose report is with the city."""
    phone = Phone(client)
    assert phone.put(phone.report()).status_code == 201
    return phone


@pytest.fixture
def number(phone: Phone) -> str:
    return str(phone.put(phone.report()).get_json()["number"])


def page(client: CheckingClient, number: str, language: str = "en") -> str:
    return client.get(f"/{language}/cases/{number}").get_data(as_text=True)


def kinds(app: Flask, number: str) -> list[tuple[str, str | None]]:
    with app.app_context():
        return [(event.kind, event.status) for event in queries.list_events(queries.find_case(number))]


def status(app: Flask, number: str) -> str:
    with app.app_context():
        return queries.find_case(number).status


def test_the_reporter_reads_the_question_and_how_to_answer(phone: Phone, number: str, cases: Ask) -> None:
    assert "On hold" in cases("ask", number, "--note", QUESTION).output
    own = page(phone.client, number)
    assert QUESTION in own
    assert "You can answer with words or a photo." in own
    assert 'id="add" data-addition' in own
    assert own.index(QUESTION) < own.index("What happened so far")


def test_a_stranger_reads_the_question_but_is_not_asked(number: str, cases: Ask, stranger: CheckingClient) -> None:
    cases("ask", number, "--note", QUESTION)
    seen = page(stranger, number)
    assert "The city has a question about this report." in seen
    assert QUESTION in seen
    assert "You can answer" not in seen


def test_the_question_is_read_in_the_reporters_language(phone: Phone, number: str, cases: Ask) -> None:
    cases("ask", number, "--note", QUESTION, "--note-in", "es", "¿De qué lado de la calle?")
    assert "¿De qué lado de la calle?" in page(phone.client, number, "es")


@pytest.mark.parametrize("answer", [{}, {"description": "", "photos": [declared(photo())]}])
def test_what_the_reporter_adds_is_the_answer(
    phone: Phone, number: str, cases: Ask, app: Flask, answer: dict[str, object]
) -> None:
    cases("ask", number, "--note", QUESTION)
    assert phone.add(phone.addition(**answer)).status_code == 201
    assert kinds(app, number)[-1] == ("answer", "acknowledged")
    assert status(app, number) == "acknowledged"
    assert "The person who reported this answered the city." in page(phone.client, number)
    assert "You can answer" not in page(phone.client, number)


def test_an_answer_sent_twice_is_one(phone: Phone, number: str, cases: Ask, app: Flask) -> None:
    cases("ask", number, "--note", QUESTION)
    sending_id, body = uuid4(), phone.addition()
    assert [phone.add(body, sending_id).status_code for _ in range(2)] == [201, 200]
    assert [kind for kind, _ in kinds(app, number)] == ["received", "inquiry", "answer"]


def test_what_comes_after_the_answer_is_an_addition(phone: Phone, number: str, cases: Ask, app: Flask) -> None:
    cases("ask", number, "--note", QUESTION)
    phone.add(phone.addition())
    phone.add(phone.addition(description="And one more thing."))
    assert kinds(app, number)[-1] == ("words", None)


def test_a_case_on_hold_for_another_reason_waits_for_no_answer(
    phone: Phone, number: str, cases: Ask, app: Flask
) -> None:
    cases("ask", number, "--note", QUESTION)
    cases("update", number, "--status", "acknowledged")
    cases("update", number, "--status", "waiting", "--note", "It is too cold for asphalt.")
    phone.add(phone.addition())
    assert kinds(app, number)[-1] == ("words", None)
    assert status(app, number) == "waiting"


def test_the_city_may_ask_again_before_it_hears(phone: Phone, number: str, cases: Ask, app: Flask) -> None:
    cases("ask", number, "--note", QUESTION)
    assert cases("ask", number, "--note", "Is it still there?").exit_code == 0
    assert "Is it still there?" in page(phone.client, number)
    phone.add(phone.addition())
    assert status(app, number) == "acknowledged"


def test_nobody_is_asked_about_a_closed_case(number: str, cases: Ask) -> None:
    cases("update", number, "--status", "closed", "--reason", "fixed")
    refused = cases("ask", number, "--note", QUESTION)
    assert refused.exit_code == 1
    assert "closed" in refused.output


def test_there_must_be_somebody_to_ask(phone: Phone, number: str, cases: Ask, stranger: CheckingClient) -> None:
    neighbour = Phone(stranger)
    neighbour.put(neighbour.report(joins=number))
    for one in (phone, neighbour):
        one.client.post(f"/en/cases/{number}/withdraw")
    assert cases("ask", number, "--note", QUESTION).exit_code == 1


def test_a_question_without_words_is_none(number: str, cases: Ask) -> None:
    assert cases("ask", number).exit_code == 2
    assert cases("ask", number, "--note", "  ").exit_code == 2


def test_who_answered_is_known_to_whoever_sends_messages(phone: Phone, number: str, cases: Ask, inside: None) -> None:
    cases("ask", number, "--note", QUESTION)
    phone.add(phone.addition())
    told = select(Event.kind, Event.report_id).join(Dispatch, Dispatch.event_id == Event.id).order_by(Dispatch.id)
    assert [tuple(row) for row in db.session.execute(told)][1:] == [("inquiry", None), ("answer", phone.id)]
