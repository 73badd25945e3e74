"""Ending messages by a link in one of them. Nothing here commits."""

from app.delivery import confirming
from app.delivery.email_links import Stop
from app.extensions import db
from app.followers import operations
from app.followers.models import GONE, Channel, Follow


def find_channel(stop: Stop) -> Channel | None:
    """The channel that a link is about; None where it is not stored any more."""
    return db.session.get(Channel, stop.channel_id)


def find_follow(stop: Stop) -> Follow | None:
    """What a link ends, if its reader still follows it."""
    follow = db.session.get(Follow, stop.follow_id) if stop.follow_id else None
    channel = find_channel(stop)
    if follow is None or channel is None or follow.follower_id != channel.follower_id or follow.is_over:
        return None
    return follow


def end_this(stop: Stop) -> None:
    """The reader hears no more of what the mail was about; of nothing at this address where it was about several."""
    if stop.follow_id is None:
        end_all(stop)
    elif (follow := find_follow(stop)) is not None:
        operations.unfollow(follow.follower, follow.subject_type, follow.subject_id)


def end_all(stop: Stop) -> None:
    """Nothing is sent to this address any more, until its owner asks and says yes again."""
    channel = find_channel(stop)
    if channel is not None and channel.state != GONE:
        confirming.stop(channel)
