"""Ending mails by a link in one of them."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from app.cases import operations, queries
from app.cases.workflow import Status
from app.extensions import db
from app.followers.models import ACTIVE, STOPPED
from tests.client import CheckingClient
from tests.delivery.post_office import CITY, READER, PostOffice, link, post_office
from tests.factories import sent
from tests.mail_service import Mail


@pytest.fixture
def office(app: Flask) -> Iterator[PostOffice]:
    with post_office(app) as office:
        yield office


@pytest.fixture
def stranger(app: Flask) -> CheckingClient:
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    return client


def acknowledged(office: PostOffice, number: str) -> Mail:
    """The city has seen it: the mail that says so."""
    with office.app.app_context():
        operations.update_status(queries.find_case(number), Status.ACKNOWLEDGED)
        db.session.commit()
    office.work()
    return office.mails.received[-1]


FROM_OUTSIDE: list[dict[str, str]] = [
    {}, {"Origin": "https://mail.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
]  # fmt: skip


@pytest.mark.parametrize("headers", FROM_OUTSIDE)
def test_a_mail_program_ends_it_from_wherever_it_is(
    client: CheckingClient, stranger: CheckingClient, office: PostOffice, headers: dict[str, str]
) -> None:
    number = sent(client)
    office.confirmed(client, number)
    mail = acknowledged(office, number)
    address = mail.message["List-Unsubscribe"].strip("<>").removeprefix(CITY)
    answer = stranger.post(address, data={"List-Unsubscribe": "One-Click"}, headers=headers)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    page = client.get("/en/alerts").get_data(as_text=True)
    assert number not in page
    assert office.channel().state == ACTIVE  # what else they follow, they still hear of


def test_the_page_ends_one_thing_or_all(client: CheckingClient, stranger: CheckingClient, office: PostOffice) -> None:
    first, second = sent(client), sent(client, description="Another one.")
    office.confirmed(client, first)
    client.post("/en/alerts/follow", data={"case": second})
    path = link(acknowledged(office, first), "/alerts/unsubscribe/")
    assert stranger.post(path, data={"what": "this"}).status_code == 200
    office.mails.received.clear()
    acknowledged(office, second)
    assert len(office.mails.received) == 1
    assert stranger.post(path, data={"what": "all"}).status_code == 200
    assert office.channel().state == STOPPED


def test_the_page_speaks_the_language_of_the_mail(
    client: CheckingClient, stranger: CheckingClient, office: PostOffice
) -> None:
    number = sent(client)
    office.confirmed(client, number, "ar")
    path = link(acknowledged(office, number), "/alerts/unsubscribe/")
    for page in (stranger.get(path), stranger.post(path, data={"what": "all"})):
        assert '<html lang="ar" dir="rtl">' in page.get_data(as_text=True)


def test_another_language_stays_on_that_page(
    client: CheckingClient, stranger: CheckingClient, office: PostOffice
) -> None:
    number = sent(client)
    office.confirmed(client, number, "ar")
    path = link(acknowledged(office, number), "/alerts/unsubscribe/")
    for page in (stranger.get(path), stranger.post(path, data={"what": "this"})):
        address = re.findall(r'<a href="([^"]+)" hreflang="es"', page.get_data(as_text=True))
        assert address == [path.replace("lang=ar", "lang=es")]
    again = stranger.get(address[0])
    assert (again.status_code, '<html lang="es"' in again.get_data(as_text=True)) == (200, True)


def test_whoever_ended_all_mails_is_asked_again_where_to_be_told(
    client: CheckingClient, stranger: CheckingClient, office: PostOffice
) -> None:
    first, second = sent(client), sent(client, description="Another one.")
    office.confirmed(client, first)
    stranger.post(link(acknowledged(office, first), "/alerts/unsubscribe/"), data={"what": "all"})
    answer = client.post("/en/alerts/follow", data={"case": second})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/en/alerts?case={second}")
    assert "We send no e-mails to this address." in client.get("/en/alerts").get_data(as_text=True)
    office.confirmed(client, second)
    assert acknowledged(office, second).to == [READER]


def test_ending_it_twice_is_ending_it_once(
    client: CheckingClient, stranger: CheckingClient, office: PostOffice
) -> None:
    number = sent(client)
    office.confirmed(client, number)
    path = link(acknowledged(office, number), "/alerts/unsubscribe/")
    assert [stranger.post(path).status_code for _time in range(2)] == [200, 200]
    assert [stranger.post(path, data={"what": "all"}).status_code for _time in range(2)] == [200, 200]
    assert stranger.get(path).status_code == 200


def test_a_forged_link_ends_nothing(client: CheckingClient, stranger: CheckingClient, office: PostOffice) -> None:
    number = sent(client)
    office.confirmed(client, number)
    path = link(acknowledged(office, number), "/alerts/unsubscribe/").partition("?")[0]
    for wrong in ("/alerts/unsubscribe/x", path[:-1], f"{path}x"):
        assert stranger.get(wrong).status_code == 404
        assert stranger.post(wrong, data={"what": "all"}).status_code == 404
    assert office.channel().state == ACTIVE


def test_a_link_of_somebody_who_was_forgotten_does_no_harm(
    client: CheckingClient, stranger: CheckingClient, office: PostOffice
) -> None:
    number = sent(client)
    office.confirmed(client, number)
    path = link(acknowledged(office, number), "/alerts/unsubscribe/")
    client.post("/en/alerts/end")
    assert stranger.get(path).status_code == 200
    assert stranger.post(path).status_code == 200


def test_the_mail_opens_what_its_reader_follows_without_a_cookie(
    client: CheckingClient, stranger: CheckingClient, office: PostOffice
) -> None:
    number = sent(client)
    office.confirmed(client, number, "ar")
    path = link(acknowledged(office, number), "/alerts/open/")
    answer = stranger.get(path)
    assert answer.status_code == 302
    page = stranger.get(answer.headers["Location"]).get_data(as_text=True)
    assert READER in page
    assert stranger.get("/ar/alerts/open/x", follow_redirects=True).status_code == 200
