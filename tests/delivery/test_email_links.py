"""Links and names in mails are their reader's, whoever comes after them: stores give the ids of deleted rows anew."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.cases import operations, queries
from app.cases.workflow import Status
from app.delivery.bounces import Meaning, read_report
from app.extensions import db
from app.followers.models import ACTIVE, Channel
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.delivery.post_office import CITY, READER, PostOffice, ask, link, post_office
from tests.delivery.test_email_bounces import complaint
from tests.factories import sent
from tests.followers.devices import Device
from tests.mail_service import Mail

NEXT = "next@reader.example"


@pytest.fixture
def office(app: Flask) -> Iterator[PostOffice]:
    with post_office(app) as office:
        yield office


def browser(app: Flask) -> CheckingClient:
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    return client


def changed(office: PostOffice, number: str, status: Status = Status.ACKNOWLEDGED) -> Mail:
    """The city has done something: the mail that says so."""
    with office.app.app_context():
        operations.update_status(queries.find_case(number), status)
        db.session.commit()
    office.work()
    return office.mails.received[-1]


@pytest.fixture
def number(client: CheckingClient) -> str:
    return sent(client)


@pytest.fixture
def old_mail(client: CheckingClient, office: PostOffice, number: str) -> Mail:
    """Of somebody who was forgotten afterwards; the next follower comes an hour later."""
    office.confirmed(client, number)
    mail = changed(office, number)
    client.post("/en/alerts/end")
    return mail


@pytest.fixture
def newcomer(office: PostOffice, number: str, old_mail: Mail) -> Iterator[Channel]:
    """Somebody else, who has the ids of the forgotten one where the store gives them anew."""
    with clock.stopped_at(NOON + timedelta(hours=1)):
        yield office.confirmed(browser(office.app), number, address=NEXT)


def test_a_link_to_ones_alerts_never_opens_those_of_the_next(
    office: PostOffice, old_mail: Mail, newcomer: Channel
) -> None:
    opened = browser(office.app).get(link(old_mail, "/alerts/open/"), follow_redirects=True)
    assert NEXT not in opened.get_data(as_text=True)
    assert "This link no longer works." in opened.get_data(as_text=True)


@pytest.mark.parametrize("what", ["this", "all"])
def test_an_old_link_ends_no_mails_of_the_next(
    office: PostOffice, old_mail: Mail, newcomer: Channel, what: str, number: str
) -> None:
    assert browser(office.app).post(link(old_mail, "/alerts/unsubscribe/"), data={"what": what}).status_code == 200
    assert office.channel(NEXT).state == ACTIVE
    assert changed(office, number, Status.IN_PROGRESS).to == [NEXT]


def test_a_report_about_an_old_mail_ends_nothing_of_the_next(
    office: PostOffice, old_mail: Mail, newcomer: Channel
) -> None:
    with office.app.app_context():
        assert read_report(complaint(old_mail.raw)).meaning is Meaning.OTHER_MAIL


def test_a_letter_to_somebody_who_left_confirms_nothing_for_the_next(
    client: CheckingClient, office: PostOffice, number: str
) -> None:
    ask(client, number)
    office.work()
    letter = link(office.mails.to(READER)[0], "/alerts/confirm/")
    client.post("/en/alerts/end")
    with clock.stopped_at(NOON + timedelta(hours=1)):
        ask(browser(office.app), number)
        assert browser(office.app).post(letter).status_code == 404


def test_no_two_mails_have_one_name(client: CheckingClient, office: PostOffice, number: str) -> None:
    office.confirmed(client, number)
    first = changed(office, number)
    client.post("/en/alerts/end")
    with clock.stopped_at(NOON + timedelta(hours=1)):
        office.confirmed(client, number)
        second = changed(office, number, Status.IN_PROGRESS)
    assert first.message["Message-ID"] != second.message["Message-ID"]


def test_one_click_ends_what_two_followers_had_who_are_one_by_now(
    client: CheckingClient, office: PostOffice, number: str
) -> None:
    phone = Device(browser(office.app))
    phone.follow({"case": number})
    office.confirmed(client, number)
    mail = changed(office, number)
    phone.client = client  # the browser in which an address was typed is this phone's
    assert phone.put().status_code == 200
    address = mail.message["List-Unsubscribe"].strip("<>").removeprefix(CITY)
    assert browser(office.app).post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert phone.followed == []
