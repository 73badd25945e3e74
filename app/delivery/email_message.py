"""A message as a mail: headers that no words can break out of, the same in plain text and in HTML, nothing fetched."""

from dataclasses import dataclass, field
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from typing import Any

import idna
from flask import render_template

from app import clock
from app.delivery.composing import DIGEST
from app.delivery.email_links import mark, name_in
from app.delivery.email_settings import Mailing
from app.delivery.email_words import Letter, letter_of
from app.delivery.models import CONFIRM
from app.delivery.senders import Outgoing


class NotDeliverable(ValueError):
    """No mail can be addressed like this."""


class WholeHeaders(EmailPolicy):
    """Python would take a long link in a header apart into encoded words, in which no mail program finds it, and lose
    the space between two words where it folds a line of other letters than ASCII's.
    """

    def fold(self, name: str, value: Any) -> str:
        """See EmailPolicy."""
        return _whole(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        """See EmailPolicy."""
        whole = _whole(name, value)
        return whole.encode("ascii") if whole else super().fold_binary(name, value)


def _whole(name: str, value: Any) -> str | None:
    if name in LINKS:
        return f"{name}: {value}\r\n"
    if name == "Subject" and not value.isascii():
        return f"{name}: {_encoded(name, value)}\r\n"
    if name == "From" and not (display := value.addresses[0].display_name).isascii():
        return f"{name}: {_encoded(name, display)}\r\n <{value.addresses[0].addr_spec}>\r\n"
    return None


def _encoded(name: str, text: str) -> str:
    """As encoded words (RFC 2047) of which each holds its spaces."""
    return Header(text, "utf-8", header_name=name, maxlinelen=LINE).encode(linesep="\r\n")


LINKS = frozenset({"List-Unsubscribe", "Message-ID", "References", "In-Reply-To"})
LINE = 75
PLAIN: EmailPolicy = WholeHeaders(linesep="\r\n", cte_type="7bit", max_line_length=SMTP.max_line_length)
UTF8: EmailPolicy = PLAIN.clone(utf8=True)


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail server is given: the envelope, and the message in bytes."""

    sender: str
    to: str = field(repr=False)
    content: bytes = field(repr=False)
    envelope_id: str
    needs_utf8: bool


def mail_of(message: Outgoing, mailing: Mailing) -> Mail:
    """The same mail for each repeat of a message. Raises NotDeliverable for an address that no mail can go to."""
    letter, to = letter_of(message), address_of(message.address)
    needs_utf8 = not to.username.isascii()
    mail = EmailMessage(policy=UTF8 if needs_utf8 else PLAIN)
    sender = mailing.sender
    mail["From"] = sender if sender.display_name else Address(letter.city, sender.username, sender.domain)
    mail["To"] = to
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(clock.now())
    _name(mail, message, mailing.domain)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine answers it
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"  # what Exchange looks at instead
    mail["List-Unsubscribe"] = f"<{letter.links[-1].url}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    _write(mail, letter)
    return Mail(
        sender=sender.addr_spec,
        to=to.addr_spec,
        content=mail.as_bytes(),
        envelope_id=mark(message.message_id, name_in(message)),
        needs_utf8=needs_utf8,
    )


def _name(mail: EmailMessage, message: Outgoing, domain: str) -> None:
    """A repeat has the same name. All mails about one case refer to one that never was, so that they hang together."""
    mail["Message-ID"] = f"<{mark(message.message_id, name_in(message))}@{domain}>"
    if message.kind not in {CONFIRM, DIGEST}:
        mail["In-Reply-To"] = mail["References"] = f"<{message.topic}.{message.channel_id}@{domain}>"


def _write(mail: EmailMessage, letter: Letter) -> None:
    mail.set_content(render_template("email/letter.txt", letter=letter))
    mail.add_alternative(render_template("email/letter.html", letter=letter), subtype="html")
    mail["Content-Language"] = letter.language


def address_of(text: str) -> Address:
    """An address with its domain as mail servers know it (IDNA 2008). Raises NotDeliverable."""
    username, _at, domain = text.rpartition("@")
    if not username or not text.isprintable() or " " in text:
        raise NotDeliverable
    try:
        known_as = idna.encode(domain, uts46=True).decode("ascii")
        like_it = "".join(one if one.isascii() else "x" for one in username)
        Address(addr_spec=f"{like_it}@{known_as}")  # reads it: what is not one address is none
        return Address(username=username, domain=known_as)
    except (ValueError, IndexError) as error:  # idna's and email's mistakes are ValueErrors
        raise NotDeliverable from error
