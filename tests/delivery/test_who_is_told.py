"""Who hears of what happens to a case: everybody who follows, but not whoever did it, and nobody who may not know."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.cases import inquiries, lateness, linking, operations, queries
from app.cases.models import Case, Event
from app.cases.notes import Note
from app.cases.workflow import ClosingReason, Status
from app.delivery.kinds import Audience, audience_of
from app.dispatch import Dispatch
from app.extensions import db
from tests.client import CheckingClient
from tests.factories import Phone, sent
from tests.samples import Sample

QUESTION = Note("Which side of the street?", "en")
EVERYBODY = Audience()


@pytest.fixture(autouse=True)
def _inside(inside: None) -> None:
    """Each test runs inside the application."""


@pytest.fixture
def phone(client: CheckingClient) -> Phone:
    """The reporter's phone."""
    return Phone(client)


@pytest.fixture
def case(phone: Phone) -> Case:
    """The case of an ordinary report."""
    return queries.find_case(phone.put(phone.report()).get_json()["number"])


@pytest.fixture
def neighbour(client: CheckingClient) -> Phone:
    """Somebody else's phone."""
    other = client.application.test_client()
    assert isinstance(other, CheckingClient)
    return Phone(other)


def told(case: Case) -> Iterator[tuple[str, Audience | None]]:
    """(kind of event, who hears of it) of every dispatch for the case, the oldest first."""
    db.session.expire_all()
    dispatches = select(Dispatch.event_id).where(Dispatch.subject_id == case.id).order_by(Dispatch.id)
    for event_id in db.session.scalars(dispatches).all():
        event = db.session.get_one(Event, event_id)
        yield event.kind, audience_of(event, case)


def last(case: Case) -> tuple[str, Audience | None]:
    return list(told(case))[-1]


def test_a_new_case_is_told_to_its_area_but_not_to_its_reporter(case: Case, phone: Phone) -> None:
    assert list(told(case)) == [("received", Audience(except_report=phone.id, is_for_areas=True))]


@pytest.mark.parametrize("kind", ["private", "held"])
def test_a_hidden_case_is_told_to_nobody_else(client: CheckingClient, sample: Sample, kind: str) -> None:
    service = sample.private
    body = (
        {"service": service.code, "answers": sample.answers(service)} if kind == "private" else {"service": "NO-SUCH"}
    )
    hidden = queries.find_case(sent(client, **body))
    kind_of, audience = last(hidden)
    assert kind_of == "received"
    assert audience is not None
    assert audience.own_only
    assert not audience.is_for_areas
    operations.update_status(hidden, Status.ACKNOWLEDGED)
    assert last(hidden) == ("status", Audience(own_only=True))


def test_a_case_without_a_place_is_near_nobody(client: CheckingClient) -> None:
    nowhere = queries.find_case(sent(client, place={"source": "none"}))
    _, audience = last(nowhere)
    assert audience is not None
    assert not audience.is_for_areas


def test_what_was_held_is_told_to_its_area_when_it_is_released(client: CheckingClient, app: Flask) -> None:
    held = queries.find_case(sent(client, service="NO-SUCH"))
    db.session.scalars(select(Dispatch)).one().expanded_at = clock.now()
    operations.release_case(held)
    db.session.commit()
    released = list(told(held))
    assert [kind for kind, _ in released] == ["received"]
    assert db.session.scalars(select(Dispatch.expanded_at)).all() == [None]
    assert released[-1][1] is not None
    assert released[-1][1].is_for_areas


def test_what_was_released_before_anybody_was_told_is_told_once(client: CheckingClient) -> None:
    held = queries.find_case(sent(client, service="NO-SUCH"))
    operations.release_case(held)
    db.session.commit()
    assert len(list(told(held))) == 1


@pytest.mark.parametrize("status", [Status.ACKNOWLEDGED, Status.SCHEDULED, Status.IN_PROGRESS, Status.WAITING])
def test_what_the_city_does_is_told_to_everybody(case: Case, status: Status) -> None:
    operations.update_status(case, status)
    assert last(case) == ("status", EVERYBODY)


def test_closing_and_contesting_are_told_to_everybody(case: Case) -> None:
    operations.update_status(case, Status.CLOSED, reason=ClosingReason.NOT_FOUND)
    assert last(case) == ("status", EVERYBODY)
    operations.update_status(case, Status.CONTESTED)
    assert last(case) == ("status", EVERYBODY)


def test_who_joins_is_not_told_of_it_but_the_others_are(case: Case, neighbour: Phone) -> None:
    neighbour.put(neighbour.report(joins=case.number))
    assert last(case) == ("joined", Audience(except_report=neighbour.id))


