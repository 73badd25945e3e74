"""Tables of who hears of what: followers, their channels, what they follow, and areas that somebody follows.

Nothing here knows a case: a subject is a word and a number (docs/decisions/0028).
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Moment
from app.extensions import Model

PUSH, EMAIL, SMS = "push", "email", "sms"  # kinds of channels
UNCONFIRMED, ACTIVE, GONE, STOPPED = "unconfirmed", "active", "gone", "stopped"  # states of one
AT_ONCE, DAILY = "at_once", "daily"  # paces
CASE, AREA, NOTICES = "case", "area", "notices"  # types of subjects
EVERYTHING = 0  # the subject id of notices: there is one list of them
NEIGHBOURHOOD, CIRCLE = "neighbourhood", "circle"  # kinds of areas
HAS_NETWORK = text("network_hash IS NOT NULL")
IS_LIVE_PUSH = text("kind = 'push' AND state <> 'gone'")
IS_ENDED = text("ended_at IS NOT NULL")
IS_IDLE = text("state IN ('unconfirmed', 'gone')")


class Follower(Model):
    """A device, or a person behind an e-mail address, that hears of things. There is no account behind it."""

    __tablename__ = "followers"
    __table_args__ = (
        Index("ix_followers_seen", "seen_at"),
        Index(
            "ix_followers_network", "network_hash", "created_at",
            sqlite_where=HAS_NETWORK, postgresql_where=HAS_NETWORK,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True)  # the device's own id, made by it
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    language: Mapped[str] = mapped_column(String(20))
    pace: Mapped[str] = mapped_column(String(10), default=AT_ONCE)
    quiet_from: Mapped[int | None] = mapped_column(SmallInteger)  # minutes after midnight, by the city's clocks
    quiet_until: Mapped[int | None] = mapped_column(SmallInteger)  # less than quiet_from: it is quiet over midnight
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    network_hash: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    counted_from: Mapped[datetime] = mapped_column(Moment)  # the hour in which its requests are counted
    request_count: Mapped[int] = mapped_column(default=0)

    channels: Mapped[list["Channel"]] = relationship(back_populates="follower", order_by="Channel.id")
    follows: Mapped[list["Follow"]] = relationship(back_populates="follower", order_by="Follow.id")

    @property
    def is_daily(self) -> bool:
        """Whether it hears of everything once a day."""
        return self.pace == DAILY


class Channel(Model):
    """A way to reach a follower: a push endpoint, an e-mail address, a number."""

    __tablename__ = "channels"
    __table_args__ = (
        Index("ix_channels_follower", "follower_id"),
        Index("ix_channels_address", "address_hash"),
        Index("ix_channels_idle", "created_at", sqlite_where=IS_IDLE, postgresql_where=IS_IDLE),
        # A subscription is one device's (docs/decisions/0028); one that is gone keeps nobody from bringing it again.
        Index(
            "uq_channels_endpoint", "address_hash", unique=True,
            sqlite_where=IS_LIVE_PUSH, postgresql_where=IS_LIVE_PUSH,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    follower_id: Mapped[int] = mapped_column(ForeignKey("followers.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))  # push · email · sms
    address: Mapped[str] = mapped_column(Text)
    address_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    keys: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))  # {p256dh, auth} of a subscription
    host: Mapped[str] = mapped_column(String(255))  # of the endpoint; `smtp` or `sms`
    state: Mapped[str] = mapped_column(String(20))  # unconfirmed · active · gone · stopped
    created_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)

    follower: Mapped[Follower] = relationship(back_populates="channels")

    @property
    def is_active(self) -> bool:
        """Whether messages go out on it."""
        return self.state == ACTIVE

    @property
    def is_gone(self) -> bool:
        """Whether nobody is there any more."""
        return self.state == GONE


class Follow(Model):
    """A follower hears of a subject from `followed_at` on, until `ended_at`."""

    __tablename__ = "follows"
    __table_args__ = (
        UniqueConstraint("follower_id", "subject_type", "subject_id"),
        Index("ix_follows_subject", "subject_type", "subject_id", "id"),
        Index("ix_follows_ended", "ended_at", sqlite_where=IS_ENDED, postgresql_where=IS_ENDED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    follower_id: Mapped[int] = mapped_column(ForeignKey("followers.id", ondelete="CASCADE"))
    subject_type: Mapped[str] = mapped_column(String(10))  # case · area · notices
    subject_id: Mapped[int]
    report_id: Mapped[UUID | None] = mapped_column(Uuid)  # whose own report it is: its secret was shown
    followed_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    follower: Mapped[Follower] = relationship(back_populates="follows")

    @property
    def is_over(self) -> bool:
        """Whether its follower wanted to hear no more of it."""
        return self.ended_at is not None


class FollowedArea(Model):
    """A neighbourhood, or a circle whose middle is nobody's door; of one service, or of all. Followers share it."""

    __tablename__ = "followed_areas"
    __table_args__ = (Index("ix_followed_areas_slug", "slug", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)  # of all below: a store's NULLs differ
    kind: Mapped[str] = mapped_column(String(20))  # neighbourhood · circle
    slug: Mapped[str | None] = mapped_column(String(80))
    latitude: Mapped[float | None]  # rounded to 3 decimals, about 100 m
    longitude: Mapped[float | None]
    radius_m: Mapped[int | None]
    service_code: Mapped[str | None] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(String(80), default="")  # how its follower calls a circle
    used_at: Mapped[datetime] = mapped_column(Moment)  # when somebody followed it last

    @property
    def is_circle(self) -> bool:
        """Whether it has a middle and a radius."""
        return self.kind == CIRCLE


class FollowedTile(Model):
    """A tile that a followed circle touches, so that the circles round a place are one look."""

    __tablename__ = "followed_tiles"
    __table_args__ = (Index("ix_followed_tiles_area", "area_id"),)

    tile: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    area_id: Mapped[int] = mapped_column(
        ForeignKey("followed_areas.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
