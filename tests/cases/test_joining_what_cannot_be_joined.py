"""A resident joins a case that has closed, is private, waits for a look or leads elsewhere."""

from collections.abc import Callable

import pytest
from click.testing import Result
from sqlalchemy import select

from app.cases.links import CaseLink, LinkKind
from app.cases.models import Case
from app.cases.workflow import ClosingReason
from app.extensions import db
from tests.cases.test_joining import answer, case_of, close, shown, somebody, told_of
from tests.client import CheckingClient
from tests.factories import sent
from tests.samples import Sample


@pytest.mark.parametrize("reason", [ClosingReason.FIXED, ClosingReason.NOT_FOUND, ClosingReason.WITHDRAWN])
def test_joining_what_has_closed_opens_a_case_that_is_linked(
    client: CheckingClient, inside: None, reason: ClosingReason
) -> None:
    number, phone = sent(client), somebody(client)
    close(number, reason)
    told = answer(phone, joins=number, description="It is back.")
    assert (told["joined"], told["again_after"]) == (False, number)
    assert told["number"] != number
    assert answer(phone, joins=number, description="It is back.") == told
    link = db.session.scalars(select(CaseLink)).one()
    assert (link.case.number, link.other.number, link.kind) == (told["number"], number, LinkKind.AGAIN)
    spaced = f"{number[:4]}\u00a0{number[4:8]}\u00a0{number[8:]}"
    assert f"This was reported again after case {spaced} was closed." in shown(client, told["number"])
    assert f'href="/en/cases/{told["number"]}"' in shown(client, number)
    assert told_of(number) == ["received", "status", "reopened"]
    assert told_of(str(told["number"])) == ["received", "again"]


def test_joining_a_case_that_nobody_has_opens_an_own_one_for_a_look(client: CheckingClient, inside: None) -> None:
    for joins in ("4821903756", "no number", "١٢٣", "9" * 500):
        told = answer(somebody(client), joins=joins)
        assert told["joined"] is False
        case = case_of(str(told["number"]))
        assert case.needs_triage
        assert case.is_public
        assert case.reports[0].flags == ["joins_nobody"]


def test_joining_somebodys_private_case_is_joining_nobody(client: CheckingClient, sample: Sample, inside: None) -> None:
    private = sent(client, service=sample.private.code, answers=sample.answers(sample.private))
    told = answer(somebody(client), joins=private)
    assert told["joined"] is False
    assert case_of(private).report_count == 1
    assert db.session.scalars(select(CaseLink)).all() == []


def test_something_private_joins_nothing(client: CheckingClient, sample: Sample, inside: None) -> None:
    number = sent(client)
    told = answer(somebody(client), joins=number, service=sample.private.code, description="CANARY")
    assert told["joined"] is False
    assert case_of(number).report_count == 1
    assert "CANARY" not in shown(client, number)


def test_a_home_is_not_tied_to_the_exact_place_of_another_case(
    client: CheckingClient, sample: Sample, inside: None
) -> None:
    number = sent(client)
    told = answer(somebody(client), joins=number, service=sample.rounded.code, description="CANARY")
    assert told["joined"] is False
    assert "CANARY" not in shown(client, number)
    assert db.session.scalars(select(CaseLink)).all() == []
    assert str(told["number"]) not in shown(client, number)


def test_homes_whose_places_are_rounded_may_be_joined(client: CheckingClient, sample: Sample) -> None:
    number = sent(client, service=sample.rounded.code, answers=sample.answers(sample.rounded))
    assert answer(somebody(client), joins=number, service=sample.rounded.code)["joined"] is True


def test_what_waits_for_a_look_joins_nothing_yet(client: CheckingClient, inside: None) -> None:
    number = sent(client)
    told = answer(somebody(client), joins=number, service="NO-SUCH")
    assert told["joined"] is False
    assert db.session.scalars(select(CaseLink)).one().kind == LinkKind.PROPOSED
    assert case_of(number).report_count == 1


def test_joining_a_duplicate_joins_the_case_that_goes_on(
    client: CheckingClient, cases: Callable[..., Result], inside: None
) -> None:
    leader, duplicate = sent(client), sent(somebody(client).client)
    assert cases("link", duplicate, leader).exit_code == 0
    told = answer(somebody(client), joins=duplicate)
    assert (told["joined"], told["number"]) == (True, leader)
    assert case_of(leader).report_count == 3


def test_joining_a_duplicate_of_what_has_closed_opens_a_case(
    client: CheckingClient, cases: Callable[..., Result], inside: None
) -> None:
    leader, duplicate = sent(client), sent(somebody(client).client)
    cases("link", duplicate, leader)
    close(leader)
    told = answer(somebody(client), joins=duplicate)
    assert (told["joined"], told["again_after"]) == (False, leader)


def test_a_case_that_closes_at_that_moment_is_not_joined(client: CheckingClient, inside: None) -> None:
    number = sent(client)
    case_id = case_of(number).id
    close(number)
    assert db.session.get_one(Case, case_id).report_count == 1
    assert answer(somebody(client), joins=number)["joined"] is False
    assert db.session.get_one(Case, case_id).report_count == 1
