"""Dispatches become messages: one for each channel of whoever followed at the moment of the event.

Each step is short and may be the last before the power goes: `expanded_to` says up to which follow it has come, and a
row that is there already is not made again. Who heard of the event by another of their follows does not hear it twice.

A step looks first, and what it writes then holds SQLite's one lock for a millisecond or two (docs/decisions/0031).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Insert, Select, and_, bindparam, case, false, func, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import aliased

from app import clock
from app.cases.models import Case, Event
from app.city import city
from app.database import Moment, reading, repeating
from app.delivery.kinds import COMES, Audience, audience_of
from app.delivery.models import Message, State
from app.delivery.pacing import lifetime_of, next_digest
from app.delivery.stuck import Stuck
from app.dispatch import Dispatch
from app.extensions import db, table_of
from app.followers.models import ACTIVE, AREA, CASE, DAILY, Channel, Follow, FollowedArea, Follower
from app.followers.queries import list_followed_areas

FOLLOWS_AT_ONCE = 500  # writing so many takes about a millisecond
PARTS_AT_ONCE = 5  # likewise, where each is followed by a few
DISPATCHES_AT_ONCE = 200
MESSAGES, DISPATCHES = table_of(Message), table_of(Dispatch)
Rows = Select[*tuple[Any, ...]]
COLUMNS = (
    "dispatch_id", "channel_id", "follow_id", "subject_type", "subject_id", "kind", "state", "due_at", "expires_at",
    "attempts", "host", "created_at",
)  # fmt: skip
_ADVANCE = (
    update(DISPATCHES)
    .where(DISPATCHES.c.id == bindparam("its_id"), DISPATCHES.c.expanded_at.is_(None))
    .where(DISPATCHES.c.kind == bindparam("its_kind"), DISPATCHES.c.created_at == bindparam("its_moment"))
    .where(DISPATCHES.c.expanded_to == bindparam("before"))
    .values(expanded_to=bindparam("after"), expanded_at=bindparam("over"))
)


@dataclass(frozen=True, slots=True)
class Told:
    """Whom a dispatch is for: its event, and what of its audience a query must know."""

    dispatch: Dispatch
    event: Event
    audience: Audience
    area_ids: Sequence[int]


class Step(NamedTuple):
    """What one step did; nothing at all when no dispatch waits."""

    dispatches: int
    messages: int
    failed: int = 0  # of them


class Part(NamedTuple):
    """The next part of a dispatch, as somebody found it who looked: it is written if the dispatch is still the same."""

    dispatch: dict[str, Any]  # what must not have changed, and how far this part brings it: for _ADVANCE
    follows: int = 0  # how many are looked at
    rows: Insert | None = None  # messages to those of them who may hear, found anew when they are written


def expand_next(stuck: Stuck | None = None) -> Step:
    """The oldest dispatches are turned into messages; then the next part of one that many follow, which keeps none of
    the others waiting; nor does one that fails, which is `stuck` for a while. Another worker takes others meanwhile,
    where the store can lock a row.
    """
    stuck = stuck or Stuck()
    found = _found(stuck)
    parts = [part for part in found if part]
    with repeating():
        made = _write(parts, stuck)
    return Step(len(found), made, len(found) - len(parts))


def _found(stuck: Stuck) -> list[Part | None]:
    """Where a store locks rows, the dispatches are locked until their parts are written; SQLite is left to others."""
    if db.engine.dialect.name != "sqlite":
        return list(_look(stuck))
    with reading():
        found = list(_look(stuck))
        db.session.rollback()
    return found


def _look(stuck: Stuck) -> Iterator[Part | None]:
    """Parts of what is pending; None for each that fails."""
    pending = select(Dispatch).where(_is_pending(stuck.ids())).order_by(Dispatch.expanded_to > 0, Dispatch.id)
    dispatches = db.session.scalars(pending.limit(DISPATCHES_AT_ONCE).with_for_update(skip_locked=True)).all()
    followed = _followed(dispatches)
    follows = parts = 0
    for dispatch in dispatches:
        if dispatch.id not in followed:
            yield Part(_change(dispatch))
            continue
        part = _tried_part(dispatch, stuck)
        yield part
        follows, parts = follows + (part.follows if part else 0), parts + 1
        if follows >= FOLLOWS_AT_ONCE or parts == PARTS_AT_ONCE:
            break


def _write(parts: Sequence[Part], stuck: Stuck) -> int:
    """How many messages they became. Where one fails nothing is kept, and the others come again without it."""
    if done := [part.dispatch for part in parts if part.rows is None]:
        db.session.connection().execute(_ADVANCE, done)
    made = 0
    for part in parts:
        try:
            made += _make(part)
        except (InterfaceError, OperationalError):
            raise  # the store fails, and not this dispatch
        except Exception as error:  # noqa: BLE001  whatever is wrong with one event, the others are told
            db.session.rollback()
            stuck.fail(part.dispatch["its_id"], part.dispatch["its_kind"], error)
            return 0
    return made


def _make(part: Part) -> int:
    """Nothing is made of a dispatch that somebody else has brought further, or that became another, meanwhile."""
    connection = db.session.connection()
    if part.rows is None or not connection.execute(_ADVANCE, part.dispatch).rowcount:
        return 0
    return connection.execute(part.rows, execution_options={"preserve_rowcount": True}).rowcount


def _is_pending(but: Collection[int] = ()) -> ColumnElement[bool]:
    waits = Dispatch.expanded_at.is_(None)
    return and_(waits, Dispatch.id.not_in(but)) if but else waits


def _tried_part(dispatch: Dispatch, stuck: Stuck) -> Part | None:
    """The next part of a dispatch; None where it cannot be found."""
    dispatch_id, kind = dispatch.id, dispatch.kind
    try:
        with db.session.begin_nested():
            return _next_part(dispatch)
    except (InterfaceError, OperationalError):
        raise  # the store fails, and not this dispatch
    except Exception as error:  # noqa: BLE001  whatever is wrong with one event, the others are told
        stuck.fail(dispatch_id, kind, error)
        return None


def _followed(dispatches: Sequence[Dispatch]) -> set[int]:
    """Those that anybody may hear of: most cases have no followers, and are done with one look at all of them."""
    cases = {dispatch.subject_id for dispatch in dispatches}
    follows = select(Follow.subject_id).where(Follow.subject_type == CASE, Follow.subject_id.in_(cases)).distinct()
    subjects = set(db.session.scalars(follows))
    has_areas = db.session.scalar(select(FollowedArea.id).limit(1)) is not None
    is_near = {dispatch.id for dispatch in dispatches if has_areas and dispatch.kind in COMES}
    return is_near | {dispatch.id for dispatch in dispatches if dispatch.subject_id in subjects}


def _next_part(dispatch: Dispatch) -> Part:
    told = told_by(dispatch)
    if told is None:
        return Part(_change(dispatch))
    last, follows = _next_follows(told)
    is_over = follows < FOLLOWS_AT_ONCE
    rows = listeners(told).where(Follow.id > dispatch.expanded_to).order_by(Follow.id)
    rows = rows if is_over else rows.where(Follow.id <= last)
    return Part(_change(dispatch, last, is_over=is_over), follows, _missing(as_messages(told, rows)))


def _change(dispatch: Dispatch, last: int | None = None, *, is_over: bool = True) -> dict[str, Any]:
    return {
        "its_id": dispatch.id, "its_kind": dispatch.kind, "its_moment": dispatch.created_at,
        "before": dispatch.expanded_to, "after": last or dispatch.expanded_to, "over": clock.now() if is_over else None,
    }  # fmt: skip


def told_by(dispatch: Dispatch) -> Told | None:
    """Whom the dispatch is for; None where nobody is told."""
    event = db.session.get(Event, dispatch.event_id) if dispatch.subject_type == CASE else None
    followed = db.session.get(Case, dispatch.subject_id) if event is not None else None
    audience = audience_of(event, followed) if event is not None and followed is not None else None
    if event is None or followed is None or audience is None:
        return None
    return Told(dispatch, event, audience, _areas(followed) if audience.is_for_areas else ())


def _areas(followed: Case) -> list[int]:
    if followed.latitude is None or followed.longitude is None:
        return []
    return list_followed_areas(followed.latitude, followed.longitude, followed.neighbourhood, followed.service_code)


def _next_follows(told: Told) -> tuple[int | None, int]:
    """The follow that the next part ends with, and how many are in it."""
    part = select(Follow.id).where(_subject(told), Follow.id > told.dispatch.expanded_to)
    ids = part.order_by(Follow.id).limit(FOLLOWS_AT_ONCE).subquery().c.id
    last, follows = db.session.execute(select(func.max(ids), func.count(ids))).one()
    return last, follows


def _subject(told: Told) -> ColumnElement[bool]:
    of_case = and_(Follow.subject_type == CASE, Follow.subject_id == told.dispatch.subject_id)
    if not told.area_ids:
        return of_case
    return or_(of_case, and_(Follow.subject_type == AREA, Follow.subject_id.in_(told.area_ids)))


def listeners(told: Told) -> Rows:
    """Channels of those who followed at the moment of the event and may hear of it, one row for each such follow."""
    moment, audience = told.dispatch.created_at, told.audience
    found: Rows = (
        select(Channel.id.label("channel_id"), Follow.id.label("follow_id"), Channel.host, Follower.pace)
        .select_from(Follow)
        .join(Follower, Follower.id == Follow.follower_id)
        .join(Channel, Channel.follower_id == Follower.id)
        .where(_subject(told), Channel.state == ACTIVE)
        # A follow of the future: the clock went back, and whoever followed before it did would hear nothing for years.
        .where(or_(Follow.followed_at <= moment, Follow.followed_at > clock.now()))
        .where(or_(Follow.ended_at.is_(None), Follow.ended_at > moment))
    )
    if audience.own_only:
        found = found.where(Follow.report_id.is_not(None))
    if audience.except_report is not None:
        own = aliased(Follow)
        did_it = select(own.id).where(own.follower_id == Follower.id, own.report_id == audience.except_report)
        is_told = Follow.report_id == audience.except_report if audience.is_for_sender(told.dispatch.kind) else false()
        found = found.where(or_(is_told, ~did_it.exists()))
    if told.event.case_id != told.dispatch.subject_id:
        found = found.where(~_heard_elsewhere(told).exists())
    return found


def _heard_elsewhere(told: Told) -> Rows:
    """Messages of the same event by another dispatch: somebody follows both the case and the one that leads it."""
    other = aliased(Dispatch)
    heard = select(Message.id).join(other, other.id == Message.dispatch_id)
    return heard.where(Message.channel_id == Channel.id, other.event_id == told.event.id, other.id != told.dispatch.id)


def as_messages(told: Told, found: Rows) -> Rows:
    """What `listeners` found, as rows of the ledger, due when each wants to hear."""
    who, dispatch, now = found.subquery("who"), told.dispatch, clock.now()
    digest, lifetime = next_digest(now, city.time_zone), lifetime_of(dispatch.kind)
    is_daily = who.c.pace == DAILY
    rows: Rows = select(
        literal(dispatch.id),
        who.c.channel_id,
        who.c.follow_id,
        literal(dispatch.subject_type),
        literal(dispatch.subject_id),
        literal(dispatch.kind),
        literal(State.DUE.value),
        case((is_daily, _moment(digest)), else_=_moment(now)),
        case((is_daily, _moment(digest + lifetime)), else_=_moment(dispatch.created_at + lifetime)),
        literal(0),
        who.c.host,
        _moment(now),
    ).where(who.c.follow_id > 0)  # fmt: skip  (SQLite reads ON CONFLICT as one of a join where a SELECT has no WHERE)
    return rows


def _moment(value: datetime) -> ColumnElement[datetime]:
    return literal(value, Moment)


def insert_missing(rows: Rows) -> int:
    """Rows that are there already are left as they are; how many are new."""
    return db.session.connection().execute(_missing(rows), execution_options={"preserve_rowcount": True}).rowcount


def _missing(rows: Rows) -> Insert:
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    statement: postgresql.Insert | sqlite.Insert = dialect.insert(MESSAGES).from_select(COLUMNS, rows)
    return statement.on_conflict_do_nothing(index_elements=["dispatch_id", "channel_id"])


def is_any_pending(stuck: Stuck | None = None) -> bool:
    """Whether a dispatch waits to be turned into messages, and is not stuck."""
    but = stuck.ids() if stuck else ()
    return db.session.scalar(select(Dispatch.id).where(_is_pending(but)).limit(1)) is not None


def count_pending(since: datetime | None = None) -> int:
    """How many dispatches wait to be turned into messages; or have waited since then."""
    waits = and_(_is_pending(), Dispatch.created_at < since) if since else _is_pending()
    return db.session.execute(select(func.count()).select_from(Dispatch).where(waits)).scalar_one()
