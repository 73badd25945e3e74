"""What a push service asks of a message before it takes it, by the RFCs and by nothing of the application's own.

RFC 8030 (TTL, Urgency, Topic), RFC 8188 and 8291 (the body), RFC 8292 (VAPID). The signature is checked with
`cryptography` alone: what makes the token is another package.
"""

import base64
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

LARGEST_BODY_BYTES = 4096  # RFC 8030, 7.2: a service must take as much, and most take no more
SMALLEST_BODY_BYTES = 16 + 4 + 1 + 65 + 16 + 1  # salt, record size, key length, key, tag, padding
URGENCIES = ("very-low", "low", "normal", "high")
TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")
VAPID = re.compile(r"vapid\s+t=([\w.-]+),\s*k=([\w-]+)", re.ASCII)
LONGEST_TOKEN = timedelta(hours=24)


class Wrong(Exception):
    """What a push service refuses. `status` is what it answers."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def plain(text: str) -> bytes:
    """Base64url without its padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def written(data: bytes) -> str:
    """The other way."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def check_headers(headers: Mapping[str, str]) -> None:
    """Raise Wrong where a header is missing or means nothing."""
    if not re.fullmatch(r"\d+", headers.get("TTL", "")):
        raise Wrong(400, f"TTL is {headers.get('TTL')!r}")
    if headers.get("Content-Encoding") != "aes128gcm":
        raise Wrong(400, f"Content-Encoding is {headers.get('Content-Encoding')!r}")
    if headers.get("Urgency", "normal") not in URGENCIES:
        raise Wrong(400, f"Urgency is {headers['Urgency']!r}")
    if "Topic" in headers and not TOPIC.fullmatch(headers["Topic"]):
        raise Wrong(400, f"Topic is {headers['Topic']!r}")


def check_body(body: bytes) -> None:
    """Raise Wrong for what nobody could decrypt, or no service takes."""
    if len(body) > LARGEST_BODY_BYTES:
        raise Wrong(413, f"{len(body)} bytes")
    if len(body) < SMALLEST_BODY_BYTES or body[20] != 65:
        raise Wrong(400, "no body of RFC 8188 with a key of RFC 8291")


def check_vapid(authorization: str, origin: str, now: datetime) -> str:
    """Raise Wrong unless the token is signed by the key beside it, is for us, and is for now. Gives that key back."""
    if not (match := VAPID.fullmatch(authorization)):
        raise Wrong(401, "no VAPID")
    token, key = match.groups()
    claims = claims_of(token, key)
    if claims.get("aud") != origin:
        raise Wrong(403, f"aud is {claims.get('aud')!r}, we are {origin}")
    if not now.timestamp() < claims.get("exp", 0) <= (now + LONGEST_TOKEN).timestamp():
        raise Wrong(403, f"exp is {claims.get('exp')!r}, it is {now.timestamp():.0f}")
    if not str(claims.get("sub", "")).startswith(("mailto:", "https://")):
        raise Wrong(403, f"sub is {claims.get('sub')!r}")
    return key


@lru_cache(maxsize=1024)
def claims_of(token: str, key: str) -> dict[str, object]:
    """What the token says, once its ES256 signature is known to be right."""
    try:
        signed, _, signature = token.rpartition(".")
        header, claims = (json.loads(plain(part)) for part in signed.split("."))
        raw = plain(signature)
        if header.get("alg") != "ES256" or len(raw) != 64:
            raise Wrong(403, f"alg is {header.get('alg')!r}")
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), plain(key))
        numbers = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        point.verify(numbers, signed.encode(), ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError, AttributeError) as error:
        raise Wrong(403, f"the token cannot be believed: {type(error).__name__}") from error
    assert isinstance(claims, dict)
    return claims
