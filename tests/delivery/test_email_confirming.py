"""Saying yes to a letter: by whoever reads the mailbox, and by nobody else."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.delivery import confirming, email_jobs
from app.delivery.confirming_models import AskedLetter
from app.extensions import db
from app.followers.models import ACTIVE, STOPPED, UNCONFIRMED, Channel
from tests.client import CheckingClient
from tests.conftest import NOON, count
from tests.delivery.post_office import READER, PostOffice, ask, link, post_office
from tests.factories import sent


@pytest.fixture
def office(app: Flask) -> Iterator[PostOffice]:
    with post_office(app) as office:
        yield office


def browser(app: Flask) -> CheckingClient:
    """Somebody else's, or a program: no cookie of anybody."""
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    return client


def letters(office: PostOffice) -> int:
    office.work()
    return len(office.mails.received)


def test_a_link_that_was_tampered_with_confirms_nothing(client: CheckingClient, office: PostOffice, app: Flask) -> None:
    ask(client, sent(client))
    office.work()
    path = link(office.mails.received[0], "/alerts/confirm/")
    for wrong in (path[:-1], path.replace("confirm/W", "confirm/X"), "/en/alerts/confirm/x", f"{path}.x"):
        assert browser(app).get(wrong).status_code == 404
        assert browser(app).post(wrong).status_code == 404
    assert office.channel().state == UNCONFIRMED


def test_a_link_of_another_kind_confirms_nothing(client: CheckingClient, office: PostOffice, app: Flask) -> None:
    ask(client, sent(client))
    office.work()
    stop = link(office.mails.received[0], "/alerts/unsubscribe/").partition("?")[0].rpartition("/")[2]
    assert browser(app).post(f"/en/alerts/confirm/{stop}").status_code == 404
    assert office.channel().state == UNCONFIRMED


def test_a_link_grows_old(client: CheckingClient, office: PostOffice, app: Flask) -> None:
    ask(client, sent(client))
    office.work()
    path = link(office.mails.received[0], "/alerts/confirm/")
    with clock.stopped_at(NOON + timedelta(days=8)):
        assert browser(app).post(path).status_code == 404
    assert office.channel().state == UNCONFIRMED
    with clock.stopped_at(NOON + timedelta(days=6)):
        assert browser(app).post(path).status_code == 200
    assert office.channel().state == ACTIVE


def test_a_used_link_does_not_undo_a_later_no(client: CheckingClient, office: PostOffice, app: Flask) -> None:
    number = sent(client)
    ask(client, number)
    office.work()
    old = link(office.mails.received[0], "/alerts/confirm/")
    browser(app).post(old)
    browser(app).post(link(office.mails.received[0], "/alerts/unsubscribe/"))
    assert office.channel().state == STOPPED
    assert browser(app).post(old).status_code == 404
    assert client.post("/en/alerts/email", data={"email": READER}).status_code == 303
    assert office.channel().state == UNCONFIRMED
    assert browser(app).post(old).status_code == 404
    assert office.channel().state == UNCONFIRMED
    office.work()
    assert browser(app).post(link(office.mails.received[1], "/alerts/confirm/")).status_code == 200
    assert office.channel().state == ACTIVE


def test_the_letter_to_one_address_does_not_confirm_another(
    client: CheckingClient, office: PostOffice, app: Flask
) -> None:
    number = sent(client)
    ask(client, number)
    ask(browser(app), number, address="victim@reader.example")
    office.work()
    browser(app).post(link(office.mails.to(READER)[0], "/alerts/confirm/"))
    assert office.channel().state == ACTIVE
    assert office.channel("victim@reader.example").state == UNCONFIRMED


def test_the_letter_holds_no_word_of_whoever_asked(client: CheckingClient, office: PostOffice) -> None:
    number = sent(client, description="Buy cheap pills at spam.example")
    ask(client, number, address="victim+cheap.pills@reader.example")
    office.work()
    mail = office.mails.received[0]
    for text in (mail.text, mail.html, mail.message["Subject"]):
        assert "pills" not in text
        assert number not in "".join(text.split())


