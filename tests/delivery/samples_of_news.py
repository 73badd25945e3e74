"""Each thing that can be told, with cases as the store would give them, and none stored."""

from collections.abc import Iterator
from datetime import date, timedelta

from app.cases.models import Case, Event
from app.cases.workflow import ClosingReason, Status
from app.city import city
from app.city.catalogue import Neighbourhood, Service
from app.delivery.wording import Words, words_for
from app.i18n import city_text, force_language
from tests.conftest import NOON

NUMBER = "4821903758"
ADDRESS, SECRET_WORDS = "1400 Calle Ancha", "Mi vecino Pedro lo hizo"
MISSED, GIVEN = date(2026, 9, 30), date(2026, 12, 24)
ISOLATES = "\u2066\u2068\u2069"


def news() -> Iterator[tuple[Event, bool]]:
    """Each thing that can be told: an event, and whether it is told to those who follow the area."""
    yield line("received"), True
    yield line("received"), False
    for status in (Status.ACKNOWLEDGED, Status.SCHEDULED, Status.IN_PROGRESS, Status.WAITING, Status.CONTESTED):
        yield line("status", status=status, actor="city"), False
    yield line("status", status=Status.SCHEDULED, expected_on=GIVEN, actor="city"), False
    for reason in ClosingReason:
        yield line("status", status=Status.CLOSED, closing_reason=reason, actor="city"), False
    for kind in ("joined", "words", "photo", "rejoined", "left", "answer"):
        yield line(kind), False
    for kind in ("linked", "unlinked", "again", "reopened"):
        yield line(kind, other_case_id=2), False
    yield line("service", service_code="{longest}"), False
    yield line("late", missed_on=MISSED), False
    yield line("late", missed_on=MISSED, expected_on=GIVEN, note=SECRET_WORDS, actor="city"), False
    yield line("explained", expected_on=GIVEN, note=SECRET_WORDS, actor="city"), False
    yield line("explained", note=SECRET_WORDS, actor="city"), False
    yield line("inquiry", status=Status.WAITING, note=SECRET_WORDS, actor="city"), False


def line(kind: str, **values: object) -> Event:
    usual = {"id": 7, "is_public": True, "happened_at": NOON, "actor": "resident"}
    return Event(kind=kind, **(usual | values))


def case_of(service: Service, **values: object) -> Case:
    """A case as the store would give it."""
    usual = {
        "id": 1, "number": NUMBER, "service_code": service.code, "status": Status.RECEIVED, "report_count": 1234,
        "received_at": NOON - timedelta(days=30), "is_private": False, "is_held": False, "address": ADDRESS,
        "neighbourhood": longest_area().slug, "expected_on": MISSED,
    }  # fmt: skip
    return Case(**(usual | values))


def told(event: Event, case: Case, language: str, *, is_own: bool = True, is_area: bool = False) -> Words:
    if event.service_code:
        event.service_code = case.service_code
    event.case_id, case.status = case.id, event.status or case.status
    case.closing_reason = event.closing_reason
    case.closed_at = NOON if event.status == Status.CLOSED else None
    event.__dict__["case"] = case  # as if loaded: a real relation would want a store
    return words_for(event, case, language=language, is_own=is_own, is_area=is_area)


def ordinary() -> Service:
    """One with a promise of the city's own."""
    return next(s for s in city.open_services if s.promise and not s.promise.is_placeholder and not s.is_private)


def longest_area() -> Neighbourhood:
    return max(city.neighbourhoods, key=lambda area: len(area.name))


def longest(language: str) -> Service:
    with force_language(language):
        return max(city.open_services, key=lambda service: len(city_text(service.name)))


def visible(text: str) -> str:
    return "".join(letter for letter in text if letter not in ISOLATES)
