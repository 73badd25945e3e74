"""Staff say which cases are about the same problem, and everybody hears what becomes of it."""

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from app.cases import linking, links, operations, queries
from app.cases.links import CaseLink, LinkKind
from app.cases.models import Case
from app.cases.workflow import ClosingReason, Status
from app.dispatch import Dispatch
from app.extensions import db
from tests.client import CheckingClient
from tests.factories import Phone, sent
from tests.samples import Sample

pytestmark = pytest.mark.usefixtures("inside")
Cases = Callable[..., Result]
SAME = "This is the same problem as case"


@pytest.fixture
def leader(client: CheckingClient) -> str:
    """The case that was there first."""
    return sent(client)


@pytest.fixture
def duplicate(stranger: CheckingClient) -> str:
    """The same, reported by somebody else."""
    return sent(stranger)


def case_of(number: str) -> Case:
    db.session.expire_all()
    return queries.find_case(number)


def told_of(number: str) -> list[str]:
    of_case = select(Dispatch.kind).where(Dispatch.subject_type == "case", Dispatch.subject_id == case_of(number).id)
    return list(db.session.scalars(of_case.order_by(Dispatch.id)))


def move(number: str, status: Status, reason: ClosingReason | None = None) -> None:
    operations.update_status(case_of(number), status, reason=reason)
    db.session.commit()


def timeline_of(client: CheckingClient, number: str) -> list[str]:
    """What the page tells, newest first."""
    return [line["text"] for line in client.get(f"/api/v1/cases/{number}").get_json()["properties"]["timeline"]]


def spaced(number: str) -> str:
    return f"{number[:4]}\u00a0{number[4:8]}\u00a0{number[8:]}"


def faults(app: Flask) -> list[str]:
    output = app.test_cli_runner().invoke(args=["sweep"]).output
    return [line for line in output.splitlines() if "FAULT" in line and not line.strip().startswith("0 ")]


def test_a_duplicate_is_closed_and_leads_to_the_case_that_goes_on(
    client: CheckingClient, cases: Cases, leader: str, duplicate: str, lang: str
) -> None:
    result = cases("link", duplicate, leader)
    assert result.exit_code == 0, result.output
    assert "reported by 2" in result.output
    assert (case_of(duplicate).status, case_of(duplicate).closing_reason) == ("closed", "duplicate")
    page = client.get(f"/{lang}/cases/{duplicate}").get_data(as_text=True)
    assert f'href="/{lang}/cases/{leader}"' in page
    assert SAME in client.get(f"/en/cases/{duplicate}").get_data(as_text=True)
    assert client.get(f"/api/v1/cases/{duplicate}").get_json()["properties"]["same_as"] == leader


def test_the_case_that_goes_on_counts_the_people_of_both_and_says_so(
    client: CheckingClient, cases: Cases, leader: str, duplicate: str
) -> None:
    cases("link", duplicate, leader)
    page = client.get(f"/en/cases/{leader}").get_data(as_text=True)
    assert "Reported by 2 people" in page
    assert SAME not in page
    assert f"The city found that case {spaced(duplicate)} is about the same problem." in page
    assert client.get(f"/api/v1/cases/{leader}").get_json()["properties"]["same_as"] is None


def test_closing_a_case_tells_everybody_of_the_cases_that_follow_it(
    client: CheckingClient, cases: Cases, leader: str, duplicate: str
) -> None:
    joiner = Phone(client.application.test_client())  # type: ignore[arg-type]
    joiner.put(joiner.report(joins=leader))
    cases("link", duplicate, leader)
    before = told_of(leader), told_of(duplicate)
    move(leader, Status.SCHEDULED)
    move(leader, Status.CLOSED, ClosingReason.FIXED)
    assert before == (["received", "joined", "linked"], ["received", "status"])
    assert told_of(leader) == [*before[0], "status", "status"]
    assert told_of(duplicate) == [*before[1], "status", "status"]
    assert "Fixed" in client.get(f"/en/cases/{duplicate}").get_data(as_text=True)


