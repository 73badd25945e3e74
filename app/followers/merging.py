"""Two followers that turn out to be one browser become one."""

from sqlalchemy import delete

from app.extensions import db
from app.followers import edges, queries
from app.followers.models import PUSH, Channel, Follow, Follower


def merge_follower(other: Follower, *, into: Follower, endpoint: str | None, takes_habits: bool) -> None:
    """What `other` had is `into`'s, and `other` is no more; whoever has none of its own takes its pace and quiet hours.

    One with another subscription than `endpoint` is another device, of which this one is a copy: it stays.
    """
    channels = queries.list_channels(other)
    if any(one.kind == PUSH and not one.is_gone and one.address != endpoint for one in channels):
        return
    if takes_habits:
        into.pace, into.quiet_from, into.quiet_until = other.pace, other.quiet_from, other.quiet_until
    moved_channels = _merge_channels([one for one in channels if not one.is_gone], into)
    moved_follows = _merge_follows(other, into)
    db.session.flush()
    edges.current().take_over(moved_channels, moved_follows)
    db.session.execute(delete(Follower).where(Follower.id == other.id))


def _merge_channels(channels: list[Channel], into: Follower) -> dict[int, int]:
    """{a channel that is no more: the same one of `into`}."""
    moved: dict[int, int] = {}
    known = {(one.kind, one.address_hash): one for one in queries.list_channels(into)}
    for channel in channels:
        same = known.get((channel.kind, channel.address_hash))
        if same is None:
            channel.follower_id = into.id
            continue
        moved[channel.id] = same.id
        if channel.is_active and not same.is_active:
            same.state, same.confirmed_at = channel.state, channel.confirmed_at
    return moved


def _merge_follows(other: Follower, into: Follower) -> dict[int, int]:
    """{a follow that is no more: the one of `into` of the same}."""
    moved: dict[int, int] = {}
    known = {(one.subject_type, one.subject_id): one for one in queries.list_all_follows(into)}
    for follow in queries.list_all_follows(other):
        same = known.get((follow.subject_type, follow.subject_id))
        if same is None:
            follow.follower_id = into.id
            continue
        moved[follow.id] = same.id
        if not follow.is_over:
            _join(follow, same)
    return moved


def _join(follow: Follow, same: Follow) -> None:
    """Whoever followed it on one of two ways has followed it since the earlier."""
    same.report_id = same.report_id or follow.report_id
    is_earlier = same.is_over or follow.followed_at < same.followed_at
    same.followed_at, same.ended_at = follow.followed_at if is_earlier else same.followed_at, None
