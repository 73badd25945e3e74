"""However cases are linked, left and taken apart, each counts the people who wait for it: no more, no fewer."""

from collections.abc import Callable, Iterator

import pytest
from click.testing import Result
from flask import Flask

from app.cases import operations, queries
from app.cases.models import Case
from app.cases.workflow import ClosingReason, Status
from app.extensions import db
from tests.client import CheckingClient
from tests.factories import Phone, sent

pytestmark = pytest.mark.usefixtures("inside")
Cases = Callable[..., Result]
Browser = Callable[[], CheckingClient]


@pytest.fixture
def browser(client: CheckingClient) -> Browser:
    """Somebody's own, each time."""

    def new() -> CheckingClient:
        one = client.application.test_client()
        assert isinstance(one, CheckingClient)
        return one

    return new


@pytest.fixture(autouse=True)
def _whole(app: Flask, inside: None) -> Iterator[None]:
    """Whatever a test did, the sweep finds no fault."""
    yield
    db.session.rollback()
    output = app.test_cli_runner().invoke(args=["sweep"]).output
    assert [line for line in output.splitlines() if "FAULT" in line and not line.strip().startswith("0 ")] == []


@pytest.fixture
def three(browser: Browser) -> tuple[str, str, str]:
    """Cases of three people."""
    return sent(browser()), sent(browser()), sent(browser())


def case_of(number: str) -> Case:
    db.session.expire_all()
    return queries.find_case(number)


def counts(*numbers: str) -> list[int]:
    return [case_of(number).report_count for number in numbers]


def contest(number: str) -> None:
    operations.update_status(case_of(number), Status.CONTESTED)
    db.session.commit()


def join(client: CheckingClient, number: str) -> str:
    db.session.rollback()
    phone = Phone(client)
    return str(phone.put(phone.report(joins=number)).get_json()["number"])


def test_a_duplicate_that_is_contested_leaves_the_other_and_counts_its_own(
    browser: Browser, cases: Cases, three: tuple[str, str, str]
) -> None:
    duplicate, leader, _other = three
    cases("link", duplicate, leader)
    contest(duplicate)
    assert counts(duplicate, leader) == [1, 1]
    assert [join(browser(), duplicate) for _ in range(3)] == [duplicate] * 3
    assert counts(duplicate, leader) == [4, 1]
    assert case_of(duplicate).status == "contested"
    assert [event.kind for event in queries.list_events(case_of(leader))] == ["received", "linked", "unlinked"]
    assert cases("unlink", duplicate, leader).exit_code == 1
    assert cases("link", duplicate, leader).exit_code == 0
    assert counts(leader) == [5]


def test_what_was_closed_before_it_was_linked_leaves_when_it_is_contested(
    cases: Cases, three: tuple[str, str, str]
) -> None:
    fixed, leader, _other = three
    operations.update_status(case_of(fixed), Status.CLOSED, reason=ClosingReason.FIXED)
    db.session.commit()
    assert cases("link", fixed, leader).exit_code == 0
    contest(fixed)
    assert counts(fixed, leader) == [1, 1]


@pytest.mark.parametrize("order", ["the last first", "the first first"])
def test_a_chain_that_is_taken_apart_counts_as_before(cases: Cases, three: tuple[str, str, str], order: str) -> None:
    first, second, third = three
    links = [(third, second), (second, first)]
    for pair in links:
        assert cases("link", *pair).exit_code == 0
    assert counts(first, second, third) == [3, 2, 1]
    apart = links if order == "the last first" else links[::-1]
    assert cases("unlink", *apart[0]).exit_code == 0
    assert counts(first, second, third) == ([2, 1, 1] if order == "the last first" else [1, 2, 1])
    assert cases("unlink", *apart[1]).exit_code == 0
    assert counts(first, second, third) == [1, 1, 1]


def test_the_middle_of_a_chain_takes_its_own_along(cases: Cases, three: tuple[str, str, str]) -> None:
    first, second, third = three
    cases("link", third, second)
    cases("link", second, first)
    contest(second)
    assert counts(first, second, third) == [1, 2, 1]


def test_who_joined_the_leader_meanwhile_stays_with_it(
    browser: Browser, cases: Cases, three: tuple[str, str, str]
) -> None:
    duplicate, leader, _other = three
    cases("link", duplicate, leader)
    assert join(browser(), duplicate) == leader
    cases("unlink", duplicate, leader)
    assert counts(duplicate, leader) == [1, 2]


@pytest.mark.parametrize("way", ["unlinked", "contested"])
def test_a_leader_whose_reporter_took_back_closes_when_its_last_follower_leaves(
    browser: Browser, cases: Cases, way: str
) -> None:
    owner = browser()
    leader, duplicate = sent(owner), sent(browser())
    cases("link", duplicate, leader)
    db.session.rollback()
    owner.post(f"/en/cases/{leader}/withdraw")
    assert not case_of(leader).is_closed
    if way == "unlinked":
        assert cases("unlink", duplicate, leader).exit_code == 0
    else:
        contest(duplicate)
    assert (case_of(leader).status, case_of(leader).closing_reason) == ("closed", "withdrawn")
    assert not case_of(duplicate).is_closed
    assert counts(duplicate) == [1]


def test_a_case_that_nobody_waits_for_does_not_open_again(browser: Browser, cases: Cases) -> None:
    owner = browser()
    first, middle, last = sent(browser()), sent(owner), sent(browser())
    cases("link", last, middle)
    db.session.rollback()
    owner.post(f"/en/cases/{middle}/withdraw")
    cases("link", middle, first)
    assert counts(first) == [2]
    assert cases("unlink", last, middle).exit_code == 0
    assert cases("unlink", middle, first).exit_code == 0
    assert case_of(middle).closing_reason == "withdrawn"
    assert counts(first, middle, last) == [1, 1, 1]
