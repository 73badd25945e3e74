"""What of followers is kept only for so long, and how it is looked for before anything is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, not_, or_, select, update

from app.extensions import db
from app.followers.models import (
    ACTIVE,
    AREA,
    GONE,
    HAS_NETWORK,
    IS_IDLE,
    UNCONFIRMED,
    Channel,
    Follow,
    FollowedArea,
    Follower,
)

NETWORK_KEPT = timedelta(days=1)
UNSEEN_KEPT = timedelta(days=400)  # as long as browsers keep a cookie
UNCONFIRMED_KEPT = timedelta(days=7)  # an address whose owner never said yes may be anybody's
GONE_KEPT = timedelta(days=30)  # so long a browser that comes back is told that it must subscribe anew
ENDED_KEPT = timedelta(days=30)  # so long the ledger may be held against who followed when
LONELY_KEPT = timedelta(days=1)
BATCH = 500
IS_FOLLOWED = select(Follow.id).where(Follow.subject_type == AREA, Follow.subject_id == FollowedArea.id).exists()
IS_REACHED = select(Channel.id).where(Channel.follower_id == Follower.id, Channel.state == ACTIVE).exists()


@dataclass(frozen=True, slots=True)
class Expiry:
    """Rows that are due to be deleted, or to hold `values` instead."""

    what: str
    model: type[Follower | Channel | Follow | FollowedArea]
    is_due: ColumnElement[bool]
    values: Mapping[str, Any] | None = None

    def list_due(self) -> Sequence[int]:
        """Ids of up to BATCH of them."""
        return db.session.scalars(select(self.model.id).where(self.is_due).limit(BATCH)).all()

    def erase(self, ids: Sequence[int]) -> None:
        """Of these, those that are still due are no more, or hold less."""
        is_one = and_(self.model.id.in_(ids), self.is_due)
        change = delete(self.model) if self.values is None else update(self.model).values(self.values)
        db.session.execute(change.where(is_one), execution_options={"synchronize_session": False})


def expiries(now: datetime) -> list[Expiry]:
    """All of them, in the order in which one makes room for the next."""
    is_unconfirmed = and_(Channel.state == UNCONFIRMED, Channel.created_at < now - UNCONFIRMED_KEPT)
    is_seen = (
        select(Follower.id).where(Follower.id == Channel.follower_id, Follower.seen_at >= now - GONE_KEPT).exists()
    )
    is_over = and_(Channel.state == GONE, not_(is_seen))
    is_known_network = and_(HAS_NETWORK, Follower.created_at < now - NETWORK_KEPT)
    return [
        Expiry("network codes", Follower, is_known_network, {"network_hash": None}),
        Expiry("channels", Channel, and_(IS_IDLE, or_(is_unconfirmed, is_over))),
        Expiry("followers", Follower, and_(Follower.seen_at < now - UNSEEN_KEPT, not_(IS_REACHED))),
        Expiry("follows", Follow, Follow.ended_at < now - ENDED_KEPT),
        Expiry("areas", FollowedArea, and_(FollowedArea.used_at < now - LONELY_KEPT, not_(IS_FOLLOWED))),
    ]
