"""What of a push message the `webpush` package makes: the body only its phone can read, and the token that says who
sends it. The package sends nothing; three things of it are mended here.

- `WebPush.get` keeps a ttl, a subscriber and an expiration that it is once called with: they are given at its making
  alone, and TTL, Urgency and Topic are headers of ours.
- It signs a token for every message. One token is good for all messages to an origin for hours.
- The audience it signs lacks the port.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from webpush import WebPush, WebPushSubscription
from webpush.types import WebPushKeys
from webpush.vapid import VAPID
from yarl import URL

from app import clock
from app.delivery.push_keys import PushKeys

TOKEN_LASTS = timedelta(hours=12)  # services refuse more than 24
TOKEN_IS_USED = timedelta(hours=6)  # half of it, for clocks that differ
MOST_TOKENS = 1024
LONGEST_TTL_SECONDS = 28 * 86400  # what the strictest of the known services takes


class KeptTokens(VAPID):  # type: ignore[misc]  # the package has no types
    """Signs once for each origin and half a token's life. A clock that was set back signs anew."""

    def __init__(self, keys: PushKeys) -> None:
        super().__init__(private_key=keys.private_pem, public_key=keys.public_pem)
        self._public = keys.public
        self._kept: dict[str, tuple[datetime, str]] = {}

    def get_authorization_header(self, endpoint: Any, subscriber: str, expiration: int) -> str:
        """`vapid t=…, k=…` for the origin of `endpoint`, its port included where it is not the usual one."""
        origin, now = str(URL(str(endpoint)).origin()), clock.now()
        made_at, header = self._kept.get(origin, (datetime.min.replace(tzinfo=UTC), ""))
        if made_at <= now < made_at + TOKEN_IS_USED:
            return header
        if len(self._kept) >= MOST_TOKENS:
            self._kept.clear()
        header = self._signed(origin, subscriber, int(now.timestamp()) + expiration)
        self._kept[origin] = (now, header)
        return header

    def forget(self, origin: str) -> None:
        """The service did not believe this token: the next one is new."""
        self._kept.pop(origin, None)

    def _signed(self, origin: str, subscriber: str, expires_at: int) -> str:
        claims = {"aud": origin, "exp": expires_at, "sub": f"mailto:{subscriber}"}
        return f"vapid t={jwt.encode(claims, self.private_key, algorithm='ES256')}, k={self._public}"


class PushMaker:
    """Makes messages ready to be posted. `contact` is the e-mail address at which services reach us."""

    def __init__(self, keys: PushKeys, contact: str) -> None:
        lasts_seconds = int(TOKEN_LASTS.total_seconds())
        self._webpush = WebPush(keys.private_pem, keys.public_pem, subscriber=contact, expiration=lasts_seconds)
        self._tokens = self._webpush.vapid = KeptTokens(keys)

    def make(self, text: bytes, *, endpoint: str, p256dh: str, auth: str) -> tuple[bytes, str]:
        """The encrypted body and the Authorization header. The keys were checked when they came (check_keys)."""
        keys = WebPushKeys.model_construct(p256dh=p256dh, auth=auth)
        made = self._webpush.get(text, WebPushSubscription.model_construct(endpoint=endpoint, keys=keys))
        return made.encrypted, made.headers["authorization"]

    def forget_token(self, endpoint: str) -> None:
        """See KeptTokens.forget."""
        self._tokens.forget(str(URL(endpoint).origin()))


def headers(authorization: str, *, ttl_seconds: int, urgency: str, topic: str) -> dict[str, str]:
    """What a push service must be told (RFC 8030, 5.2 to 5.4; RFC 8188; RFC 8292)."""
    said = {
        "Authorization": authorization,
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(min(max(ttl_seconds, 0), LONGEST_TTL_SECONDS)),
        "Urgency": urgency,
    }
    return said | {"Topic": topic} if topic else said
