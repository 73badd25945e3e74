"""Proof that everybody was told: events × followers, held against the ledger, and what is missing is put into it.

It asks only of news that is still worth telling. Who came too late for it is not missing: a follow begins, and an
address is confirmed, at a moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, exists, func, or_, select

from app import clock
from app.database import reading
from app.delivery.expanding import Rows, Told, as_messages, insert_missing, listeners, told_by
from app.delivery.kinds import COMES
from app.delivery.models import Message
from app.delivery.pacing import LIFETIME
from app.dispatch import Dispatch
from app.extensions import db
from app.followers.models import AREA, Channel, Follow


@dataclass(frozen=True, slots=True)
class Proof:
    """How many messages one dispatch had to become, and how many of them were not in the ledger."""

    expected: int
    missing: int


def list_told() -> Sequence[int]:
    """Dispatches of the last days that somebody may have had to hear of, in the order of their making."""
    followed = exists().where(Follow.subject_type == Dispatch.subject_type, Follow.subject_id == Dispatch.subject_id)
    in_an_area = and_(Dispatch.kind.in_(COMES), exists().where(Follow.subject_type == AREA))
    lately = select(Dispatch.id).where(Dispatch.expanded_at > clock.now() - LIFETIME, or_(followed, in_an_area))
    return db.session.scalars(lately.order_by(Dispatch.id)).all()


def prove(dispatch_id: int) -> Proof:
    """Count, and write nothing."""
    with reading():
        told = _told(dispatch_id)
        proof = Proof(_count(_due_then(told)), _count(_missing(told))) if told else Proof(0, 0)
        db.session.rollback()
    return proof


def repair(dispatch_id: int) -> int:
    """What is missing is in the ledger, and due; how many rows that were."""
    told = _told(dispatch_id)
    return insert_missing(as_messages(told, _missing(told))) if told else 0


def _told(dispatch_id: int) -> Told | None:
    return told_by(db.session.get_one(Dispatch, dispatch_id))


def _due_then(told: Told) -> Rows:
    """Whoever could be reached when the dispatch was turned into messages."""
    reached_since = func.coalesce(Channel.confirmed_at, Channel.created_at)
    return listeners(told).where(reached_since <= told.dispatch.expanded_at)


def _missing(told: Told) -> Rows:
    in_ledger = exists().where(Message.dispatch_id == told.dispatch.id, Message.channel_id == Channel.id)
    return _due_then(told).where(~in_ledger)


def _count(rows: Rows) -> int:
    found = rows.subquery()
    return db.session.execute(select(func.count(found.c.channel_id.distinct()))).scalar_one()
