"""What the worker does in the store, each step in a short transaction of its own: whoever reports waits for none.

They run in threads of the loop (`loop.py`), inside an application context of their own.
"""

import logging
from datetime import timedelta

from app import clock
from app.database import reading
from app.delivery import expanding, leasing, proving
from app.delivery.alarms import Alarms
from app.delivery.composing import Composer, Parcel
from app.delivery.ending import Account
from app.delivery.leasing import Room
from app.delivery.stuck import Stuck
from app.extensions import db

log = logging.getLogger(__name__)
refusals = Alarms()
EXPIRED_AT_ONCE = 1000
LONGEST_IDLE = timedelta(hours=1)


def expand(stuck: Stuck | None = None) -> bool:
    """The next dispatches are messages, but for those that fail: they are `stuck` for a while. Whether any waited."""
    if not _waits(stuck):
        return False
    step = expanding.expand_next(stuck)
    db.session.commit()
    return step.dispatches > 0


def _waits(stuck: Stuck | None) -> bool:
    """One look that keeps no writer waiting."""
    with reading():
        waits = expanding.is_any_pending(stuck)
        db.session.rollback()
    return waits


def take(composer: Composer, room: Room) -> tuple[list[Parcel], int]:
    """What to send next, and how many rows were taken for it; what is told to nobody is marked so."""
    if not _is_due(room):
        return [], 0
    lease = leasing.take(room)
    db.session.commit()
    with reading():
        parcels, untold = composer.compose(lease)
        db.session.rollback()
    if untold:
        leasing.mark(untold)
        db.session.commit()
    return parcels, len(lease.message_ids)


def _is_due(room: Room) -> bool:
    with reading():
        due = any(room(host) for host in leasing.due_hosts())
        db.session.rollback()
    return due


def finish(account: Account) -> None:
    """The ledger says how tries ended; the operator hears of what can never be sent, once a minute for each."""
    ended_ids = leasing.hold_channels(account.gone_addresses)
    leasing.mark([*account.marks, *account.marks_of_gone(ended_ids)])
    leasing.end_channels(ended_ids)
    db.session.commit()
    for (host, detail), count in account.refused.items():
        if unsaid := refusals.ring(host, detail, count):
            log.error("%s refused %s messages for ever: %s", host, unsaid, detail)


def tidy() -> None:
    """What was not told in time is told no more, nothing waits for ever, nor for a day's message that nobody wants."""
    while (count := leasing.expire(EXPIRED_AT_ONCE)) > 0:
        db.session.commit()
        log.warning("%s messages expired before they could be told", count)
    mended = leasing.mend_moments()
    db.session.commit()
    while leasing.wake_early():
        db.session.commit()
    if mended:
        log.warning("%s messages waited for a day that is too far away: clocks went back", mended)


def prove() -> dict[str, int]:
    """Events × followers = the ledger, for `flask sweep`; what was missing is due now."""
    with reading():
        dispatch_ids = proving.list_told()
        late = expanding.count_pending(clock.now() - LONGEST_IDLE)
        db.session.rollback()
    expected = repaired = 0
    for dispatch_id in dispatch_ids:
        proof = proving.prove(dispatch_id)
        expected += proof.expected
        if proof.missing:
            repaired += proving.repair(dispatch_id)
            db.session.commit()
    counts = {"messages that followers had to get": expected, "of them missing, and due now": repaired}
    return counts | ({"FAULT events of an hour ago that no worker took up": late} if late else {})
