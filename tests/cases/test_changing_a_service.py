"""A reporter says that the case is of another type: what nobody else may know is hidden, whoever asks."""

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from app.cases import operations, queries
from app.cases.links import CaseLink, LinkKind
from app.cases.models import Case, Event, Report
from app.cases.workflow import ClosingReason, Status
from app.city.catalogue import Service
from app.extensions import db
from app.jobs import bell
from app.photos.models import Photo
from tests.client import CheckingClient
from tests.factories import Phone, declared, photo, sent
from tests.samples import Sample

pytestmark = pytest.mark.usefixtures("inside")
Cases = Callable[..., Result]


def case_of(number: str) -> Case:
    db.session.expire_all()
    return queries.find_case(number)


def close(number: str) -> None:
    operations.update_status(case_of(number), Status.CLOSED, reason=ClosingReason.FIXED)
    db.session.commit()


def change(client: CheckingClient, number: str, service: Service) -> None:
    db.session.rollback()
    assert client.post(f"/en/cases/{number}/service", data={"service": service.code}).status_code == 303


def reported_again(client: CheckingClient) -> tuple[str, str]:
    """A closed case, and the one that was opened because the problem is back."""
    closed, phone = sent(client), Phone(client)
    close(closed)
    return closed, phone.put(phone.report(joins=closed)).get_json()["number"]


def photo_of(number: str) -> str:
    """Where the one photo that everybody sees is found."""
    owners = select(Report.id).where(Report.case_id == case_of(number).id)
    key = db.session.scalars(select(Photo.key).where(Photo.owner_id.in_(owners))).one()
    db.session.rollback()
    return f"/media/{key}-640.webp"


def names(client: CheckingClient, number: str, other: str) -> bool:
    """Whether anything that a stranger may read of one case names the other."""
    read = (f"/en/cases/{number}", f"/api/v1/cases/{number}", f"/feeds/cases/{number}.atom")
    db.session.rollback()
    told = "".join(client.get(path).get_data(as_text=True) for path in read)
    return any(written in told for written in (other, f"{other[:4]}\u00a0{other[4:8]}\u00a0{other[8:]}"))


def reported_twice(client: CheckingClient, app: Flask) -> str:
    """By the same person, who sent words and a photo at first."""
    first, second, picture = Phone(client), Phone(client), photo()
    number = str(first.put(first.report(description="CANARYWORDS", photos=[declared(picture)])).get_json()["number"])
    first.patch(picture)
    second.put(second.report(joins=number, description="SECOND"))
    db.session.rollback()
    bell(app).run("photos")
    return number


def test_every_report_of_a_case_that_becomes_private_is_hidden(
    app: Flask, client: CheckingClient, stranger: CheckingClient, sample: Sample
) -> None:
    number = reported_twice(client, app)
    address = photo_of(number)
    assert stranger.get(address).status_code == 200
    change(client, number, sample.private)
    assert [report.is_description_public for report in case_of(number).reports] == [False, False]
    db.session.rollback()
    assert stranger.get(address).status_code == 404
    assert "FAULT hidden" not in app.test_cli_runner().invoke(args=["sweep"]).output


def test_a_change_shows_nothing_again_that_was_taken_back(
    app: Flask, client: CheckingClient, stranger: CheckingClient, sample: Sample
) -> None:
    number = reported_twice(client, app)
    address = photo_of(number)
    first, second = case_of(number).reports
    operations.withdraw_report(first)
    operations.correct_service(second, sample.other)
    db.session.commit()
    assert stranger.get(address).status_code == 404
    assert "CANARYWORDS" not in stranger.get(f"/en/cases/{number}").get_data(as_text=True)


def test_what_is_released_shows_nothing_that_was_taken_back(client: CheckingClient) -> None:
    number = sent(client, description="CANARYWORDS")
    case = case_of(number)
    operations.withdraw_report(case.reports[0])
    case.is_held = True
    operations.release_case(case)
    db.session.commit()
    assert not case_of(number).reports[0].is_description_public


