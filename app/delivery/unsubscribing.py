"""Ending messages by a link in one of them. Nothing here commits."""

from app.delivery import confirming
from app.delivery.email_links import Stop, channel_named
from app.followers import operations, queries
from app.followers.models import GONE, Channel, Follow


def find_channel(stop: Stop) -> Channel | None:
    """The channel that a link is about; None where it is not stored any more."""
    return channel_named(stop.channel)


def find_follow(stop: Stop) -> Follow | None:
    """What a link ends, if its reader still follows it: by itself, or since two followers became one."""
    channel = find_channel(stop)
    follow = queries.find_follow(channel.follower, *stop.subject) if channel and stop.subject else None
    return follow if follow is not None and not follow.is_over else None


def end_this(stop: Stop) -> None:
    """The reader hears no more of what the mail was about; of nothing at this address where it was about several."""
    if stop.subject is None:
        end_all(stop)
    elif (follow := find_follow(stop)) is not None:
        operations.unfollow(follow.follower, follow.subject_type, follow.subject_id)


def end_all(stop: Stop) -> None:
    """Nothing is sent to this address any more, until its owner asks and says yes again."""
    channel = find_channel(stop)
    if channel is not None and channel.state != GONE:
        confirming.stop(channel)
