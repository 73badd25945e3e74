"""Following and stopping, subscriptions, and being forgotten. Nothing here commits."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from app import clock
from app.extensions import db
from app.followers import queries
from app.followers.areas import Area
from app.followers.errors import NoSuchDevice, SubscriptionTaken, TooManyFollows, TooMuch
from app.followers.models import (
    ACTIVE,
    AREA,
    AT_ONCE,
    GONE,
    PUSH,
    STOPPED,
    Channel,
    Follow,
    FollowedArea,
    FollowedTile,
    Follower,
)
from app.followers.retention import IS_FOLLOWED
from app.security import is_secret, secret_hash

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_FOLLOWS = 200  # of one follower; whoever wants more follows areas
MOST_ENDED = 5  # times as many are kept with those that ended: each stays for a month


@dataclass(frozen=True, slots=True)
class Limits:
    """What one device and one network may ask for."""

    requests_an_hour: int = 240
    devices_an_hour: int = 300  # of one network: behind one address of a phone company are many
    follows: int = MOST_FOLLOWS


@dataclass(frozen=True, slots=True)
class Subscription:
    """A browser's push subscription, checked (endpoints.py)."""

    endpoint: str
    host: str
    p256dh: str
    auth: str


def admit_device(
    public_id: UUID, secret: str, *, language: str, network_hash: bytes | None, limits: Limits
) -> tuple[Follower, bool]:
    """The follower with this id and secret, made where it is new; whether it is. Counts against the limits.

    Raises NoSuchDevice for a wrong secret, TooMuch over a limit.
    """
    follower = queries.find_follower(public_id)
    if follower is None:
        return _new_device(public_id, secret, language, network_hash, limits), True
    if not is_secret(secret, follower.secret_hash):
        raise NoSuchDevice
    count_request(follower, limits)
    return follower, False


def make_follower(public_id: UUID, secret: str, *, language: str, network_hash: bytes | None = None) -> Follower:
    """A new follower of nothing."""
    now = clock.now()
    follower = Follower(
        public_id=public_id, secret_hash=secret_hash(secret), language=language, pace=AT_ONCE, created_at=now,
        seen_at=now, network_hash=network_hash, counted_from=now, request_count=1,
    )  # fmt: skip
    db.session.add(follower)
    db.session.flush()
    return follower


def _new_device(public_id: UUID, secret: str, language: str, network_hash: bytes | None, limits: Limits) -> Follower:
    since = clock.now() - HOUR
    if network_hash and queries.count_followers_from(network_hash, since) >= limits.devices_an_hour:
        raise TooMuch(int(HOUR.total_seconds()))
    return make_follower(public_id, secret, language=language, network_hash=network_hash)


def count_request(follower: Follower, limits: Limits) -> None:
    """One more of this hour. Raises TooMuch over the limit."""
    now = clock.now()
    follower.seen_at = now
    if not follower.counted_from <= now < follower.counted_from + HOUR:  # the clock may have been set back, too
        follower.counted_from, follower.request_count = now, 1
    elif follower.request_count >= limits.requests_an_hour:
        raise TooMuch(int((follower.counted_from + HOUR - now).total_seconds()))
    else:
        follower.request_count += 1


def set_habits(
    follower: Follower, *, language: str, pace: str, quiet_from: int | None, quiet_until: int | None
) -> None:
    """The follower hears in this language, at this pace, and nothing in its quiet hours (minutes after midnight)."""
    follower.language, follower.pace = language, pace
    follower.quiet_from, follower.quiet_until = quiet_from, quiet_until
    follower.seen_at = clock.now()
    db.session.flush()


def hash_of_address(address: str) -> bytes:
    """32 bytes by which a channel is found: of an endpoint as it is, of an e-mail address in lower case."""
    return hashlib.sha256(address.encode()).digest()


def subscribe(follower: Follower, subscription: Subscription, *, is_wanted: bool) -> Channel:
    """The follower's one push channel leads to this subscription.

    Brought once more, a channel that was stopped stays so unless it `is_wanted`, and one that is gone stays gone: its
    browser has to make a new subscription. Raises SubscriptionTaken where another device brought it first.
    """
    digest = hash_of_address(subscription.endpoint)
    taken = queries.find_push_channel(digest)
    if taken is not None and taken.follower_id != follower.id:
        raise SubscriptionTaken
    channel = taken or _push_channel(follower)
    is_another = channel.address_hash != digest
    channel.address, channel.address_hash, channel.host = subscription.endpoint, digest, subscription.host
    channel.keys = {"p256dh": subscription.p256dh, "auth": subscription.auth}
    stays = (channel.state == STOPPED and not is_wanted) or (channel.state == GONE and not is_another)
    channel.state = channel.state if stays else ACTIVE
    db.session.flush()
    return channel


