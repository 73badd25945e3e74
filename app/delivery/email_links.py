"""Links in mails: signed, so that whoever has one got it from us, and made without a request.

A link is followed by scanners, too: none of them does anything before somebody presses a button.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from app.delivery.email_settings import mailing
from app.followers.device import ByOurClock
from app.followers.models import Channel

CONFIRM, STOP, ALERTS = "mail-confirm", "mail-stop", "mail-alerts"  # salts: one kind of link is no other
CONFIRM_SECONDS = 7 * 86400
ALERTS_SECONDS = 90 * 86400
STOP_SECONDS = 20 * 365 * 86400  # an old mail must still be able to stop the next one
MARK_BYTES = 12


@dataclass(frozen=True, slots=True)
class Stop:
    """What a link can end: messages to a channel, and one follow of them where the mail was about one."""

    channel_id: int
    follow_id: int | None


def confirm_key(channel: Channel) -> str:
    """What proves that somebody reads the mails of this address. Once it was used, no older one works."""
    return _signer(CONFIRM).dumps([channel.id, _moment(channel.confirmed_at), channel.address_hash.hex()[:16]])


def channel_of_key(key: str) -> tuple[int, Any, str] | None:
    """(channel id, when it was confirmed last, the beginning of its address's hash); None if it is forged or old."""
    read = _read(CONFIRM, key, CONFIRM_SECONDS)
    return (read[0], read[1], read[2]) if isinstance(read, list) and len(read) == 3 else None


def is_for(channel: Channel, read: tuple[int, Any, str]) -> bool:
    """Whether a key was made for the channel as it is now."""
    return read == (channel.id, _moment(channel.confirmed_at), channel.address_hash.hex()[:16])


def confirm_url(channel: Channel, language: str) -> str:
    """Where the reader of a mail says yes."""
    return whole_url("delivery.confirm", lang=language, key=confirm_key(channel))


def stop_url(stop: Stop, language: str) -> str:
    """Where the reader of a mail, or their mail program, ends it (RFC 8058)."""
    key = _signer(STOP).dumps([stop.channel_id, stop.follow_id])
    return f"{whole_url('delivery.stop', key=key)}?lang={language}"


def stop_of_key(key: str) -> Stop | None:
    """What this link can end; None if it is forged."""
    read = _read(STOP, key, STOP_SECONDS)
    return Stop(read[0], read[1]) if isinstance(read, list) and len(read) == 2 else None


def alerts_url(follower_id: int, language: str) -> str:
    """Where the reader of a mail changes what they hear."""
    return whole_url("delivery.open_alerts", lang=language, key=_signer(ALERTS).dumps(follower_id))


def follower_id_of_key(key: str) -> int | None:
    """Whose alerts this link opens; None if it is forged or old."""
    read = _read(ALERTS, key, ALERTS_SECONDS)
    return read if isinstance(read, int) else None


def mark(message_id: int, channel_id: int) -> str:
    """Names a message in its Message-ID; only we can make it, so a report that names it is about a mail of ours."""
    named = f"{message_id}.{channel_id}"
    return f"{named}.{_code(named)}"


def channel_id_of_mark(text: str) -> int | None:
    """The channel of a mark; None if it is not one of ours."""
    message_id, _dot, rest = text.partition(".")
    channel_id, _dot, code = rest.partition(".")
    is_ours = channel_id.isdecimal() and hmac.compare_digest(
        code.encode(), _code(f"{message_id}.{channel_id}").encode()
    )
    return int(channel_id) if is_ours and len(channel_id) < 18 else None


def whole_url(endpoint: str, **values: Any) -> str:
    """The whole address of a page, by the name people know this installation by."""
    return mailing().public_url + current_app.url_map.bind("").build(endpoint, values)


def _code(named: str) -> str:
    key = str(current_app.secret_key).encode()
    return hmac.digest(key, f"mail:{named}".encode(), hashlib.sha256)[:MARK_BYTES].hex()


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _signer(salt: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=salt, signer=ByOurClock)


def _read(salt: str, key: str, max_age_seconds: int) -> Any:
    try:
        return _signer(salt).loads(key, max_age=max_age_seconds)
    except BadData:
        return None
