"""An application that sends mails to a real mail server on this machine."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask

from app.delivery import email_settings
from app.delivery.loop import Delivery
from app.delivery.models import Message
from app.extensions import db
from app.followers.models import Channel
from tests.client import CheckingClient
from tests.mail_service import Mail, MailService

CITY = "https://311.city.example"
FROM = "Our City <alerts@city.example>"
READER = "amal@reader.example"


@dataclass
class PostOffice:
    """The application, and where its mails arrive."""

    app: Flask
    mails: MailService

    def work(self) -> None:
        """What `flask delivery run --once` would do."""

        async def once() -> None:
            await Delivery(self.app).run_once()

        with self.app.app_context():
            asyncio.run(once())

    def confirmed(self, client: CheckingClient, number: str, lang: str = "en", address: str = READER) -> Channel:
        """Somebody follows a case by e-mail, and says yes to the letter."""
        ask(client, number, lang, address)
        self.work()
        letter = self.mails.to(address)[-1]
        assert client.post(link(letter, "/alerts/confirm/")).status_code == 200
        self.mails.received.remove(letter)
        return self.channel(address)

    def channel(self, address: str = READER) -> Channel:
        with self.app.app_context():
            db.session.rollback()
            return db.session.query(Channel).filter_by(address=address).order_by(Channel.id.desc()).first()

    def messages(self) -> list[Message]:
        with self.app.app_context():
            db.session.rollback()
            return list(db.session.query(Message).order_by(Message.id))


@contextmanager
def post_office(app: Flask, **service: Any) -> Iterator[PostOffice]:
    """Settings as with STOOP_SMTP, for the length of a test."""
    before = app.config["SETTINGS"]
    with MailService(**service) as mails:
        settings = replace(before, smtp=mails.url, mail_from=FROM, public_url=CITY)
        app.config["SETTINGS"] = settings
        email_settings.init_app(app, settings)
        try:
            yield PostOffice(app, mails)
        finally:
            app.config["SETTINGS"] = before
            email_settings.init_app(app, before)


def ask(client: CheckingClient, number: str, lang: str = "en", address: str = READER) -> None:
    """What the form of the alerts page does."""
    answer = client.post(f"/{lang}/alerts/follow", data={"case": number, "email": address})
    assert answer.status_code == 303, answer.get_data(as_text=True)


def link(mail: Mail, part: str) -> str:
    """The path of the link in a mail that has `part` in it."""
    found = re.search(rf"{re.escape(CITY)}(\S*{re.escape(part)}\S*)", mail.text)
    assert found, mail.text
    return found.group(1)
