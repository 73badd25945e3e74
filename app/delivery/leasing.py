"""Taking messages out of the ledger and saying how they ended: the same statements on both stores (docs/delivery.md).

A lease moves `due_at` forward: when its worker dies, the message is due again by itself. Whoever marks a message shows
the lease; if that is another's by now, nothing is written.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Integer, bindparam, exists, func, or_, select, tuple_, update

from app import clock
from app.database import Moment, reading
from app.delivery.models import Message, State
from app.extensions import db, table_of
from app.followers.models import AT_ONCE, DAILY, GONE, Channel, Follow, Follower

LEASE = timedelta(
    seconds=200
)  # more than hosts.HELD_AT_MOST tries take in one slot, when each ends by loop.TRY_SECONDS
LONGEST_WAIT = timedelta(hours=26)  # until the next day's hour, on the day on which clocks go back
MOST_COMPANIONS = 2000
MOST_AWAKENED = 1000
M = table_of(Message)
Room = Callable[[str], int]  # how many messages to take for a host now

_due = (
    select(M.c.id)
    .where(M.c.done_at.is_(None), M.c.host == bindparam("waiting"), M.c.due_at <= bindparam("now", type_=Moment))
    .order_by(M.c.due_at, M.c.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
    .cte("due")  # evaluated once; SQLite's compiler drops FOR UPDATE
)
_TAKE = (
    update(M)
    .where(M.c.id.in_(select(_due.c.id)))
    .values(lease=bindparam("token"), due_at=bindparam("until"), state=State.LEASED.value, attempts=M.c.attempts + 1)
    .returning(M.c.id, M.c.channel_id, M.c.subject_type, M.c.subject_id)
)
_NEXT_HOST = select(func.min(M.c.host)).where(M.c.done_at.is_(None), M.c.host > bindparam("last"))


@dataclass(frozen=True, slots=True)
class Lease:
    """The messages that were taken under one token."""

    token: UUID
    message_ids: Sequence[int]


def take(room: Room) -> Lease:
    """Due messages are leased, for each host as many as it has room for, and with them what can be told together."""
    now, token = clock.now(), uuid4()
    moments: dict[str, Any] = {"now": now, "until": now + LEASE, "token": token}
    taken: list[Any] = []
    for host in waiting_hosts():
        if (most := room(host)) > 0:
            taken += db.session.connection().execute(_TAKE, {**moments, "waiting": host, "most": most}).all()
    ids = [row.id for row in taken]
    if taken:
        subjects = {(row.channel_id, row.subject_type, row.subject_id) for row in taken}
        ids += _take_companions({row.channel_id for row in taken}, subjects, moments)
    return Lease(token, sorted(ids))


def waiting_hosts() -> list[str]:
    """Hosts that have open messages: one look into the index for each."""
    found, last = [], ""
    while (last := db.session.scalar(_NEXT_HOST, {"last": last}) or "") != "":
        found.append(last)
    return found


def due_hosts() -> list[str]:
    """Hosts that have messages that are due."""
    due = exists().where(M.c.done_at.is_(None), M.c.host == bindparam("waiting"), M.c.due_at <= clock.now())
    return [host for host in waiting_hosts() if db.session.scalar(select(due), {"waiting": host})]


def _take_companions(
    channel_ids: Collection[int], subjects: Collection[tuple[int, str, int]], moments: dict[str, Any]
) -> list[int]:
    """What else waits for these channels and is told together: of the same subject, or day, or due by itself."""
    now, token = moments["now"], moments["token"]
    found = (
        select(M.c.id, M.c.channel_id, M.c.subject_type, M.c.subject_id, M.c.due_at, Follower.pace)
        .join(Channel, Channel.id == M.c.channel_id)
        .join(Follower, Follower.id == Channel.follower_id)
        .where(M.c.channel_id.in_(channel_ids), M.c.done_at.is_(None))
        .where(or_(M.c.lease.is_(None), (M.c.lease != token) & (M.c.due_at <= now)))
        .order_by(M.c.id)
        .limit(MOST_COMPANIONS)
        .with_for_update(skip_locked=True, of=M)
    )
    ids = [
        row.id
        for row in db.session.connection().execute(found)
        if row.due_at <= now or row.pace == DAILY or (row.channel_id, row.subject_type, row.subject_id) in subjects
    ]
    if ids:
        leased = {"lease": token, "due_at": moments["until"], "state": State.LEASED.value, "attempts": M.c.attempts + 1}
        db.session.connection().execute(update(M).where(M.c.id.in_(ids)).values(**leased))
    return ids


@dataclass(frozen=True, slots=True)
class Ending:
    """How messages of one lease ended. Open ones have a moment at which they are due again; `expires_at` moves along
    when somebody wants to hear later. `is_untried`: they were given back without a try.
    """

    token: UUID
    state: State
    outcome: str | None = None
    due_at: datetime | None = None
    expires_at: datetime | None = None
    is_untried: bool = False


MarkedRows = tuple[Ending, Collection[int]]


def mark(marks: Iterable[MarkedRows]) -> int:
    """The ledger says how these ended; how many rows do. Where the lease is another's by now, nothing is written."""
    alike: dict[Ending, list[int]] = {}
    for ending, ids in marks:
        alike.setdefault(ending, []).extend(ids)
    return sum(_write(ending, ids) for ending, ids in alike.items())


