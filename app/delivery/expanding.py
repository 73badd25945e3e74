"""Dispatches become messages: one for each channel of whoever followed at the moment of the event.

Each step is short and may be the last before the power goes: `expanded_to` says up to which follow it has come, and a
row that is there already is not made again. Who heard of the event by another of their follows does not hear it twice.
"""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, false, func, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import aliased

from app import clock
from app.cases.models import Case, Event
from app.city import city
from app.database import Moment
from app.delivery.hosts import wait_after
from app.delivery.kinds import COMES, Audience, audience_of
from app.delivery.models import Message, State
from app.delivery.pacing import lifetime_of, next_digest
from app.dispatch import Dispatch
from app.extensions import db, table_of
from app.followers.models import ACTIVE, AREA, CASE, DAILY, Channel, Follow, FollowedArea, Follower
from app.followers.queries import list_followed_areas

log = logging.getLogger(__name__)
FOLLOWS_AT_ONCE = 500  # a step of so many holds SQLite's write lock for some milliseconds
DISPATCHES_AT_ONCE = 200
SECONDS_AT_ONCE = 0.03  # likewise, where each is followed by a few
MESSAGES = table_of(Message)
Rows = Select[*tuple[Any, ...]]
COLUMNS = (
    "dispatch_id", "channel_id", "follow_id", "subject_type", "subject_id", "kind", "state", "due_at", "expires_at",
    "attempts", "host", "created_at",
)  # fmt: skip


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


@dataclass(slots=True)
class Stuck:
    """Dispatches that could not become messages; one for each run of the worker, which tries each again later."""

    known: dict[int, tuple[int, datetime]] = field(default_factory=dict)  # {id: how often, and when again}

    def ids(self) -> list[int]:
        """Those to be left alone for now."""
        now = clock.now()
        return [dispatch_id for dispatch_id, (_tries, again_at) in self.known.items() if again_at > now]

    def add(self, dispatch_id: int) -> None:
        """One more try of it failed."""
        tries = self.known.get(dispatch_id, (0, None))[0] + 1
        self.known[dispatch_id] = (tries, clock.now() + wait_after(tries, None))


class Part(NamedTuple):
    """How many follows were looked at, and how many of them are told."""

    follows: int
    messages: int


def expand_next(stuck: Stuck | None = None) -> Step:
    """The oldest dispatches are turned into messages; then the next part of one that many follow, which keeps none of
    the others waiting; nor does one that fails, which is `stuck` for a while. Another worker takes others meanwhile,
    where the store can lock a row.
    """
    stuck = stuck or Stuck()
    pending = select(Dispatch).where(_is_pending(stuck.ids())).order_by(Dispatch.expanded_to > 0, Dispatch.id)
    pending = pending.limit(DISPATCHES_AT_ONCE).with_for_update(skip_locked=True)
    dispatches = db.session.scalars(pending).all()
    followed, began = _followed(dispatches), monotonic()
    seen = looked_at = made = failed = 0
    for dispatch in dispatches:
        part = _part(dispatch, stuck) if dispatch.id in followed else _leave_out(dispatch)
        seen += 1
        if part is None:
            failed += 1
            continue
        looked_at, made = looked_at + part.follows, made + part.messages
        if looked_at >= FOLLOWS_AT_ONCE or monotonic() - began > SECONDS_AT_ONCE:
            break
    db.session.flush()
    return Step(seen, made, failed)


def _is_pending(but: Collection[int] = ()) -> ColumnElement[bool]:
    waits = Dispatch.expanded_at.is_(None)
    return and_(waits, Dispatch.id.not_in(but)) if but else waits


def _part(dispatch: Dispatch, stuck: Stuck) -> Part | None:
    """The next part of a dispatch; None where that fails, and nothing of it is kept."""
    dispatch_id, kind = dispatch.id, dispatch.kind
    try:
        with db.session.begin_nested():
            return _expand(dispatch)
    except (InterfaceError, OperationalError):
        raise  # the store fails, and not this dispatch
    except Exception as error:  # noqa: BLE001  whatever is wrong with one event, the others are told
        log.error("dispatch %s (%s) cannot become messages: %s", dispatch_id, kind, type(error).__name__)
        stuck.add(dispatch_id)
        return None


def _followed(dispatches: Sequence[Dispatch]) -> set[int]:
    """Those that anybody may hear of: most cases have no followers, and are done with one look at all of them."""
    cases = {dispatch.subject_id for dispatch in dispatches}
    follows = select(Follow.subject_id).where(Follow.subject_type == CASE, Follow.subject_id.in_(cases)).distinct()
    subjects = set(db.session.scalars(follows))
    has_areas = db.session.scalar(select(FollowedArea.id).limit(1)) is not None
    is_near = {dispatch.id for dispatch in dispatches if has_areas and dispatch.kind in COMES}
    return is_near | {dispatch.id for dispatch in dispatches if dispatch.subject_id in subjects}


def _leave_out(dispatch: Dispatch) -> Part:
    dispatch.expanded_at = clock.now()
    return Part(0, 0)


def _expand(dispatch: Dispatch) -> Part:
    """The next part of a dispatch."""
    told = told_by(dispatch)
    last, follows = _next_follows(told) if told else (None, 0)
    made = insert_missing(_rows(told, last)) if told and last else 0
    dispatch.expanded_to = last or dispatch.expanded_to
    if follows < FOLLOWS_AT_ONCE:
        dispatch.expanded_at = clock.now()
    return Part(follows, made)


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


def _rows(told: Told, last: int) -> Rows:
    """The messages of one part, as rows of the ledger."""
    found = listeners(told).where(Follow.id > told.dispatch.expanded_to, Follow.id <= last).order_by(Follow.id)
    return as_messages(told, found)


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
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(MESSAGES).from_select(COLUMNS, rows)
    statement = statement.on_conflict_do_nothing(index_elements=["dispatch_id", "channel_id"])
    return db.session.connection().execute(statement, execution_options={"preserve_rowcount": True}).rowcount


def is_any_pending(stuck: Stuck | None = None) -> bool:
    """Whether a dispatch waits to be turned into messages, and is not stuck."""
    but = stuck.ids() if stuck else ()
    return db.session.scalar(select(Dispatch.id).where(_is_pending(but)).limit(1)) is not None


def count_pending() -> int:
    """How many dispatches wait to be turned into messages."""
    pending = select(func.count()).select_from(Dispatch).where(Dispatch.expanded_at.is_(None))
    return db.session.execute(pending).scalar_one()


def count_waiting_since(moment: datetime) -> int:
    """How many have waited since then."""
    pending = select(func.count()).select_from(Dispatch).where(Dispatch.expanded_at.is_(None))
    return db.session.execute(pending.where(Dispatch.created_at < moment)).scalar_one()
