"""Following by e-mail, from the form to the mail and back out of it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.cases import operations, queries
from app.cases.workflow import Status
from app.extensions import db
from app.followers.models import ACTIVE, STOPPED, UNCONFIRMED
from tests.client import CheckingClient
from tests.delivery.post_office import CITY, READER, PostOffice, ask, link, post_office
from tests.factories import sent


@pytest.fixture
def office(app: Flask) -> Iterator[PostOffice]:
    with post_office(app) as office:
        yield office


@pytest.fixture
def stranger(app: Flask) -> CheckingClient:
    """Somebody else's browser, or a program: no cookie of anybody."""
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    return client


def acknowledge(app: Flask, number: str) -> None:
    with app.app_context():
        operations.update_status(queries.find_case(number), Status.ACKNOWLEDGED)
        db.session.commit()


def test_a_resident_follows_by_e_mail_in_arabic_and_ends_it_by_one_click(
    client: CheckingClient, stranger: CheckingClient, office: PostOffice, app: Flask
) -> None:
    number = sent(client)
    ask(client, number, "ar")
    office.work()
    letter = office.mails.to(READER)[0]
    assert "/ar/alerts/confirm/" in letter.text
    assert office.channel().state == UNCONFIRMED

    page = stranger.post(link(letter, "/alerts/confirm/"))
    assert page.status_code == 200
    assert office.channel().state == ACTIVE

    acknowledge(app, number)
    office.work()
    mail = office.mails.to(READER)[1]
    digits = "".join(one for one in mail.message["Subject"] if one.isdigit())
    assert number in digits
    assert '<html lang="ar" dir="rtl">' in mail.html
    assert mail.message["Content-Language"] == "ar"
    assert f"{CITY}/ar/cases/{number}" in mail.text
    assert mail.message["To"] == READER

    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail.message["List-Unsubscribe"].strip("<>").removeprefix(CITY)
    answer = stranger.post(address, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    with app.app_context():
        operations.update_status(queries.find_case(number), Status.IN_PROGRESS)
        db.session.commit()
    office.work()
    assert len(office.mails.to(READER)) == 2


def test_a_scanner_that_opens_every_link_confirms_and_ends_nothing(
    client: CheckingClient, stranger: CheckingClient, office: PostOffice, app: Flask
) -> None:
    number = sent(client)
    ask(client, number)
    office.work()
    letter = office.mails.to(READER)[0]
    for path in (link(letter, "/alerts/confirm/"), link(letter, "/alerts/unsubscribe/")):
        assert stranger.get(path).status_code == 200
    assert office.channel().state == UNCONFIRMED
    stranger.post(link(letter, "/alerts/confirm/"))
    acknowledge(app, number)
    office.work()
    assert stranger.get(link(office.mails.to(READER)[1], "/alerts/unsubscribe/")).status_code == 200
    assert office.channel().state == ACTIVE


def test_saying_yes_twice_says_so_again_kindly(
    client: CheckingClient, stranger: CheckingClient, office: PostOffice
) -> None:
    ask(client, sent(client))
    office.work()
    path = link(office.mails.to(READER)[0], "/alerts/confirm/")
    pages = [stranger.post(path) for _time in range(2)]
    assert [page.status_code for page in pages] == [200, 200]
    said = "You will hear from us when something happens."
    assert all(f"<h1>{said}</h1>" in page.get_data(as_text=True) for page in pages)
    assert said in stranger.get(path).get_data(as_text=True)


def test_many_mailboxes_that_are_full_do_not_close_the_way_for_others(
    client: CheckingClient, office: PostOffice, app: Flask
) -> None:
    number = sent(client)
    for one in range(12):
        browser = app.test_client()
        assert isinstance(browser, CheckingClient)
        office.confirmed(browser, number, address=f"full{one}@reader.example")
        office.mails.answers[f"full{one}@reader.example"] = "450 4.2.2 Mailbox full"
    office.confirmed(client, number)
    acknowledge(app, number)
    office.work()
    assert len(office.mails.to(READER)) == 1


def test_nobody_is_told_who_has_not_said_yes(client: CheckingClient, office: PostOffice, app: Flask) -> None:
    number = sent(client)
    ask(client, number)
    office.work()
    acknowledge(app, number)
    office.work()
    assert len(office.mails.to(READER)) == 1
    assert office.channel().state != STOPPED
