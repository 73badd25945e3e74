"""What of a push message the `webpush` package makes: the body only its phone can read, and the token that says who
sends it. The package sends nothing; three things of it are mended here.

- `WebPush.get` keeps a ttl, a subscriber and an expiration that it is once called with: they are given at its making
  alone, and TTL, Urgency and Topic are headers of ours.
- It signs a token for every message. One token is good for all messages to an origin for hours.
- The audience it signs lacks the port.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt
from aiohttp import hdrs
from multidict import istr
from webpush import WebPush
from webpush.vapid import VAPID

from app import clock
from app.delivery.push_keys import PushKeys

TOKEN_LASTS = timedelta(hours=12)  # services refuse more than 24
TOKEN_IS_USED = timedelta(hours=6)  # half of it, for clocks that differ
MOST_TOKENS = 1024
TTL, URGENCY, TOPIC = istr("TTL"), istr("Urgency"), istr("Topic")
LONGEST_TTL_SECONDS = 28 * 86400  # what the strictest of the known services takes


@dataclass(frozen=True, slots=True)
class Keys:
    """Of a browser, base64url, checked when they came (check_keys)."""

    p256dh: str
    auth: str


@dataclass(frozen=True, slots=True)
class Browser:
    """What `webpush` reads of its own WebPushSubscription, without reading all of it once more for each message."""

    endpoint: str
    keys: Keys


class KeptTokens(VAPID):  # type: ignore[misc]  # the package has no types
    """Signs once for each origin and half a token's life. A clock that was set back signs anew."""

    def __init__(self, keys: PushKeys) -> None:
        super().__init__(private_key=keys.private_pem, public_key=keys.public_pem)
        self._public = keys.public
        self._kept: dict[str, tuple[datetime, str]] = {}

    def get_authorization_header(self, endpoint: str, subscriber: str, expiration: int) -> str:
        """`vapid t=…, k=…` for the origin of `endpoint`, its port included where it is not the usual one."""
        origin, now = origin_of(endpoint), clock.now()
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

    def make(self, text: bytes, browser: Browser) -> tuple[bytes, str]:
        """The encrypted body and the Authorization header. Raises ValueError for keys that encrypt nothing."""
        made = self._webpush.get(text, browser)
        return made.encrypted, made.headers["authorization"]

    def forget_token(self, endpoint: str) -> None:
        """See KeptTokens.forget."""
        self._tokens.forget(origin_of(endpoint))


def origin_of(endpoint: str) -> str:
    """Scheme, host and port of an address that check_endpoint took; the port only where it is not the usual one."""
    scheme, _, host = endpoint.split("/", 3)[:3]
    return f"{scheme}//{host.removesuffix(':443') if scheme == 'https:' else host}"


def headers(authorization: str, *, ttl_seconds: int, urgency: str, topic: str) -> dict[istr, str]:
    """What a push service must be told (RFC 8030, 5.2 to 5.4; RFC 8188; RFC 8292)."""
    said = {
        hdrs.AUTHORIZATION: authorization,
        hdrs.CONTENT_ENCODING: "aes128gcm",
        hdrs.CONTENT_TYPE: "application/octet-stream",
        hdrs.ACCEPT_ENCODING: "identity",
        hdrs.USER_AGENT: "Stoop311",
        TTL: str(min(max(ttl_seconds, 0), LONGEST_TTL_SECONDS)),
        URGENCY: urgency,
    }
    return said | {TOPIC: topic} if topic else said