def unsubscribe(follower: Follower) -> None:
    """Nothing is sent to the follower's browser any more; a new subscription brings it back."""
    for channel in queries.list_channels(follower):
        if channel.kind == PUSH:
            channel.state = GONE
    db.session.flush()


def _push_channel(follower: Follower) -> Channel:
    """The one there is, whatever became of it: what is on its way goes to where it leads now."""
    known = [channel for channel in queries.list_channels(follower) if channel.kind == PUSH]
    if known:
        return known[-1]
    channel = Channel(
        follower_id=follower.id, kind=PUSH, created_at=clock.now(), confirmed_at=clock.now(), state=ACTIVE
    )
    db.session.add(channel)
    return channel


def follow(
    follower: Follower, subject_type: str, subject_id: int, *, report_id: UUID | None = None, most: int = MOST_FOLLOWS
) -> Follow:
    """The follower hears of the subject from now on; of its own report's case as its reporter. Twice is once.

    Raises TooManyFollows beyond `most`, TooMuch where so many have ended this month that more would be a flood.
    """
    known = queries.find_follow(follower, subject_type, subject_id)
    if known is not None and not known.is_over:
        known.report_id = report_id or known.report_id
        return known
    if queries.count_follows(follower) >= most:
        raise TooManyFollows
    if known is None and queries.count_all_follows(follower) >= most * MOST_ENDED:
        raise TooMuch(int(DAY.total_seconds()))
    if known is None:
        known = Follow(follower_id=follower.id, subject_type=subject_type, subject_id=subject_id)
        db.session.add(known)
    known.report_id = report_id or known.report_id
    known.followed_at, known.ended_at = clock.now(), None
    db.session.flush()
    return known


def unfollow(follower: Follower, subject_type: str, subject_id: int) -> None:
    """The follower hears no more of the subject; if it never did, nothing changes."""
    known = queries.find_follow(follower, subject_type, subject_id)
    if known is not None and not known.is_over:
        known.ended_at = clock.now()
        db.session.flush()


def end_follows(ids: Sequence[int]) -> None:
    """None of these hears any more."""
    going_on = update(Follow).where(Follow.id.in_(ids), Follow.ended_at.is_(None))
    db.session.execute(going_on.values(ended_at=clock.now()), execution_options={"synchronize_session": False})


def keep_area(area: Area) -> int:
    """The id of a lawful area (`lawful_area`), stored with its tiles; one for all who follow it.

    The change of a row that is there keeps whoever deletes lonely ones from deleting it meanwhile.
    """
    now = clock.now()
    there = update(FollowedArea).where(FollowedArea.digest == area.digest).values(used_at=now)
    known = db.session.scalar(there.returning(FollowedArea.id))
    return known or _new_area(area, now)


def _new_area(area: Area, now: datetime) -> int:
    row = area.row(now)
    db.session.add(row)
    db.session.flush()
    db.session.add_all(FollowedTile(tile=key, area_id=row.id) for key in area.tiles)
    db.session.flush()
    return row.id


def stop_everything(follower: Follower) -> None:
    """The follower hears of nothing any more; it keeps its channels, and can follow anew."""
    now = clock.now()
    db.session.execute(
        update(Follow).where(Follow.follower_id == follower.id, Follow.ended_at.is_(None)).values(ended_at=now)
    )


def forget_follower(follower: Follower) -> None:
    """Nothing that tells of this follower is stored any more: channels, follows, messages, areas of its own."""
    own = select(Follow.subject_id).where(Follow.follower_id == follower.id, Follow.subject_type == AREA)
    areas = db.session.execute(select(FollowedArea.id, FollowedArea.used_at).where(FollowedArea.id.in_(own))).all()
    db.session.execute(delete(Follower).where(Follower.id == follower.id))  # the store takes along what hangs on it
    db.session.expire_all()
    for area_id, used_at in areas:
        lonely = delete(FollowedArea).where(FollowedArea.id == area_id, FollowedArea.used_at == used_at, ~IS_FOLLOWED)
        db.session.execute(lonely, execution_options={"synchronize_session": False})