def test_one_address_gets_three_letters_a_day_whoever_asks(
    client: CheckingClient, office: PostOffice, app: Flask
) -> None:
    number = sent(client)
    answers = set()
    for address in (READER, READER.upper(), READER, READER, READER):
        answer = browser(app).post("/en/alerts/follow", data={"case": number, "email": address})
        answers.add((answer.status_code, answer.headers["Location"]))
    assert len(answers) == 1  # whoever asks is told the same each time
    assert letters(office) == confirming.LETTERS_A_DAY
    with clock.stopped_at(NOON + timedelta(days=1, minutes=1)):
        ask(browser(app), number)
        assert letters(office) == confirming.LETTERS_A_DAY + 1


def test_taking_an_address_away_and_giving_it_again_counts(client: CheckingClient, office: PostOffice) -> None:
    ask(client, sent(client))
    office.work()
    for _time in range(5):
        client.post("/en/alerts/remove", data={"channel": office.channel().id})
        client.post("/en/alerts/email", data={"email": READER})
        office.work()
    assert letters(office) == confirming.LETTERS_A_DAY


def test_whoever_did_not_ask_can_have_it_end_for_good(client: CheckingClient, office: PostOffice, app: Flask) -> None:
    number = sent(client)
    ask(client, number)
    office.work()
    stop = link(office.mails.received[0], "/alerts/unsubscribe/")
    assert 'value="all"' in browser(app).get(stop).get_data(as_text=True)
    browser(app).post(stop, data={"what": "all"})
    client.post("/en/alerts/remove", data={"channel": office.channel().id})
    for day in (0, 1, 30, 179):
        with clock.stopped_at(NOON + timedelta(days=day)):
            ask(browser(app), number)
            assert letters(office) == 1
            with app.app_context():
                email_jobs.forget_asked()
    with clock.stopped_at(NOON + timedelta(days=181)):
        with app.app_context():
            email_jobs.forget_asked()
        ask(browser(app), number)
        assert letters(office) == 2


def test_whoever_once_said_yes_can_come_back(client: CheckingClient, office: PostOffice, app: Flask) -> None:
    number = sent(client)
    ask(client, number)
    office.work()
    browser(app).post(link(office.mails.received[0], "/alerts/confirm/"))
    browser(app).post(link(office.mails.received[0], "/alerts/unsubscribe/"), data={"what": "all"})
    assert office.channel().state == STOPPED
    client.post("/en/alerts/email", data={"email": READER})
    assert letters(office) == 2


def test_one_network_does_not_have_us_write_to_everybody(
    client: CheckingClient, office: PostOffice, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confirming, "LETTERS_FROM_A_NETWORK", 2)
    number = sent(client)
    for one in range(2):
        ask(browser(app), number, address=f"r{one}@reader.example")
    answer = browser(app).post("/en/alerts/follow", data={"case": number, "email": "r3@reader.example"})
    assert answer.status_code == 429
    assert letters(office) == 2
    elsewhere = browser(app).post(
        "/en/alerts/follow",
        data={"case": number, "email": "r3@reader.example"},
        environ_base={"REMOTE_ADDR": "198.51.100.7"},
    )
    assert elsewhere.status_code == 303


def test_whoever_asks_does_not_learn_whether_an_address_is_known(
    client: CheckingClient, office: PostOffice, app: Flask
) -> None:
    number = sent(client)
    office.confirmed(client, number)
    answers = {
        browser(app).post("/en/alerts/follow", data={"case": number, "email": address}).headers["Location"]
        for address in (READER, "new@reader.example")
    }
    assert len(answers) == 1


def test_who_asked_is_not_known_two_days_later(client: CheckingClient, office: PostOffice, app: Flask) -> None:
    ask(client, sent(client))
    with app.app_context():
        email_jobs.forget_asked()
        assert count("asked_letters") == 1
        row = db.session.query(AskedLetter).one()
        assert row.address_hash not in {channel.address_hash[:16] for channel in db.session.query(Channel)}
        db.session.rollback()
        with clock.stopped_at(NOON + timedelta(days=2, minutes=1)):
            email_jobs.forget_asked()
        assert count("asked_letters") == 0


def test_where_no_mail_server_is_set_nothing_waits_to_be_sent(client: CheckingClient, app: Flask) -> None:
    answer = client.post("/en/alerts/follow", data={"case": sent(client), "email": READER})
    assert answer.status_code in {303, 422}
    with app.app_context():
        assert count("messages") == 0