def test_cases_that_follow_in_a_row_hear_of_the_first(
    client: CheckingClient, cases: Cases, leader: str, duplicate: str
) -> None:
    third = sent(client)
    assert cases("link", third, duplicate).exit_code == 0
    assert cases("link", duplicate, leader).exit_code == 0
    assert case_of(leader).report_count == 3
    move(leader, Status.CLOSED, ClosingReason.FIXED)
    assert told_of(third)[-1] == "status"
    assert client.get(f"/api/v1/cases/{third}").get_json()["properties"]["same_as"] == leader


def test_linking_to_a_duplicate_links_to_the_case_that_stands_for_it(
    client: CheckingClient, cases: Cases, leader: str, duplicate: str
) -> None:
    third = sent(client)
    cases("link", duplicate, leader)
    assert cases("link", third, duplicate).exit_code == 0
    followed = links.find_followed(case_of(third).id, LinkKind.SAME)
    assert followed is not None
    assert followed.number == leader


def test_taking_a_link_away_puts_back_what_it_changed(
    app: Flask, client: CheckingClient, cases: Cases, leader: str, duplicate: str
) -> None:
    move(duplicate, Status.SCHEDULED)
    cases("link", duplicate, leader)
    result = cases("unlink", duplicate, leader)
    assert result.exit_code == 0, result.output
    assert (case_of(duplicate).status, case_of(duplicate).closing_reason) == ("scheduled", None)
    assert not case_of(duplicate).is_closed
    assert (case_of(leader).report_count, case_of(duplicate).report_count) == (1, 1)
    for one, other in ((leader, duplicate), (duplicate, leader)):
        assert timeline_of(client, one)[0] == f"The city found that case {spaced(other)} is about another problem."
        assert SAME not in client.get(f"/en/cases/{one}").get_data(as_text=True)
    assert told_of(duplicate)[-1] == told_of(leader)[-1] == "unlinked"
    assert faults(app) == []


def test_a_link_is_taken_away_by_either_order_of_the_numbers(cases: Cases, leader: str, duplicate: str) -> None:
    cases("link", duplicate, leader)
    assert cases("unlink", leader, duplicate).exit_code == 0
    assert not case_of(duplicate).is_closed


def test_a_case_that_was_closed_before_stays_closed(cases: Cases, leader: str, duplicate: str) -> None:
    for number in (leader, duplicate):
        move(number, Status.CLOSED, ClosingReason.FIXED)
    assert cases("link", duplicate, leader).exit_code == 0
    assert case_of(duplicate).closing_reason == "fixed"
    assert cases("unlink", duplicate, leader).exit_code == 0
    assert case_of(duplicate).closing_reason == "fixed"


def test_staff_may_change_their_minds_both_ways(app: Flask, cases: Cases, leader: str, duplicate: str) -> None:
    for command in ("link", "unlink", "link", "unlink"):
        assert cases(command, duplicate, leader).exit_code == 0
    assert cases("link", leader, duplicate).exit_code == 0
    assert case_of(duplicate).report_count == 2
    assert case_of(leader).closing_reason == "duplicate"
    assert faults(app) == []


def test_an_open_case_follows_none_that_has_closed(cases: Cases, leader: str, duplicate: str) -> None:
    move(leader, Status.CLOSED, ClosingReason.FIXED)
    assert cases("link", duplicate, leader).exit_code == 1
    assert not case_of(duplicate).is_closed


@pytest.mark.parametrize("way", ["itself", "twice", "in a ring"])
def test_no_case_leads_back_to_itself(cases: Cases, leader: str, duplicate: str, way: str) -> None:
    cases("link", duplicate, leader)
    pair = {"itself": (leader, leader), "twice": (duplicate, leader), "in a ring": (leader, duplicate)}[way]
    result = cases("link", *pair)
    assert result.exit_code == 1
    assert "cannot change like that" in result.output
    assert len(db.session.scalars(select(CaseLink)).all()) == 1


def test_what_is_private_is_linked_to_nothing(
    client: CheckingClient, sample: Sample, cases: Cases, leader: str
) -> None:
    private = sent(client, service=sample.private.code, answers=sample.answers(sample.private))
    assert cases("link", private, leader).exit_code == 1
    assert cases("link", leader, private).exit_code == 1
    assert not case_of(leader).is_closed


