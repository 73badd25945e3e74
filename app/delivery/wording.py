"""What followers read on a lock screen and in an e-mail: whole sentences in their own language.

A lock screen is public, and it is short. So nothing here holds an address, a name, or words that somebody wrote; a case
that nobody else may see does not even say what it is about. What happened stands in the first CARRIED characters.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app

from app.cases.cards import CaseCard
from app.cases.models import Case, Event
from app.cases.numbers import spaced
from app.delivery.letters import shortened
from app.delivery.news import Line, News, digits, isolated, lines_of, news_of, numbered, service_of
from app.i18n import city_text, direction, force_language, ngettext

CARRIED = 110  # characters of title and body that every lock screen shows
SHORTEST_NAME = 14  # of a service, where the sentence is long
LONGEST_TITLE = 44
MOST_TITLES = 5  # in the body of a digest
BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class Words:
    """A message, without whoever gets it. `lines` are for an e-mail: they may hold what the city wrote."""

    title: str
    body: str
    lines: tuple[Line, ...]
    url: str
    number: str  # of the case, as people read it out; "" in a digest
    tag: str  # the same for all messages about one case
    language: str
    direction: str


def words_for(event: Event, case: Case, *, language: str, is_own: bool, is_area: bool) -> Words:
    """What a follower of `case` is told of the event, in their language; it needs no request.

    `case` is the one that is followed: not the event's own where that one goes on for it. `is_own`: their own report
    is in it. `is_area`: they follow the area, not the case.
    """
    with force_language(language):
        news = news_of(event, case, is_own=is_own, is_area=is_area)
        return Words(
            title=_title(case, news),
            body=" ".join([*news.sentences, *_which(case), *news.after]),
            lines=lines_of(event, language, is_own=is_own),
            url=_url(language, case),
            number=spaced(case.number),
            tag=tag_of("case", case.id),
            language=language,
            direction=direction(language),
        )


def digest_words(words: Sequence[Words]) -> Words:
    """Several messages to one follower as one, in the order they are given; a single one stays as it is."""
    first = words[0]
    if len(words) == 1:
        return first
    with force_language(first.language):
        title = ngettext("%(num)s thing happened", "%(num)s things happened", len(words))
        listed = tuple(map(_listed, words[:MOST_TITLES]))
    return Words(
        title=title,
        body="\n".join(listed),
        lines=tuple(Line(f"{one.title}\n{one.body}\n{one.url}", one.language) for one in words),
        url=_base() + f"/{first.language}/alerts",
        number="",
        tag=tag_of("digest", 0),
        language=first.language,
        direction=first.direction,
    )


def _listed(one: Words) -> str:
    """What happened, and the number of its case: five of one service would read the same."""
    number = digits(one.number.replace(" ", ""))
    return one.title if not one.number or number in one.title else BETWEEN.join((one.title, number))


def tag_of(subject_type: str, subject_id: int) -> str:
    """Names a subject to phones and push services, and tells them nothing: 32 letters of base64url."""
    key = str(current_app.secret_key).encode()
    code = hmac.digest(key, f"{subject_type}:{subject_id}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(code[:24]).decode()


def _title(case: Case, news: News) -> str:
    """What it is about, and what happened. The name gives way, so that the sentence after it is read whole."""
    if not case.is_public:
        return BETWEEN.join((numbered(case.number), news.what))
    name, around = service_of(case), len(BETWEEN) + len(news.what)
    room = min(LONGEST_TITLE, CARRIED - 1 - len(news.sentences[0])) - around
    return BETWEEN.join((isolated(shortened(name, max(SHORTEST_NAME, room))), news.what))


def _which(case: Case) -> list[str]:
    """The case's number and its neighbourhood; of a private case the title says what there is to say."""
    if not case.is_public:
        return []
    place = CaseCard(case).neighbourhood_name
    return [BETWEEN.join((numbered(case.number), isolated(city_text(place))) if place else (numbered(case.number),))]


def _url(language: str, case: Case) -> str:
    """The page of the case, in the follower's language."""
    path = current_app.url_map.bind("").build("cases.show", {"lang": language, "number": case.number})
    return _base() + path


def _base() -> str:
    """The name that people know this installation by; "" where nobody set one."""
    return str(current_app.config["SETTINGS"].public_url or "").rstrip("/")
