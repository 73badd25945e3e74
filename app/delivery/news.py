"""What happened, in the language that is forced: the sentences that pages have, chosen for somebody who does not see
the page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import get_locale

from app import clock
from app.cases import queries
from app.cases.cards import CaseCard
from app.cases.models import Case, Event
from app.cases.wording import (
    CLOSED,
    EVENT,
    STATUS,
    event_text,
    expected_text,
    others_text,
    reports_text,
    status_text,
    unbroken,
)
from app.cases.workflow import ClosingReason, Status
from app.city import city
from app.delivery.letters import shortened
from app.i18n import _, city_text, format_date, local_date, ngettext
from app.photos.queries import list_photos

LONGEST_NAME = 30  # of a service, within a sentence
LTR, FIRST_STRONG, END = "\u2066", "\u2068", "\u2069"  # isolates (UAX 9): plain text has no other way


@dataclass(frozen=True, slots=True)
class News:
    """What happened in a few words, and in sentences; what stands in `after` may be cut off."""

    what: str
    sentences: Sequence[str]
    after: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an e-mail, and the language that it is in: "" where nobody knows what it was written in."""

    text: str
    language: str


def news_of(event: Event, case: Case, *, is_own: bool, is_area: bool) -> News:
    """What a follower of `case` should know of the event."""
    if is_area:
        place = CaseCard(case).neighbourhood_name
        what = city_text(place) if place else str(STATUS[Status.RECEIVED])
        return News(what, [_("Somebody reported this in an area that you follow.")])
    what, sentences = SAY.get(event.kind, _as_on_its_page)(event, case)
    if event.kind == "inquiry" and is_own:
        sentences = [*sentences, _("You can answer with words or a photo.")]
    return News(what, sentences, _stands_for(event, case))


def service_of(case: Case) -> str:
    """What it is about, in the follower's language; what no pack knows is called as its source calls it."""
    card = CaseCard(case)
    return city_text(card.service_name) if card.service else card.service_name


def numbered(number: str) -> str:
    """`Case 4821 9037 56`, the digits in this order whatever stands around them."""
    return _("Case %(number)s", number=digits(number))


def digits(number: str) -> str:
    """A case's number alone, in this order whatever stands around it."""
    return f"{LTR}{unbroken(number)}{END}" if _is_rtl() else unbroken(number)


def isolated(name: str) -> str:
    """A name that may be in other letters than the text around it."""
    return f"{FIRST_STRONG}{name}{END}" if _is_rtl() else name


def lines_of(event: Event, language: str, *, is_own: bool) -> tuple[Line, ...]:
    """What an e-mail says beside the message: what the city wrote, how many wait, and by when it is done."""
    case = event.case
    says_when = event.kind == "status" and not case.is_closed and event.status != Status.SCHEDULED
    lines = (
        _note(event, language),
        Line(others_text(case.report_count) if is_own else "", language),
        Line(expected_text(case.service_code, case.expected_on, case.given_on) if says_when else "", language),
    )
    return tuple(line for line in lines if line.text)


def _note(event: Event, language: str) -> Line:
    """The city's words in the follower's language, or as they were written where nobody translated them."""
    if event.actor != "city" or not event.note or not event.has_shown_words:
        return Line("", language)
    made = queries.translations_of(event.case, language) if event.note_language != language else {}
    return Line(made[event.id].text, language) if event.id in made else Line(event.note, event.note_language or "")


def _is_rtl() -> bool:
    locale = get_locale()
    return locale is not None and locale.text_direction == "rtl"


def _stands_for(event: Event, case: Case) -> Sequence[str]:
    """Where the event is of the case that goes on for the one they follow: that it is about the same problem."""
    if event.case_id == case.id or not event.case.is_public:
        return ()
    return (str(EVENT["linked"]) % {"number": digits(event.case.number)},)


Told = tuple[str, Sequence[str]]


def _as_on_its_page(event: Event, case: Case) -> Told:
    """The sentence of the timeline, under what the case's card says."""
    return status_text(case), [_on_its_page(event)]


def _on_its_page(event: Event) -> str:
    service = city.service(event.service_code) if event.service_code else None
    other = queries.public_numbers([event.other_case_id]).get(event.other_case_id) if event.other_case_id else None
    return event_text(event, service.name if service else event.service_code or "", other)


def _status(event: Event, case: Case) -> Told:
    if event.status == Status.CLOSED:
        is_fixed = event.closing_reason == ClosingReason.FIXED
        what = CLOSED[ClosingReason.FIXED] if is_fixed else STATUS[Status.CLOSED]
        return str(what), [_on_its_page(event), *_shown(event)]
    day = event.expected_on or _known_date(event.case)
    if event.status == Status.SCHEDULED and day:
        return str(STATUS[Status.SCHEDULED]), [_promised(day)]
    return str(STATUS[event.status or Status.RECEIVED]), [_on_its_page(event)]


def _shown(event: Event) -> list[str]:
    """That there is a photo to see, where the city added one."""
    kept = list_photos([event.sending_id]) if event.actor == "city" and event.sending_id else []
    return [_("There is a photo.")] if any(not photo.withheld_reason for photo in kept) else []


def _known_date(case: Case) -> date | None:
    """The date that the city gave, if it is still ahead."""
    is_ahead = case.due_on is not None and case.due_on >= local_date(clock.now())
    return case.due_on if is_ahead and not CaseCard(case).is_guess else None


def _people(event: Event, case: Case) -> Told:
    return reports_text(case.report_count), [_on_its_page(event)]


def _service(event: Event, case: Case) -> Told:
    if not case.is_public:
        return status_text(case), [_("It is another kind of problem")]
    name = shortened(service_of(case), LONGEST_NAME)
    return status_text(case), [_("The type of problem was changed to “%(service)s”.", service=name)]


def _again(event: Event, case: Case) -> Told:
    return _("Reported again"), [_on_its_page(event)]


def _late(event: Event, case: Case) -> Told:
    assert event.missed_on is not None
    days = max(1, (local_date(event.happened_at) - event.missed_on).days)
    says = [_("The city said it would be done by %(date)s.", date=format_date(event.missed_on))]
    if event.note:
        says += _explained(event, case)[1]
    return ngettext("%(num)s day late", "%(num)s days late", days), says


def _explained(event: Event, case: Case) -> Told:
    says = [str(EVENT["explained"])]
    return status_text(case), [_promised(event.expected_on), *says] if event.expected_on else says


def _promised(day: date) -> str:
    return _("The city says it will be done by %(date)s.", date=format_date(day))


def _inquiry(event: Event, case: Case) -> Told:
    return _("A question for you"), [str(EVENT["inquiry"])]


def _answer(event: Event, case: Case) -> Told:
    return _("An answer arrived"), [str(EVENT["answer"])]


SAY: dict[str, Callable[[Event, Case], Told]] = {
    "status": _status,
    "joined": _people,
    "linked": _people,
    "service": _service,
    "again": _again,
    "reopened": _again,
    "late": _late,
    "explained": _explained,
    "inquiry": _inquiry,
    "answer": _answer,
}
