"""What stands in a mail beside what happened: who it is for, where it leads, how it ends."""

from dataclasses import dataclass

from app.city import city
from app.delivery.composing import DIGEST
from app.delivery.email_links import Stop, alerts_url, confirm_url, name_in, stop_url
from app.delivery.models import CHANNEL, CONFIRM
from app.delivery.news import Line, numbered
from app.delivery.senders import Outgoing
from app.delivery.wording import BETWEEN, Words, tag_of
from app.extensions import db
from app.followers.models import Channel
from app.i18n import _, city_text, direction, force_language

PREHEADER_LETTERS = 150
LONGEST_SUBJECT = 200
UNSEEN = "\u2066\u2067\u2068\u2069\u200c\u200d"  # isolates and joiners, without which numbers and letters break


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Part:
    """One of several things that a mail tells; `url` is empty where there is nothing more to see."""

    title: str
    lines: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as its reader sees it, in their language."""

    subject: str
    city: str
    heading: str
    preheader: str  # what lists of mails show behind the subject
    lines: tuple[Line, ...]
    parts: tuple[Part, ...]
    button: Link
    reason: str
    links: tuple[Link, ...]
    language: str
    direction: str


def confirm_words(channel_id: int, language: str) -> Words:
    """Asks whether an address is its owner's. Nothing in it comes from whoever typed the address."""
    channel = db.session.get_one(Channel, channel_id)
    with force_language(language):
        name = city_text(city.name)
        return Words(
            title=_("Is this e-mail address yours?"),
            body=_("Somebody asked us to write to this address about problems in %(city)s.", city=name),
            lines=(Line(_("If it was you, tap the button."), language),),
            url=confirm_url(channel, language),
            number="",
            tag=tag_of(CHANNEL, channel_id),
            language=language,
            direction=direction(language),
        )


def letter_of(message: Outgoing) -> Letter:
    """The mail that says this."""
    words = message.words
    with force_language(words.language):
        stop = Link(_("Stop these e-mails"), _stop_url(message))
        is_question = message.kind == CONFIRM
        alerts = Link(_("Your alerts"), "" if is_question else alerts_url(name_in(message), words.language))
        parts = tuple(_part(line.text) for line in words.lines) if message.kind == DIGEST else ()
        return Letter(
            subject=_subject(words),
            city=city_text(city.name),
            heading=words.title,
            preheader=" ".join(words.body.split())[:PREHEADER_LETTERS],
            lines=() if parts else (Line(words.body, words.language), *words.lines),
            parts=parts,
            button=_button(message, alerts),
            reason=_reason(is_question=is_question),
            links=(stop,) if is_question or parts else (alerts, stop),
            language=words.language,
            direction=words.direction,
        )


def _button(message: Outgoing, alerts: Link) -> Link:
    words = message.words
    if message.kind == CONFIRM:
        return Link(_("Yes, it is my address"), words.url)
    return Link(_numbered(words), words.url) if words.number else alerts


def _reason(*, is_question: bool) -> str:
    if is_question:
        return _("If it was not you, do nothing. Then we do not write again.")
    return _("You get this e-mail because you asked us to tell you.")


def _numbered(words: Words) -> str:
    return numbered(words.number.replace(" ", "")) if words.number else ""


def _subject(words: Words) -> str:
    """One line, with the number of the case in it."""
    number = _numbered(words)
    title = words.title if number in words.title else BETWEEN.join((words.title, number))
    kept = "".join(one if one.isprintable() or one in UNSEEN else " " for one in title)
    return " ".join(kept.split())[:LONGEST_SUBJECT]


def _part(text: str) -> Part:
    title, *lines = text.split("\n")
    url = lines.pop() if lines and lines[-1].startswith(("http://", "https://")) else ""
    return Part(title, tuple(lines), url)


def _stop_url(message: Outgoing) -> str:
    return stop_url(Stop(name_in(message), message.ends), message.words.language)
