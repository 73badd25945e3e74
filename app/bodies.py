"""A request's body comes whole or not at all: what was cut off on its way must not be taken for what was sent."""

import base64
import hashlib
import re

from flask import Flask, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import ClientDisconnected, LengthRequired, RequestTimeout

from app.errors import DomainError
from app.i18n import _l

_SHA256 = re.compile(r"(?:^|,)\s*sha-256=:([^:]*):")


class ChangedOnItsWay(DomainError):
    """The body is not what its sender announced. 408, as for one that was cut off: the sender tries again."""

    status, code, message = 408, "changed_on_its_way", _l("This changed on its way to us. Please send it again.")


def init_app(app: Flask) -> None:
    """Hold every request to the length that it states."""
    app.before_request(_expect_whole)

    @app.errorhandler(ClientDisconnected)
    def _cut_off(_error: ClientDisconnected) -> ResponseReturnValue:
        """The network's fault, not the sender's: 408 is what outboxes try again after, 400 they would not."""
        return app.handle_user_exception(RequestTimeout())


def _expect_whole() -> None:
    """Reading a body that ends too early raises ClientDisconnected, as does a connection that breaks.

    gunicorn says that it ends bodies by itself. It does, but it ends one whose sender went away just the same: half
    a form would be stored as a report. Without that word Werkzeug counts the bytes. Bodies in chunks state no length;
    no browser sends them.
    """
    if "Transfer-Encoding" in request.headers:
        raise LengthRequired
    request.environ.pop("wsgi.input_terminated", None)


def refuse_changed(body: bytes) -> None:
    """Raise ChangedOnItsWay unless this is what `Content-Digest` (RFC 9530) says, where it says so in SHA-256."""
    told = _SHA256.search(request.headers.get("Content-Digest", ""))
    if told and _decoded(told[1]) != hashlib.sha256(body).digest():
        raise ChangedOnItsWay


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:  # binascii's own, or for letters that are not ASCII
        return b""
