"""What is true of every case, as queries that find none: `flask sweep` asks them all and names what breaks them.

They are set queries that read the tables a few times, the same on both stores, each in a transaction of its own that
only reads: a million cases keep nobody waiting.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Subquery, and_, cast, func, literal, or_, select
from sqlalchemy.orm import aliased

from app import clock
from app.cases.links import CaseLink, LinkKind
from app.cases.models import ARRIVALS, REMOVED, SOFTWARE, Case, Event, Report, Translation, TranslationOrder
from app.cases.numbers import check_digit, looks_like_number
from app.cases.sql_moments import day_of, seconds_between
from app.cases.workflow import ClosingReason, Status
from app.city import city
from app.database import reading
from app.dispatch import Dispatch
from app.extensions import db
from app.photos.models import Photo, PhotoState
from app.places.tiles import tile

EXAMPLES = 5
ROWS = 5000
LONGEST_PROMISE_DAYS = 40 * 366
SAME_MOMENT_SECONDS = 60.0
Broken = Select[str]  # numbers of cases, or names of rows that belong to none


def check_cases() -> dict[str, int]:
    """{what was counted: how many}; a fault starts with FAULT and names up to five examples."""
    with reading():
        counts = {"cases looked at": _count(select(Case.id)), "events looked at": _count(select(Event.id))}
        for fault, broken in {**invariants(), **unowned_rows()}.items():
            if count := _count(broken()):
                counts[_named(fault, _first(broken()))] = count
        for fault, numbers in _calculated().items():
            if numbers:
                counts[_named(fault, numbers[:EXAMPLES])] = len(numbers)
    return counts


def invariants() -> dict[str, Callable[[], Broken]]:
    """{what is wrong: the query that finds such cases}."""
    return {
        "cases that were never received": _never_received,
        "cases with an unknown status or reason": _unknown_status,
        "cases whose status, closing and reason disagree": _torn_status,
        "cases whose timeline ends otherwise": _other_end,
        "cases whose moments are out of order": _impossible_moments,
        "cases expected on an impossible day": _impossible_promise,
        "cases with more reports than they count": _too_many_reports,
        "cases that count more people than they have": _too_many_people,
        "hidden cases that show a place": _shown_while_hidden,
        "hidden cases whose words or photos are shown": _read_while_hidden,
        "hidden cases that are linked": _linked_while_hidden,
        "cases in an unknown neighbourhood": _unknown_neighbourhood,
        "events that nobody will be told of": _untold,
        "hidden words that have translations": _translated_while_hidden,
    }


def unowned_rows() -> dict[str, Callable[[], Broken]]:
    """{what is wrong: the query that finds rows whose owner is gone}."""
    return {
        "reports of no case": _unowned_reports,
        "reports that no timeline tells of": _unmentioned_reports,
        "events of no case": _unowned_events,
        "dispatches of no event": _unowned_dispatches,
        "translations of no event": lambda: _unowned_words(Translation),
        "translation orders of no event": lambda: _unowned_words(TranslationOrder),
        "photos of no report": _unowned_photos,
    }


def _named(fault: str, examples: list[str]) -> str:
    return f"FAULT {fault}: {', '.join(examples)}"


def _count(query: Select[Any]) -> int:
    with db.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(query.subquery())) or 0


def _first(broken: Broken) -> list[str]:
    with db.engine.connect() as connection:
        return list(connection.scalars(broken.limit(EXAMPLES)))


def _never_received() -> Broken:
    received = select(Event.id).where(Event.case_id == Case.id, Event.kind == "received")
    return select(Case.number).where(~received.exists())


def _unknown_status() -> Broken:
    return select(Case.number).where(
        or_(Case.status.not_in(list(Status)), Case.closing_reason.not_in(list(ClosingReason)))
    )


def _torn_status() -> Broken:
    is_closed = Case.status == Status.CLOSED
    return select(Case.number).where(
        or_(is_closed != Case.closed_at.is_not(None), is_closed != Case.closing_reason.is_not(None))
    )


def _other_end() -> Broken:
    """The last event that has a status says where the case stands, why, and since when."""
    past = aliased(Event)
    statuses = select(past.id).where(past.case_id == Case.id, past.status.is_not(None))
    last = statuses.order_by(past.happened_at.desc(), past.id.desc()).limit(1).scalar_subquery()
    apart = func.abs(seconds_between(Case.closed_at, Event.happened_at)) > SAME_MOMENT_SECONDS
    disagrees = or_(
        Event.status != Case.status,
        Event.closing_reason.is_distinct_from(Case.closing_reason),
        and_(Case.closed_at.is_not(None), apart),
    )
    return select(Case.number).join(Event, Event.id == last).where(disagrees)


def _impossible_moments() -> Broken:
    tomorrow = clock.now() + timedelta(days=1)
    return select(Case.number).where(
        or_(Case.received_at > tomorrow, Case.updated_at < Case.received_at, Case.closed_at < Case.received_at)
    )


def _impossible_promise() -> Broken:
    """The city's calendar may be a day behind or ahead of the one in UTC."""
    earliest, latest = day_of(Case.received_at, literal(-1)), day_of(Case.received_at, literal(LONGEST_PROMISE_DAYS))
    return select(Case.number).where(or_(Case.expected_on < earliest, Case.expected_on > latest))


def _too_many_reports() -> Broken:
    numbers, people = _with_people()
    return numbers.where(or_(Case.report_count < 1, Case.report_count < people))


def _too_many_people() -> Broken:
    """What was imported or invented has no report for each."""
    numbers, people = _with_people()
    return numbers.where(Case.source.is_(None), Case.report_count > people)