@pytest.mark.parametrize("command", ["link", "unlink"])
@pytest.mark.parametrize("number", ["4821903756", "1", "x"])
def test_a_number_that_nobody_has_is_named(cases: Cases, leader: str, command: str, number: str) -> None:
    result = cases(command, leader, number)
    assert result.exit_code == 1
    assert "Error: " in result.output


def test_what_nobody_linked_cannot_be_taken_apart(cases: Cases, leader: str, duplicate: str) -> None:
    assert cases("unlink", duplicate, leader).exit_code == 1


def test_whoever_began_a_case_that_others_follow_does_not_close_it(
    client: CheckingClient, cases: Cases, leader: str, duplicate: str
) -> None:
    cases("link", duplicate, leader)
    client.post(f"/en/cases/{leader}/withdraw")
    assert not case_of(leader).is_closed
    assert case_of(leader).report_count == 1


def test_proposals_are_listed_for_staff_alone(
    client: CheckingClient, cases: Cases, leader: str, duplicate: str
) -> None:
    assert "Nothing is proposed." in cases("proposals").output
    linking.propose(case_of(duplicate).id, case_of(leader).id, 0.75)
    db.session.commit()
    line = cases("proposals").output
    assert (
        f"{duplicate[:4]} {duplicate[4:8]} {duplicate[8:]}  {leader[:4]} {leader[4:8]} {leader[8:]}   75%    0 m"
        in line
    )
    for number, other in ((leader, duplicate), (duplicate, leader)):
        assert other not in client.get(f"/en/cases/{number}").get_data(as_text=True)
        assert other not in client.get(f"/api/v1/cases/{number}").get_data(as_text=True)


@pytest.mark.parametrize("answer", ["link", "unlink"])
def test_a_proposal_is_answered_once(cases: Cases, leader: str, duplicate: str, answer: str) -> None:
    linking.propose(case_of(duplicate).id, case_of(leader).id, 0.75)
    db.session.commit()
    assert cases(answer, duplicate, leader).exit_code == 0
    assert "Nothing is proposed." in cases("proposals").output
    linking.propose(case_of(leader).id, case_of(duplicate).id, 0.75)
    db.session.commit()
    assert "Nothing is proposed." in cases("proposals").output


def test_a_no_to_a_proposal_is_told_to_nobody(cases: Cases, leader: str, duplicate: str) -> None:
    linking.propose(case_of(duplicate).id, case_of(leader).id, 0.75)
    db.session.commit()
    cases("unlink", duplicate, leader)
    assert told_of(leader) == told_of(duplicate) == ["received"]


def test_what_has_closed_is_proposed_no_more(cases: Cases, leader: str, duplicate: str) -> None:
    linking.propose(case_of(duplicate).id, case_of(leader).id, 0.75)
    move(leader, Status.CLOSED, ClosingReason.FIXED)
    assert "Nothing is proposed." in cases("proposals").output


def test_a_case_that_became_private_is_named_on_no_timeline(
    client: CheckingClient, sample: Sample, leader: str
) -> None:
    move(leader, Status.CLOSED, ClosingReason.FIXED)
    phone = Phone(client.application.test_client())  # type: ignore[arg-type]
    again = phone.put(phone.report(joins=leader)).get_json()["number"]
    assert again in client.get(f"/en/cases/{leader}").get_data(as_text=True)
    db.session.rollback()
    phone.client.post(f"/en/cases/{again}/service", data={"service": sample.private.code})
    assert case_of(again).is_private
    page: Any = client.get(f"/en/cases/{leader}").get_data(as_text=True)
    assert again not in page
    assert spaced(again) not in page


def test_a_duplicate_that_is_contested_goes_on_by_itself(cases: Cases, leader: str, duplicate: str) -> None:
    cases("link", duplicate, leader)
    move(duplicate, Status.CONTESTED)
    assert cases("unlink", duplicate, leader).exit_code == 1
    assert case_of(duplicate).status == "contested"
    assert case_of(leader).report_count == 1
