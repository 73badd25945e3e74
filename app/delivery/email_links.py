"""Links in mails: signed, so that whoever has one got it from us, and made without a request.

A link is followed by scanners, too: none of them does anything before somebody presses a button.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from app.delivery.email_settings import mailing
from app.delivery.senders import Outgoing
from app.extensions import db
from app.followers.device import ByOurClock
from app.followers.models import Channel

CONFIRM, STOP, ALERTS = "mail-confirm", "mail-stop", "mail-alerts"  # salts: one kind of link is no other
CONFIRM_SECONDS = 7 * 86400
ALERTS_SECONDS = 90 * 86400
STOP_SECONDS = 20 * 365 * 86400  # an old mail must still be able to stop the next one
MARK_BYTES = 12
EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


class ChannelName(NamedTuple):
    """A channel, and no later one: a store may give the id of a deleted row to the next, but not its moment, too."""

    id: int
    since: int  # microseconds since 1970

    @classmethod
    def of(cls, channel_id: int, created_at: datetime) -> "ChannelName":
        """The name of the channel that was made then."""
        return cls(channel_id, (created_at - EPOCH) // MICROSECOND)


@dataclass(frozen=True, slots=True)
class Stop:
    """What a link can end: messages to a channel, and those about one (type, id) where the mail was about one."""

    channel: ChannelName
    subject: tuple[str, int] | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link asks: whether an address is its owner's, as it was when the letter was written."""

    channel: ChannelName
    confirmed_at: str | None
    address: str  # the beginning of its hash


def channel_named(name: ChannelName) -> Channel | None:
    """The channel of a link; None where it is stored no more, whoever has its id by now."""
    channel = db.session.get(Channel, name.id)
    return channel if channel is not None and name_of(channel) == name else None


def name_of(channel: Channel) -> ChannelName:
    """What links call it."""
    return ChannelName.of(channel.id, channel.created_at)


def confirm_key(channel: Channel) -> str:
    """What proves that somebody reads the mails of this address. Once it was used, no older one works."""
    asked = asked_of(channel)
    return _signer(CONFIRM).dumps([*asked.channel, asked.confirmed_at, asked.address])


def asked_of_key(key: str) -> Asked | None:
    """What was asked; None if the link is forged or old."""
    match _read(CONFIRM, key, CONFIRM_SECONDS):
        case [int(channel_id), int(since), confirmed_at, str(address)]:
            return Asked(ChannelName(channel_id, since), confirmed_at, address)
    return None


def asked_of(channel: Channel) -> Asked:
    """What a letter would ask now."""
    confirmed_at = channel.confirmed_at.isoformat() if channel.confirmed_at else None
    return Asked(name_of(channel), confirmed_at, channel.address_hash.hex()[:16])


def confirm_url(channel: Channel, language: str) -> str:
    """Where the reader of a mail says yes."""
    return whole_url("delivery.confirm", lang=language, key=confirm_key(channel))


def stop_url(stop: Stop, language: str) -> str:
    """Where the reader of a mail, or their mail program, ends it (RFC 8058)."""
    key = _signer(STOP).dumps([*stop.channel, *(stop.subject or ())])
    return f"{whole_url('delivery.stop', key=key)}?lang={language}"


def stop_of_key(key: str) -> Stop | None:
    """What this link can end; None if it is forged."""
    match _read(STOP, key, STOP_SECONDS):
        case [int(channel_id), int(since)]:
            return Stop(ChannelName(channel_id, since), None)
        case [int(channel_id), int(since), str(subject_type), int(subject_id)]:
            return Stop(ChannelName(channel_id, since), (subject_type, subject_id))
    return None


def alerts_url(channel: ChannelName, language: str) -> str:
    """Where the reader of a mail changes what they hear."""
    return whole_url("delivery.open_alerts", lang=language, key=_signer(ALERTS).dumps(channel))


def channel_of_alerts_key(key: str) -> Channel | None:
    """Whose reader's alerts this link opens; None if it is forged or old."""
    match _read(ALERTS, key, ALERTS_SECONDS):
        case [int(channel_id), int(since)]:
            return channel_named(ChannelName(channel_id, since))
    return None


def name_in(message: Outgoing) -> ChannelName:
    """Which channel a message goes to."""
    return ChannelName.of(message.channel_id, message.channel_since)


def mark(message_id: int, channel: ChannelName) -> str:
    """Names a message in its Message-ID; only we can make it, so a report that names it is about a mail of ours."""
    named = f"{message_id}.{channel.id}"
    return f"{named}.{_code(f'{named}.{channel.since}')}"


def channel_of_mark(text: str) -> Channel | None:
    """The channel of a mark (digits.digits.code); None if it is not one of ours, or of a channel that is no more."""
    message_id, channel_id, _code_of_it = text.split(".")
    channel = db.session.get(Channel, int(channel_id))
    if channel is None:
        return None
    return channel if hmac.compare_digest(text, mark(int(message_id), name_of(channel))) else None


def whole_url(endpoint: str, **values: Any) -> str:
    """The whole address of a page, by the name people know this installation by."""
    return mailing().public_url + current_app.url_map.bind("").build(endpoint, values)


def _code(named: str) -> str:
    key = str(current_app.secret_key).encode()
    return hmac.digest(key, f"mail:{named}".encode(), hashlib.sha256)[:MARK_BYTES].hex()


def _signer(salt: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=salt, signer=ByOurClock)


def _read(salt: str, key: str, max_age_seconds: int) -> Any:
    try:
        return _signer(salt).loads(key, max_age=max_age_seconds)
    except BadData:
        return None