def _with_people() -> tuple[Broken, ColumnElement[int]]:
    """Numbers of cases, and how many people reported each, or another that follows it."""
    counted = select(Report.case_id, func.count().label("people")).where(Report.is_counted)
    reports = counted.group_by(Report.case_id).subquery()
    added = select(CaseLink.other_id, func.sum(CaseLink.added).label("people")).where(CaseLink.kind == LinkKind.SAME)
    linked = added.group_by(CaseLink.other_id).subquery()
    numbers = select(Case.number).outerjoin(reports, reports.c.case_id == Case.id)
    numbers = numbers.outerjoin(linked, linked.c.other_id == Case.id)
    return numbers, func.coalesce(reports.c.people, 0) + func.coalesce(linked.c.people, 0)


def _shown_while_hidden() -> Broken:
    shown = [column.is_not(None) for column in (Case.latitude, Case.longitude, Case.tile, Case.address)]
    return select(Case.number).where(or_(Case.is_private, Case.is_held), or_(*shown))


def _read_while_hidden() -> Broken:
    """A photo that is everybody's answers to whoever kept its address."""
    hidden = select(Case.number).where(or_(Case.is_private, Case.is_held))
    photos = select(Photo.id).join(Report, Report.id == Photo.owner_id)
    words = select(Report.id).where(Report.case_id == Case.id, Report.is_description_public)
    of_city = select(Photo.id).join(Event, Event.sending_id == Photo.owner_id).where(Event.actor == "city")
    shown = [photos.where(Report.case_id == Case.id), of_city.where(Event.case_id == Case.id)]
    return hidden.where(or_(words.exists(), *(one.where(Photo.is_public).exists() for one in shown)))


def _linked_while_hidden() -> Broken:
    """Pages of both name the other."""
    sides = or_(CaseLink.case_id == Case.id, CaseLink.other_id == Case.id)
    same = select(CaseLink.case_id).where(sides, CaseLink.kind == LinkKind.SAME)
    return select(Case.number).where(or_(Case.is_private, Case.is_held), same.exists())


def _unknown_neighbourhood() -> Broken:
    return select(Case.number).where(Case.neighbourhood.not_in([place.slug for place in city.neighbourhoods]))


def _untold() -> Broken:
    """What happened to a resident's report is told. What was imported or invented is history, told to nobody."""
    told = _case_dispatches()
    events = select(Case.number).join(Event, Event.case_id == Case.id).outerjoin(told, told.c.event_id == Event.id)
    return events.where(Case.source.is_(None), told.c.event_id.is_(None))


def _translated_while_hidden() -> Broken:
    """What not everybody may read is in its own words only, but for staff's own versions of their notes."""
    hidden_case = or_(Case.is_private, Case.is_held)
    is_of_report = and_(Event.note.is_(None), Report.is_description_public.is_(False))
    is_theirs = and_(hidden_case, or_(Event.actor == "resident", Translation.source == SOFTWARE))
    words = select(Case.number).join(Event, Event.case_id == Case.id).join(Translation)
    words = words.outerjoin(Report, Report.id == Event.report_id)
    return words.where(Translation.source != REMOVED, or_(Event.is_public.is_(False), is_of_report, is_theirs))


def _unowned_words(model: type[Translation | TranslationOrder]) -> Broken:
    words = _row("words of event", model.event_id).outerjoin(Event, Event.id == model.event_id)
    return words.where(Event.id.is_(None))


def _case_dispatches() -> Subquery:
    return select(Dispatch.id, Dispatch.event_id).where(Dispatch.subject_type == "case").subquery()


def _unowned_reports() -> Broken:
    return _row("report", Report.id).outerjoin(Case, Case.id == Report.case_id).where(Case.id.is_(None))


def _unmentioned_reports() -> Broken:
    told = select(Event.report_id).where(Event.kind.in_(ARRIVALS), Event.report_id.is_not(None)).subquery()
    reports = select(Case.number).join(Report, Report.case_id == Case.id)
    return reports.outerjoin(told, told.c.report_id == Report.id).where(told.c.report_id.is_(None))


def _unowned_events() -> Broken:
    return _row("event", Event.id).outerjoin(Case, Case.id == Event.case_id).where(Case.id.is_(None))


def _unowned_dispatches() -> Broken:
    told = _case_dispatches()
    dispatches = select(literal("dispatch ") + cast(told.c.id, String)).select_from(told)
    return dispatches.outerjoin(Event, Event.id == told.c.event_id).where(Event.id.is_(None))


def _unowned_photos() -> Broken:
    by_city = select(Event.id).where(Event.sending_id == Photo.owner_id, Event.actor == "city")
    photos = _row("photo", Photo.key).outerjoin(Report, Report.id == Photo.owner_id).where(Report.id.is_(None))
    photos = photos.where(~by_city.exists())
    return photos.where(~Photo.is_draft, Photo.state != PhotoState.FORGOTTEN)


def _row(kind: str, name: Any) -> Broken:
    label: ColumnElement[str] = literal(f"{kind} ") + cast(name, String)
    return select(label)


def _calculated() -> dict[str, list[str]]:
    """What no store can work out: the check digit of a number and the tile of a place."""
    wrong_numbers, wrong_tiles = [], []
    for number, latitude, longitude, key in _places():
        if not looks_like_number(number) or check_digit(int(number[:9])) != int(number[9]):
            wrong_numbers.append(number)
        if key != (None if latitude is None or longitude is None else tile(latitude, longitude)):
            wrong_tiles.append(number)
    return {"cases with a wrong number": wrong_numbers, "cases on the wrong tile": wrong_tiles}


def _places() -> Iterator[Any]:
    rows = select(Case.number, Case.latitude, Case.longitude, Case.tile)
    with db.engine.connect().execution_options(yield_per=ROWS) as connection:
        yield from connection.execute(rows)
