"""What is read about followers."""

import math
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from app.extensions import db
from app.followers.areas import ZOOM, Area
from app.followers.models import (
    CIRCLE,
    GONE,
    NEIGHBOURHOOD,
    PUSH,
    Channel,
    Follow,
    FollowedArea,
    FollowedTile,
    Follower,
)
from app.places.geometry import METRES_PER_DEGREE, distance_m
from app.places.tiles import tile
from app.security import is_secret

NEARLY = 1.02  # what the store sorts out on a plane is measured on the sphere afterwards


def find_follower(public_id: UUID) -> Follower | None:
    """The follower with this id, whoever asks."""
    return db.session.scalar(select(Follower).where(Follower.public_id == public_id))


def find_own_follower(public_id: UUID, secret: str | None) -> Follower | None:
    """The follower that this secret opens."""
    follower = find_follower(public_id)
    return follower if follower is not None and is_secret(secret, follower.secret_hash) else None


def find_follow(follower: Follower, subject_type: str, subject_id: int) -> Follow | None:
    """What there is between a follower and a subject, over or not."""
    return db.session.scalar(
        select(Follow).where(
            Follow.follower_id == follower.id, Follow.subject_type == subject_type, Follow.subject_id == subject_id
        )
    )


def is_following(follower: Follower | None, subject_type: str, subject_id: int) -> bool:
    """Whether this follower hears of a subject now."""
    follow = find_follow(follower, subject_type, subject_id) if follower else None
    return follow is not None and not follow.is_over


def list_follows(follower: Follower) -> Sequence[Follow]:
    """What a follower hears of now, the latest first."""
    rows = select(Follow).where(Follow.follower_id == follower.id, Follow.ended_at.is_(None))
    return db.session.scalars(rows.order_by(Follow.followed_at.desc(), Follow.id.desc())).all()


def list_all_follows(follower: Follower) -> Sequence[Follow]:
    """The same with what is over, in the order in which it was followed first."""
    return db.session.scalars(select(Follow).where(Follow.follower_id == follower.id).order_by(Follow.id)).all()


def count_follows(follower: Follower) -> int:
    """How many subjects a follower hears of now."""
    rows = select(func.count()).select_from(Follow).where(Follow.follower_id == follower.id, Follow.ended_at.is_(None))
    return db.session.execute(rows).scalar_one()


def count_all_follows(follower: Follower) -> int:
    """The same with what is over."""
    rows = select(func.count()).select_from(Follow).where(Follow.follower_id == follower.id)
    return db.session.execute(rows).scalar_one()


def list_channels(follower: Follower) -> Sequence[Channel]:
    """The ways to reach a follower, the oldest first."""
    return db.session.scalars(select(Channel).where(Channel.follower_id == follower.id).order_by(Channel.id)).all()


def find_push_channel(address_hash: bytes) -> Channel | None:
    """The live channel of a subscription, whosever it is."""
    live = select(Channel).where(Channel.kind == PUSH, Channel.address_hash == address_hash, Channel.state != GONE)
    return db.session.scalar(live)


def count_followers_from(network_hash: bytes, since: datetime) -> int:
    """How many followers one network has brought since then."""
    rows = select(func.count()).select_from(Follower)
    rows = rows.where(
        Follower.network_hash.is_not(None), Follower.network_hash == network_hash, Follower.created_at >= since
    )
    return db.session.execute(rows).scalar_one()


def find_area(area: Area) -> FollowedArea | None:
    """The row of an area that somebody follows or followed."""
    return db.session.scalar(select(FollowedArea).where(FollowedArea.digest == area.digest))


def list_areas(area_ids: Collection[int]) -> Sequence[FollowedArea]:
    """Those with these ids, in no order."""
    return db.session.scalars(select(FollowedArea).where(FollowedArea.id.in_(area_ids))).all() if area_ids else []


def list_followed_areas(latitude: float, longitude: float, neighbourhood: str | None, service_code: str) -> list[int]:
    """Ids of the areas that a place (degrees) is in and that want to hear of this service, in ascending order."""
    found = [*_named(neighbourhood, service_code), *_circles(latitude, longitude, service_code)]
    return sorted(found)


def _named(slug: str | None, service_code: str) -> Sequence[int]:
    if slug is None:
        return []
    rows = select(FollowedArea.id).where(FollowedArea.slug == slug, FollowedArea.kind == NEIGHBOURHOOD)
    return db.session.scalars(rows.where(_wants(service_code))).all()


def _circles(latitude: float, longitude: float, service_code: str) -> list[int]:
    shrink = math.cos(math.radians(latitude))
    north = (FollowedArea.latitude - latitude) * METRES_PER_DEGREE
    east = (FollowedArea.longitude - longitude) * (METRES_PER_DEGREE * shrink)
    rows = (
        select(FollowedArea.id, FollowedArea.latitude, FollowedArea.longitude, FollowedArea.radius_m)
        .join(FollowedTile, FollowedTile.area_id == FollowedArea.id)
        .where(FollowedTile.tile == tile(latitude, longitude, ZOOM), FollowedArea.kind == CIRCLE, _wants(service_code))
        .where(north * north + east * east <= FollowedArea.radius_m * FollowedArea.radius_m * NEARLY)
    )
    found = db.session.execute(rows)
    return [one for one, middle, across, radius in found if _is_in(latitude, longitude, middle, across, radius)]


def _is_in(latitude: float, longitude: float, middle: float | None, across: float | None, radius_m: int | None) -> bool:
    if middle is None or across is None or radius_m is None:
        return False
    return distance_m(latitude, longitude, middle, across) <= radius_m


def _wants(service_code: str) -> ColumnElement[bool]:
    return FollowedArea.service_code.is_(None) | (FollowedArea.service_code == service_code)
