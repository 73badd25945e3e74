"""Mails, and the pages that they lead to, hold no English of ours in another language."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from app.cases import operations, queries
from app.cases.workflow import ClosingReason, Status
from app.extensions import db
from app.i18n import NATIVE_NAMES, direction
from tests.client import CheckingClient
from tests.delivery.post_office import PostOffice, ask, link, post_office
from tests.factories import sent
from tests.rules.english import english_in

LANGUAGES = sorted(set(NATIVE_NAMES) - {"en"})


@pytest.fixture
def office(app: Flask) -> Iterator[PostOffice]:
    with post_office(app) as office:
        yield office


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_mail_and_its_pages_speak_one_language(client: CheckingClient, office: PostOffice, lang: str) -> None:
    number = sent(client, language=lang, description="")
    ask(client, number, lang)
    office.work()
    question = office.mails.received[0]
    pages = [client.get(link(question, "/alerts/confirm/")), client.post(link(question, "/alerts/confirm/"))]
    with office.app.app_context():
        operations.update_status(queries.find_case(number), Status.CLOSED, reason=ClosingReason.FIXED)
        db.session.commit()
    office.work()
    news = office.mails.received[1]
    stop = link(news, "/alerts/unsubscribe/")
    pages += [client.get(stop), client.post(stop, data={"what": "all"}), client.get(f"/{lang}/alerts/confirm/x")]
    for html in (question.html, news.html, *(page.get_data(as_text=True) for page in pages)):
        assert f'<html lang="{lang}" dir="{direction(lang)}">' in html
        assert not english_in(lang).in_page(html)


def test_a_note_that_nobody_translated_is_marked_as_what_it_is(client: CheckingClient, office: PostOffice) -> None:
    number = sent(client, language="ar")
    office.confirmed(client, number, "ar")
    with office.app.app_context():
        operations.update_status(
            queries.find_case(number), Status.CLOSED, reason=ClosingReason.FIXED, note="All done.", note_language="en"
        )
        db.session.commit()
    office.work()
    (mail,) = office.mails.received
    assert '<html lang="ar" dir="rtl">' in mail.html
    assert re.search(r'<p dir="auto" lang="en" style="[^"]*">All done.</p>', mail.html)
