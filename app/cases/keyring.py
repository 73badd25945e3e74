"""The key ring: the ids and secrets of the reports a browser sent, in one HttpOnly cookie.

Plain pages can so show the reporter what is private, without an account and without scripts. Scripts keep the
same secrets themselves; this is their copy for pages. Nothing in it is believed: each secret is checked against
the stored hash.

Where others use the phone too, a second cookie says so, and the ring ends with the browser. Scripts read that one:
they must know it without a connection.
"""

import base64
import binascii
from uuid import UUID

from flask import request
from werkzeug.wrappers import Response

COOKIE = "stoop_keys"
SHARED_COOKIE = "stoop_shared"
MAX_BYTES = 3800  # browsers keep 4 KB a cookie, its name and attributes included
MAX_AGE_SECONDS = 400 * 86400  # as long as browsers allow


def keys() -> dict[UUID, str]:
    """{report id: secret}, the latest first; what cannot be read is left out."""
    pairs = (part.partition(".") for part in request.cookies.get(COOKIE, "").split("~"))
    read = ((_id(name), secret) for name, _dot, secret in pairs if secret)
    return {report_id: secret for report_id, secret in read if report_id}


def is_shared() -> bool:
    """Whether somebody said that others use this phone too."""
    return request.cookies.get(SHARED_COOKIE) == "1"


def keep_key(response: Response, report_id: UUID, secret: str) -> None:
    """Put a report's key first on the ring; the oldest fall off."""
    others = {known: kept for known, kept in keys().items() if known != report_id}
    _write(response, {report_id: secret} | others, ends_with_browser=is_shared())


def say_shared(response: Response, is_shared: bool) -> None:
    """Keep whether others use this phone; the ring ends with the browser from now on, or does so no more."""
    _set(response, SHARED_COOKIE, "1" if is_shared else "0", max_age=MAX_AGE_SECONDS, httponly=False)
    if ring := keys():
        _write(response, ring, ends_with_browser=is_shared)


def forget_keys(response: Response) -> None:
    """Take the whole ring from this browser. The cases go on; it knows of none any more."""
    _set(response, COOKIE, "", max_age=0, httponly=True)


def _write(response: Response, ring: dict[UUID, str], *, ends_with_browser: bool) -> None:
    value = "~".join(f"{_name(known)}.{kept}" for known, kept in ring.items())
    while len(value) > MAX_BYTES:
        value = value.rpartition("~")[0]
    _set(response, COOKIE, value, max_age=None if ends_with_browser else MAX_AGE_SECONDS, httponly=True)


def _set(response: Response, name: str, value: str, *, max_age: int | None, httponly: bool) -> None:
    response.set_cookie(
        name, value, max_age=max_age, httponly=httponly, samesite="Lax", secure=request.is_secure, path="/"
    )


def _name(report_id: UUID) -> str:
    return base64.urlsafe_b64encode(report_id.bytes).rstrip(b"=").decode()


def _id(name: str) -> UUID | None:
    try:
        return UUID(bytes=base64.urlsafe_b64decode(name + "=="))
    except (ValueError, binascii.Error):
        return None