def _write(ending: Ending, ids: list[int]) -> int:
    values: dict[str, object] = {"state": ending.state.value, "outcome": ending.outcome, "lease": None}
    values |= {"due_at": ending.due_at} if ending.due_at else {"done_at": clock.now()}
    if ending.expires_at:
        values["expires_at"] = ending.expires_at
    if ending.is_untried:
        values["attempts"] = M.c.attempts - 1
    leased = update(M).where(M.c.id.in_(ids), M.c.lease == ending.token)
    return db.session.connection().execute(leased.values(**values)).rowcount


def hold_channels(addresses: Collection[tuple[int, str]]) -> Sequence[int]:
    """The ids of those that still have these addresses, of (channel id, address): a phone may have renewed its
    subscription meanwhile. Another worker that would end one of them waits. Held in one order, and before any message
    is: otherwise two could wait for each other.
    """
    if not addresses:
        return []
    held = select(Channel.id).where(tuple_(Channel.id, Channel.address).in_(addresses)).order_by(Channel.id)
    return db.session.scalars(held.with_for_update(key_share=True)).all()


def end_channels(channel_ids: Collection[int]) -> None:
    """Nobody is behind these channels, which are held: nothing is sent to them, nothing waits for them. What another
    worker is writing of at this moment is not waited for: who composes it finds the channel gone.
    """
    if not channel_ids:
        return
    db.session.execute(update(Channel).where(Channel.id.in_(channel_ids)).values(state=GONE))
    waiting = select(M.c.id).where(M.c.channel_id.in_(channel_ids), M.c.done_at.is_(None))
    waiting = waiting.with_for_update(skip_locked=True)
    ended = {"state": State.GONE.value, "done_at": clock.now(), "lease": None, "outcome": "channel gone"}
    db.session.connection().execute(update(M).where(M.c.id.in_(waiting.cte("waiting").select())).values(**ended))


def take_over(channels: Mapping[int, int], follows: Mapping[int, int]) -> None:
    """What waits for {channel: the one that stands for it} is that one's, unless it hears of the same by itself; and so
    with follows. Two followers became one.
    """
    connection, other = db.session.connection(), M.alias()
    for old_id, new_id in channels.items():
        heard = exists().where(other.c.channel_id == new_id, other.c.dispatch_id == M.c.dispatch_id)
        news = M.c.dispatch_id.is_not(None)  # a letter that asks an owner is this channel's alone
        waiting = update(M).where(M.c.channel_id == old_id, M.c.done_at.is_(None), news, ~heard)
        connection.execute(waiting.values(channel_id=new_id))
    for old_id, new_id in follows.items():
        theirs = select(Channel.id).join(Follow, Follow.follower_id == Channel.follower_id).where(Follow.id == new_id)
        waiting = update(M).where(M.c.follow_id == old_id, M.c.done_at.is_(None), M.c.channel_id.in_(theirs))
        connection.execute(waiting.values(follow_id=new_id))


def wake_early() -> int:
    """What waits for a daily message although its follower wants to hear at once by now is due; how many rows."""
    now = clock.now()
    waits = (
        select(M.c.id).join(Channel, Channel.id == M.c.channel_id).join(Follower, Follower.id == Channel.follower_id)
    )
    waits = waits.where(M.c.done_at.is_(None), M.c.due_at > now, M.c.state == State.DUE.value)
    waits = waits.where(Follower.pace == AT_ONCE)  # quiet hours and tries put off as LATER: those stay
    with reading():
        ids = db.session.scalars(waits.limit(MOST_AWAKENED)).all()
        db.session.rollback()
    if not ids:
        return 0
    waiting = update(M).where(M.c.id.in_(ids), M.c.done_at.is_(None), M.c.state == State.DUE.value)
    return db.session.connection().execute(waiting.values(due_at=now)).rowcount


def expire(most: int) -> int:
    """What was not told in time is told no more; how many there were, at most so many at once."""
    now = clock.now()
    late = select(M.c.id).where(M.c.done_at.is_(None), M.c.expires_at <= now)
    late = late.where(or_(M.c.lease.is_(None), M.c.due_at <= now)).limit(most).with_for_update(skip_locked=True)
    values = {"state": State.EXPIRED.value, "done_at": now, "lease": None, "outcome": "too late"}
    return (
        db.session.connection()
        .execute(update(M).where(M.c.id.in_(late.cte("late").select())).values(**values))
        .rowcount
    )


def mend_moments() -> int:
    """Nothing waits longer than anything can, and nothing ended in the future: clocks that went back would keep it so,
    and what expired while they were ahead never had its time. How many rows that was.
    """
    now = clock.now()
    again = {"due_at": now, "lease": None, "state": State.LATER.value, "done_at": None, "outcome": None}
    stuck = update(M).where(M.c.done_at.is_(None), M.c.due_at > now + LONGEST_WAIT)
    early = update(M).where(M.c.done_at > now + LONGEST_WAIT, M.c.state == State.EXPIRED.value, M.c.expires_at > now)
    connection = db.session.connection()
    return sum(connection.execute(mended.values(**again)).rowcount for mended in (stuck, early))
