"""What a browser's push subscription must be before it is kept: the address of a known push service, and real keys.

The server sends to whatever address stands here, so an address is taken only as browsers write it (WHATWG URL: lower
case, ASCII, no spaces) and read by one pattern alone: what two parsers could read in two ways is refused. Where the
host's name leads is asked when something is sent (app/delivery/push_addresses.py).
"""

import base64
import ipaddress
import re
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec

from app.errors import SENTENCES, DomainError
from app.i18n import _l

MAX_ENDPOINT_LENGTH = 2000
# Chrome, Edge on phones, Samsung Internet, Opera and Brave; Firefox; Safari; Edge on desks. `*.` is any name below.
KNOWN_HOSTS = frozenset({
    "fcm.googleapis.com",
    "jmt17.google.com",
    "updates.push.services.mozilla.com",
    "*.push.services.mozilla.com",
    "web.push.apple.com",
    "*.push.apple.com",
    "*.notify.windows.com",
})  # fmt: skip
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
MOST_HOST_LETTERS = 253
ENDPOINT = re.compile(
    rf"(?P<scheme>https?)://(?P<host>(?:{LABEL}\.)*{LABEL}|\[::1\])(?::(?P<port>[1-9][0-9]{{0,4}}))?"
    r"(?P<path>/[A-Za-z0-9._~%!$&'()*+,;=:@/?-]*)"
)
# Other ways to write what browsers write in one way; somebody else could bring the same address by them once more.
# Steps to a folder, and letters, digits, `-`, `.`, `_` and `~` as `%` and a number.
UNUSUAL = re.compile(
    r"/\.\.?(?:[/?]|$)|%(?![0-9A-Fa-f]{2})|%(?:4[1-9A-F]|[57][0-9A]|6[1-9A-F]|3[0-9]|2[DE]|5F|7E)", re.I
)
P256DH = re.compile(r"[A-Za-z0-9_-]{87}=?")  # 65 bytes
AUTH = re.compile(r"[A-Za-z0-9_-]{22}(?:==)?")  # 16 bytes


class EndpointRefused(DomainError):
    """The address of a subscription leads to no push service that we know."""

    status, code = 422, "push_endpoint_refused"
    message = _l("We cannot send messages to this browser.")


class KeysRefused(DomainError):
    """The keys of a subscription are none: nothing could be encrypted for this browser."""

    status, code, message = 422, "push_keys_refused", SENTENCES[422]


def check_endpoint(url: str, extra_hosts: frozenset[str] = frozenset()) -> str:
    """The host to which `url` leads. Raises EndpointRefused unless it is https, on its port, of a push service that is
    known or in `extra_hosts` (STOOP_PUSH_HOSTS). A loopback host in `extra_hosts` may have http and any port.
    """
    found = ENDPOINT.fullmatch(url) if len(url) <= MAX_ENDPOINT_LENGTH else None
    if found is None or len(found["host"]) > MOST_HOST_LETTERS or UNUSUAL.search(found["path"]):
        raise EndpointRefused
    return _checked_host(found["scheme"], found["host"], found["port"], extra_hosts)


def check_keys(p256dh: str, auth: str) -> None:
    """Raise KeysRefused unless these are a point on the curve P-256 (65 bytes) and a secret (16 bytes), base64url."""
    if not P256DH.fullmatch(p256dh) or not AUTH.fullmatch(auth):
        raise KeysRefused
    point = base64.urlsafe_b64decode(p256dh[:87] + "=")
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise KeysRefused from None


def is_loopback(host: str) -> bool:
    """Whether this name or address is always this machine (RFC 6761 §6.3)."""
    address = _address(host)
    return address.is_loopback if address else host == "localhost" or host.endswith(".localhost")


@lru_cache(maxsize=256)  # thousands of messages go to a few hosts
def _checked_host(scheme: str, written: str, port: str | None, extra_hosts: frozenset[str]) -> str:
    host = written.strip("[]")
    is_taken = host in extra_hosts if is_loopback(host) else _is_service(scheme, host, port, extra_hosts)
    if not is_taken:
        raise EndpointRefused
    return host


def _is_service(scheme: str, host: str, port: str | None, extra_hosts: frozenset[str]) -> bool:
    if scheme != "https" or port or _address(host):
        return False
    hosts = KNOWN_HOSTS | extra_hosts
    return host in hosts or any(host.endswith(known[1:]) for known in hosts if known.startswith("*."))


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
