"""Which follower a browser is: its id and secret in one HttpOnly cookie. A signed link opens the alerts from an e-mail.

Nothing in the cookie is believed: its secret is checked against the stored hash.
"""

from uuid import UUID

from flask import current_app, request
from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from app import clock
from app.followers import queries
from app.followers.models import Follower

COOKIE = "stoop_alerts"
SHARED_COOKIE = "stoop_shared"  # app/cases/keyring.py sets it: others use this phone too
MAX_AGE_SECONDS = 400 * 86400  # as long as browsers allow
LINK_SECONDS = 90 * 86400  # for so long a link in an e-mail opens the alerts of its reader
SALT = "alerts"


class ByOurClock(TimestampSigner):
    """Signatures that grow old by the application's clock."""

    def get_timestamp(self) -> int:
        """Seconds since 1970."""
        return int(clock.now().timestamp())


def current_follower() -> Follower | None:
    """The follower that this browser is, by its cookie."""
    name, _dot, secret = request.cookies.get(COOKIE, "").partition(".")
    public_id = _id(name)
    if public_id is None or not secret:
        return None
    return queries.find_own_follower(public_id, secret)


def signed_key(follower: Follower) -> str:
    """What opens a follower's alerts from an e-mail: `/<lang>/alerts?key=<this>`."""
    return _signer().dumps(follower.public_id.hex)


def follower_of_key(key: str) -> Follower | None:
    """The follower whose link this is; None for one that is forged, too old, or of somebody who was forgotten."""
    try:
        public_id = _id(_signer().loads(key, max_age=LINK_SECONDS))
    except BadData:
        return None
    return queries.find_follower(public_id) if public_id else None


def keep(response: Response, follower_id: UUID, secret: str) -> None:
    """This browser is that follower from now on; until it is closed where others use the phone too."""
    ends_with_browser = request.cookies.get(SHARED_COOKIE) == "1"
    _set(response, f"{follower_id}.{secret}", max_age=None if ends_with_browser else MAX_AGE_SECONDS)


def forget(response: Response) -> None:
    """This browser is nobody's any more."""
    _set(response, "", max_age=0)


def _set(response: Response, value: str, *, max_age: int | None) -> None:
    response.set_cookie(
        COOKIE, value, max_age=max_age, httponly=True, samesite="Lax", secure=request.is_secure, path="/"
    )


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt=SALT, signer=ByOurClock)


def _id(text: str) -> UUID | None:
    try:
        return UUID(hex=text)
    except ValueError:
        return None
