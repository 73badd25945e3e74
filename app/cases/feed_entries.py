"""What stands in feeds: public cases, and the timeline of one, as everybody may read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Row, Select, exists, select

from app import clock
from app.cases import areas, cards, display
from app.cases.areas import IS_PUBLIC
from app.cases.atom import Entry
from app.cases.models import Case
from app.cases.nearby import COLUMNS
from app.cases.searching import LATELY_CLOSED
from app.cases.selection import Selection
from app.cases.walking import ranges_of
from app.cases.wording import expected_text
from app.city import city
from app.extensions import db, table_of
from app.i18n import _, city_text, format_date, local_date
from app.links import public_url

LENGTH = 50
# Ids are made of what they name and of this, so that they stay the same wherever an installation moves.
_IDS = UUID("5a8a3b9e-5f0e-4f0b-9d3c-2f6c1f7a8e11")
_cases = table_of(Case)
_case = _cases.c


def lasting_id(*names: str) -> str:
    """The id of a feed or an entry (RFC 4287, 4.2.6)."""
    return uuid5(_IDS, "/".join((city.slug, *names))).urn


def latest_of_area(slug: str) -> list[Row[Any]]:
    """The newest reports and the last closings of a neighbourhood."""
    closed = areas.list_closed(slug, clock.now() - LATELY_CLOSED, LENGTH)
    return _latest([*areas.list_open(slug, LENGTH), *closed])


def latest_of_service(code: str) -> list[Row[Any]]:
    """The newest reports of one kind of problem."""
    wanted: Select[Any] = select(*COLUMNS).where(_case.service_code == code, IS_PUBLIC)
    return _latest(db.session.execute(wanted.order_by(_case.id.desc()).limit(LENGTH)).all())


def latest_around(selection: Selection) -> list[Row[Any]]:
    """The newest reports and the last closings of a part of the city."""
    found: list[Row[Any]] = []
    for half in selection.halves():
        newest = _newest_open(half) if half.wants_open else _last_closed(half)
        near = newest.limit(LENGTH).subquery("near")
        columns: tuple[Any, ...] = COLUMNS
        found += db.session.execute(select(*columns).join_from(near, _cases, _case.id == near.c.id).where(IS_PUBLIC))
    return _latest(found)


def _newest_open(half: Selection) -> Select[Any]:
    """By the tiles: the index that finds them knows when cases came in, so none is read before the newest are known."""
    wanted = select(_case.id).where(*half.in_index()).order_by(_case.received_at.desc(), _case.id.desc())
    if half.around is None:
        return wanted
    ranges = ranges_of(half.around)
    return wanted.join_from(ranges, _cases, _case.tile.between(ranges.c.first, ranges.c.last))


def _last_closed(half: Selection) -> Select[Any]:
    """From the last closing backwards, until enough are on the right tiles."""
    wanted = select(_case.id).where(*half.in_index()).order_by(_case.closed_at.desc(), _case.id.desc())
    if half.around is None:
        return wanted
    ranges = ranges_of(half.around)
    return wanted.where(exists().where(_case.tile.between(ranges.c.first, ranges.c.last)).correlate(_cases))


def _latest(rows: Sequence[Row[Any]]) -> list[Row[Any]]:
    return sorted(rows, key=lambda row: (row.closed_at or row.received_at, row.id), reverse=True)[:LENGTH]


def entries_of(rows: Sequence[Row[Any]]) -> list[Entry]:
    """An entry for each case: what it is, where, and how it stands."""
    return [_entry(cards.CaseCard(row)) for row in rows]


def _entry(case: cards.CaseCard) -> Entry:
    name = _service_name(case)
    where = case.address or city_text(case.neighbourhood_name or "")
    return Entry(
        id=lasting_id("cases", case.number),
        title=f"{name} · {where}" if where else name,
        url=public_url("cases.short", number=case.number),
        updated_at=case.updated_at,
        published_at=case.received_at,
        summary="\n".join(_standing(case)),
        category=(case.service_code, name),
        point=(case.latitude, case.longitude) if case.latitude is not None else None,
    )


def _service_name(case: cards.CaseCard) -> str:
    return city_text(case.service_name) if case.service else case.service_name


def _standing(case: cards.CaseCard) -> list[str]:
    lines = [case.status_text, _("Reported %(date)s", date=format_date(local_date(case.received_at)))]
    return lines if case.is_closed else [*lines, expected_text(case.service_code, case.expected_on, case.given_on)]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The feed of one case: its title, and what happened, the newest first."""

    title: str
    entries: Sequence[Entry]


def timeline_of(case: Case) -> Timeline:
    """As a stranger reads it: no words that are not for everybody, whoever asks."""
    page = display.case_page(case, None)
    name = _service_name(page)
    entries = [_line(case, name, line) for line in page.timeline[:LENGTH]]
    title = "{} · {}".format(_("Case %(number)s", number=page.unbroken_number), name)
    return Timeline(title, entries)


def _line(case: Case, name: str, line: display.TimelineLine) -> Entry:
    return Entry(
        id=lasting_id("cases", case.number, str(line.event_id)),
        title=f"{name} · {line.text}",
        url=public_url("cases.short", number=case.number),
        updated_at=line.happened_at,
        published_at=line.happened_at,
        summary=line.text,
        words=line.words.text if line.words else None,
        words_language=line.words.language if line.words else None,
    )


def last_change(entries: Sequence[Entry]) -> datetime:
    """When something in a feed changed last; of one without entries, the beginning of the day."""
    midnight = datetime.combine(clock.now().date(), time(), UTC)
    return max((entry.updated_at for entry in entries), default=midnight)
