"""The ledger: one row for each dispatch and channel, the queue and the log of what the city said (docs/delivery.md)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Moment
from app.dispatch import Dispatch
from app.extensions import Model
from app.followers.models import Channel

CONFIRM = "confirm"  # the kind of a message that no event asks for: whether an address is its owner's
CHANNEL = "channel"  # the type of its subject: the channel itself
IS_OPEN = text("done_at IS NULL")
IS_DONE = text("done_at IS NOT NULL")


class State(StrEnum):
    """How far a message has come. The first three are open, the others are for ever."""

    DUE = "due"
    LEASED = "leased"  # a worker has it, until `due_at`; then anybody may take it
    LATER = "later"  # tried, or put off
    SENT = "sent"
    MERGED = "merged"  # told together with another, which `outcome` names
    GONE = "gone"  # nobody is there any more, or wants or may hear it
    REFUSED = "refused"  # it can never be sent: the operator must know
    EXPIRED = "expired"


class Message(Model):
    """Somebody hears of something on one of their channels."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("dispatch_id", "channel_id"),
        Index("ix_messages_due", "due_at", "id", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index("ix_messages_host", "host", "due_at", "id", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index("ix_messages_done", "done_at", "state", sqlite_where=IS_DONE, postgresql_where=IS_DONE),
        Index("ix_messages_channel", "channel_id", "done_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    dispatch_id: Mapped[int | None] = mapped_column(ForeignKey(Dispatch.id))  # none: to confirm an address
    channel_id: Mapped[int] = mapped_column(ForeignKey(Channel.id, ondelete="CASCADE"))
    follow_id: Mapped[int | None]  # why they hear it; no foreign key: the row stays when the follow goes
    subject_type: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10), default=State.DUE)
    due_at: Mapped[datetime] = mapped_column(Moment)  # of a leased one: when the lease ends
    expires_at: Mapped[datetime] = mapped_column(Moment)
    lease: Mapped[UUID | None] = mapped_column(Uuid)
    attempts: Mapped[int] = mapped_column(default=0)
    host: Mapped[str] = mapped_column(String(255))  # whose patience it needs: the channel's
    created_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    outcome: Mapped[str | None] = mapped_column(String(80))

    @property
    def is_open(self) -> bool:
        """Whether it still has to be told."""
        return self.done_at is None
