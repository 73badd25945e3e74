"""Two people change one case at the same time: whoever comes second sees what the first did, and nobody is lost."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cases import inquiries, linking, operations, queries
from app.cases.errors import AlreadyClosed, NotAllowed
from app.cases.invariants import check_cases
from app.cases.models import Case, Event
from app.cases.notes import Note
from app.cases.submission import Addition
from app.cases.workflow import ClosingReason, Status
from app.extensions import db
from tests.client import CheckingClient
from tests.factories import Phone, sent
from tests.samples import Sample


@pytest.fixture(autouse=True)
def _several_writers(app: Flask) -> Iterator[None]:
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            pytest.skip("SQLite has one writer at a time")
        yield
        db.session.commit()
        assert [fault for fault in check_cases() if fault.startswith("FAULT")] == []


def joins(client: CheckingClient, number: str) -> None:
    """Somebody else, on a phone and in a transaction of their own."""
    other = client.application.test_client()
    assert isinstance(other, CheckingClient)
    phone = Phone(other)
    assert phone.put(phone.report(joins=number)).status_code == 201


def elsewhere(app: Flask, change: Callable[[], object]) -> None:
    """In another transaction, which ends before ours goes on."""
    with app.app_context():
        change()
        db.session.commit()


def close(number: str) -> None:
    operations.update_status(queries.find_case(number), Status.CLOSED, reason=ClosingReason.FIXED)


def now(number: str) -> Case:
    db.session.commit()
    db.session.expire_all()
    return queries.find_case(number)


def test_a_case_that_somebody_joins_stays_open_when_its_first_reporter_leaves(client: CheckingClient) -> None:
    number = sent(client)
    report = queries.find_case(number).reports[0]
    joins(client, number)
    operations.withdraw_report(report)
    assert (now(number).is_closed, now(number).report_count) == (False, 1)


def test_who_joins_while_another_leaves_is_counted(client: CheckingClient) -> None:
    number = sent(client)
    joins(client, number)
    report = queries.find_case(number).reports[0]
    joins(client, number)
    operations.withdraw_report(report)
    assert now(number).report_count == 2


def test_who_joins_while_staff_link_is_counted_with_the_leading_case(client: CheckingClient) -> None:
    case, leader = queries.find_case(sent(client)), queries.find_case(sent(client))
    number, leading = case.number, leader.number
    joins(client, number)
    linking.link_cases(case, leader)
    assert (now(number).report_count, now(leading).report_count) == (2, 3)


def test_a_case_is_closed_once(client: CheckingClient, app: Flask) -> None:
    number = sent(client)
    case = queries.find_case(number)
    elsewhere(app, lambda: close(number))
    with pytest.raises(NotAllowed):
        operations.update_status(case, Status.SCHEDULED)
    closings = select(func.count()).where(Event.case_id == now(number).id, Event.status == Status.CLOSED)
    assert (now(number).status, db.session.scalar(closings)) == (Status.CLOSED, 1)


def test_an_answer_that_comes_while_the_city_closes_opens_nothing(client: CheckingClient, app: Flask) -> None:
    phone = Phone(client)
    number = phone.put(phone.report()).get_json()["number"]
    inquiries.ask_reporter(queries.find_case(number), Note("Which side?", "en"))
    db.session.commit()
    report = queries.find_case(number).reports[0]
    assert not report.case.is_closed
    elsewhere(app, lambda: close(number))
    words = Addition(uuid4(), report.id, phone.secret, b"1", "en", "The left one.")
    with pytest.raises(AlreadyClosed):
        operations.add_to_report(words)
    assert now(number).is_closed


def test_a_service_is_not_corrected_under_somebody_who_joins(client: CheckingClient, sample: Sample) -> None:
    number = sent(client)
    report = queries.find_case(number).reports[0]
    joins(client, number)
    with pytest.raises(NotAllowed):
        operations.correct_service(report, sample.rounded)
    assert now(number).service_code == sample.ordinary.code


def test_two_cases_never_follow_each_other(client: CheckingClient, app: Flask) -> None:
    one, other = queries.find_case(sent(client)), queries.find_case(sent(client))
    numbers = one.number, other.number
    elsewhere(app, lambda: linking.link_cases(*(queries.find_case(number) for number in reversed(numbers))))
    with pytest.raises(NotAllowed):
        linking.link_cases(one, other)
    assert sorted(now(number).is_closed for number in numbers) == [False, True]