def test_nobody_is_told_of_somebody_who_joined_and_left(case: Case, neighbour: Phone) -> None:
    neighbour.put(neighbour.report(joins=case.number))
    neighbour.client.post(f"/en/cases/{case.number}/withdraw")
    assert list(told(case))[1:] == [("joined", None), ("left", None)]


def test_words_that_nobody_asked_for_ring_no_phone(case: Case, phone: Phone) -> None:
    phone.add(phone.addition())
    assert last(case) == ("words", None)


def test_who_takes_a_report_back_knows_that(case: Case, phone: Phone) -> None:
    phone.client.post(f"/en/cases/{case.number}/withdraw")
    assert last(case) == ("status", Audience(except_report=phone.id))
    assert next(told(case)) == ("received", None)


def test_the_right_service_is_told_to_those_who_did_not_choose_it(case: Case, phone: Phone, sample: Sample) -> None:
    phone.client.post(f"/en/cases/{case.number}/service", data={"service": sample.other.code})
    assert last(case) == ("service", Audience(except_report=phone.id))


def test_a_question_is_for_those_who_reported_it(case: Case) -> None:
    inquiries.ask_reporter(case, QUESTION)
    db.session.commit()
    assert last(case) == ("inquiry", Audience(own_only=True))


def test_an_answer_is_told_to_the_others_and_ends_the_question(case: Case, phone: Phone) -> None:
    inquiries.ask_reporter(case, QUESTION)
    db.session.commit()
    phone.add(phone.addition())
    assert list(told(case))[1:] == [("inquiry", None), ("answer", Audience(except_report=phone.id))]


def test_what_is_late_and_why_is_told_to_everybody(case: Case) -> None:
    assert case.expected_on is not None
    with clock.stopped_at(datetime.combine(case.expected_on + timedelta(days=1), time(20), clock.now().tzinfo)):
        assert [len(list(told(case))) for _ in lateness.tell_late()] == [2]
        assert last(case) == ("late", EVERYBODY)
        lateness.explain_delay(case, Note("The plant is closed.", "en"))
        assert last(case) == ("explained", EVERYBODY)


@pytest.fixture
def duplicate(case: Case, neighbour: Phone) -> Case:
    """A case of somebody else that follows the first."""
    number = neighbour.put(neighbour.report()).get_json()["number"]
    linking.link_cases(queries.find_case(number), queries.find_case(case.number))
    db.session.commit()
    return queries.find_case(number)


def test_the_people_of_both_hear_that_they_are_the_same(case: Case, duplicate: Case) -> None:
    assert last(duplicate) == ("status", EVERYBODY)
    assert last(case) == ("linked", EVERYBODY)


def test_the_people_of_a_duplicate_hear_what_becomes_of_the_other(case: Case, duplicate: Case) -> None:
    operations.update_status(case, Status.CLOSED, reason=ClosingReason.FIXED)
    assert last(duplicate) == ("status", EVERYBODY)


Change = Callable[[Case, Phone], object]


@pytest.mark.parametrize(
    "change",
    [
        lambda case, _phone: inquiries.ask_reporter(case, QUESTION),
        lambda case, phone: (inquiries.ask_reporter(case, QUESTION), db.session.commit(), phone.add(phone.addition())),
    ],
)
def test_the_people_of_a_duplicate_are_not_asked_about_the_other(
    case: Case, duplicate: Case, phone: Phone, change: Change
) -> None:
    change(case, phone)
    db.session.commit()
    assert last(duplicate)[1] is None


def test_two_that_are_apart_again_both_hear_of_it(case: Case, duplicate: Case) -> None:
    linking.unlink_cases(case, duplicate)
    assert (last(case), last(duplicate)) == (("unlinked", EVERYBODY), ("unlinked", EVERYBODY))


def test_nobody_hears_of_a_case_that_became_a_stranger(case: Case, duplicate: Case, app: Flask) -> None:
    linking.unlink_cases(case, duplicate)
    case.is_private = True
    linking.hide_from_others(case)
    db.session.commit()
    assert last(duplicate) == ("unlinked", None)


def test_who_reported_what_was_closed_hears_that_it_was_reported_again(case: Case, neighbour: Phone) -> None:
    operations.update_status(case, Status.CLOSED, reason=ClosingReason.FIXED)
    db.session.commit()
    neighbour.put(neighbour.report(joins=case.number))
    assert last(case) == ("reopened", EVERYBODY)
