"""The key ring: the ids and secrets of the reports a browser sent, in one HttpOnly cookie.

Plain pages can so show the reporter what is private, without an account and without scripts. Scripts keep the
same secrets themselves; this is their copy for pages. Nothing in it is believed: each secret is checked against
the stored hash.
"""

import base64
import binascii
from uuid import UUID

from flask import request
from werkzeug.wrappers import Response

COOKIE = "stoop_keys"
MAX_BYTES = 3800  # browsers keep 4 KB a cookie, its name and attributes included
MAX_AGE_SECONDS = 400 * 86400  # as long as browsers allow


def keys() -> dict[UUID, str]:
    """{report id: secret}, the latest first; what cannot be read is left out."""
    pairs = (part.partition(".") for part in request.cookies.get(COOKIE, "").split("~"))
    read = ((_id(name), secret) for name, _dot, secret in pairs if secret)
    return {report_id: secret for report_id, secret in read if report_id}


def keep_key(response: Response, report_id: UUID, secret: str) -> None:
    """Put a report's key first on the ring; the oldest fall off."""
    ring = {report_id: secret} | {known: kept for known, kept in keys().items() if known != report_id}
    value = "~".join(f"{_name(known)}.{kept}" for known, kept in ring.items())
    while len(value) > MAX_BYTES:
        value = value.rpartition("~")[0]
    response.set_cookie(
        COOKIE, value, max_age=MAX_AGE_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure, path="/"
    )


def _name(report_id: UUID) -> str:
    return base64.urlsafe_b64encode(report_id.bytes).rstrip(b"=").decode()


def _id(name: str) -> UUID | None:
    try:
        return UUID(bytes=base64.urlsafe_b64decode(name + "=="))
    except (ValueError, binascii.Error):
        return None
