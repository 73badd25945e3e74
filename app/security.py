"""Headers on every answer, the same-origin guard for unsafe methods, and secrets that are stored only as hashes."""

import hashlib
import hmac
import re
from datetime import date

from flask import Flask, Request, Response, current_app, request
from flask.sessions import NullSession, SessionInterface, SessionMixin
from werkzeug.exceptions import NotFound
from werkzeug.middleware.proxy_fix import ProxyFix

from app.config import Settings
from app.errors import DomainError
from app.i18n import _l

CSP = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
    "worker-src 'self'", "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    "require-trusted-types-for 'script'", "trusted-types stoop",
))  # fmt: skip
HEADERS = {
    "Content-Security-Policy": CSP,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), browsing-topics=()",
    # no-referrer would make browsers send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
UNSAFE_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
# Other apps and sites may begin a report here (app/cases/sharing.py): nothing of the resident's is changed by it.
FROM_ANYWHERE = frozenset({("POST", "/share")})
# Mail programs post here (RFC 8058). The key in the address is all that counts: there is no cookie to be misused.
BY_KEY = "/alerts/unsubscribe/"
MIN_SECRET_LENGTH, MAX_SECRET_LENGTH = 22, 128  # 22 base64url characters are 128 bits
_SECRET = re.compile(rf"[A-Za-z0-9_\-]{{{MIN_SECRET_LENGTH},{MAX_SECRET_LENGTH}}}")


class CrossSite(DomainError):
    """Another site tried to send something in the resident's name."""

    status, code = 403, "cross_site"
    message = _l("This came from another site, so we did not accept it. Open our page and send it from there.")


class NoSession(SessionInterface):
    """Nobody has a session: a report is opened by its secret, and nothing is signed on every request."""

    def open_session(self, app: Flask, request: Request) -> NullSession:
        """An empty one that complains when written to."""
        return self.make_null_session(app)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Nothing to save."""


def init_app(app: Flask, settings: Settings) -> None:
    """Guard every request and dress every answer."""
    app.session_interface = NoSession()
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.before_request(_guard)
    app.after_request(_dress)


def _guard() -> None:
    """Browsers say where an unsafe request comes from; whoever says nothing is no browser and holds no cookies.

    An address with a zero byte in it is nobody's: PostgreSQL takes none in a text.
    """
    if "\0" in request.path or b"%00" in request.query_string:
        raise NotFound
    if (request.method, request.path) in FROM_ANYWHERE or request.path.startswith(BY_KEY):
        return
    if request.method in UNSAFE_METHODS and not is_same_origin():
        raise CrossSite


def is_same_origin() -> bool:
    """Whether this request comes from our own pages, or from no page at all."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    return origin.partition("://")[2] == request.host


def _dress(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)  # a picture may be stricter about itself
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
    if request.method in UNSAFE_METHODS or response.status_code >= 400:
        response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("Cache-Control", "private, no-cache")  # pages show their reader's own, and hold secrets
    return response


def secret_hash(secret: str) -> bytes:
    """What is stored of a secret: 32 bytes. Secrets are random and long, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).digest()


def is_secret(secret: str | None, kept: bytes | None) -> bool:
    """Whether `secret` is the one whose hash was kept, in constant time."""
    return bool(secret and kept) and hmac.compare_digest(secret_hash(secret or ""), kept or b"")


def bearer_secret() -> str | None:
    """The secret in `Authorization: Bearer …`, or None where it is absent or too short to be one."""
    authorization = request.authorization
    if authorization is None or authorization.type != "bearer" or not authorization.token:
        return None
    return authorization.token if is_secret_text(authorization.token) else None


def is_secret_text(text: str) -> bool:
    """Whether this can be a secret: at least 128 bits, in characters that are safe in addresses and cookies."""
    return bool(_SECRET.fullmatch(text))


def network_hash(day: date) -> bytes:
    """Who sent this, for limits only: a keyed hash of the network address that means nothing tomorrow."""
    key = f"{current_app.config['SECRET_KEY']}:{day.isoformat()}".encode()
    return hmac.digest(key, (request.remote_addr or "").encode(), "sha256")[:16]