KINDS = {"exact, then rounded": (False, True), "rounded, then exact": (True, False)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_home_is_not_found_through_a_case_that_was_reported_again(
    client: CheckingClient, stranger: CheckingClient, sample: Sample, kind: str
) -> None:
    was, becomes = (sample.rounded if is_rounded else sample.ordinary for is_rounded in KINDS[kind])
    closed = sent(client, service=was.code, answers=sample.answers(was))
    close(closed)
    phone = Phone(client)
    again = phone.put(phone.report(joins=closed, service=was.code, answers=sample.answers(was))).get_json()["number"]
    assert names(stranger, again, closed)
    assert names(stranger, closed, again)
    change(client, again, becomes)
    assert not names(stranger, again, closed)
    assert not names(stranger, closed, again)
    assert db.session.scalars(select(CaseLink)).all() == []


def test_what_stays_as_exact_as_it_was_stays_linked(
    client: CheckingClient, stranger: CheckingClient, sample: Sample
) -> None:
    closed, again = reported_again(client)
    change(client, again, sample.other)
    assert names(stranger, again, closed)
    assert names(stranger, closed, again)


def test_a_case_that_was_private_for_a_while_names_no_other(
    client: CheckingClient, stranger: CheckingClient, sample: Sample
) -> None:
    closed, again = reported_again(client)
    change(client, again, sample.private)
    assert not names(client, again, closed)
    change(client, again, sample.ordinary)
    assert not names(stranger, closed, again)


def test_cases_that_staff_took_apart_do_not_name_each_other_either(
    client: CheckingClient, stranger: CheckingClient, sample: Sample, cases: Cases
) -> None:
    exact, other = sent(stranger), sent(client)
    for command in ("link", "unlink"):
        assert cases(command, other, exact).exit_code == 0
    change(client, other, sample.rounded)
    assert not names(stranger, exact, other)
    assert not names(stranger, other, exact)
    assert db.session.scalars(select(CaseLink)).one().kind == LinkKind.APART


@pytest.mark.parametrize("was_rounded", [True, False])
def test_what_closed_is_not_named_by_a_report_that_is_less_or_more_exact(
    client: CheckingClient, stranger: CheckingClient, sample: Sample, was_rounded: bool
) -> None:
    was, then = (sample.rounded, sample.ordinary) if was_rounded else (sample.ordinary, sample.rounded)
    closed = sent(client, service=was.code, answers=sample.answers(was))
    close(closed)
    phone = Phone(client)
    told = phone.put(phone.report(joins=closed, service=then.code, answers=sample.answers(then))).get_json()
    assert (told["joined"], told["again_after"]) == (False, None)
    assert not names(stranger, closed, told["number"])


@pytest.mark.parametrize("is_leader_rounded", [True, False])
def test_staff_link_no_home_to_an_exact_place(
    client: CheckingClient, stranger: CheckingClient, sample: Sample, cases: Cases, is_leader_rounded: bool
) -> None:
    home = sent(client, service=sample.rounded.code, answers=sample.answers(sample.rounded))
    exact = sent(stranger)
    result = cases("link", *((exact, home) if is_leader_rounded else (home, exact)))
    assert result.exit_code == 1
    assert "cannot change like that" in result.output
    assert db.session.scalars(select(CaseLink)).all() == []
    assert {event.kind for event in db.session.scalars(select(Event))} == {"received"}


def test_staff_link_homes_to_each_other(
    client: CheckingClient, stranger: CheckingClient, sample: Sample, cases: Cases
) -> None:
    homes = [
        sent(phone, service=sample.rounded.code, answers=sample.answers(sample.rounded)) for phone in (client, stranger)
    ]
    assert cases("link", *homes).exit_code == 0


def test_the_feed_of_a_case_passes_over_what_names_a_hidden_one(
    client: CheckingClient, stranger: CheckingClient, sample: Sample
) -> None:
    closed, again = reported_again(client)
    change(client, again, sample.private)
    feed = stranger.get(f"/feeds/cases/{closed}.atom")
    assert feed.status_code == 200
    assert feed.get_data(as_text=True).count("<entry>") == 2
