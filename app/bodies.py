"""A request's body comes whole or not at all: what was cut off on its way must not be taken for what was sent."""

import base64
import hashlib
import re
from typing import Any

import orjson
from flask import Flask, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import ClientDisconnected, LengthRequired, RequestTimeout

from app.errors import DomainError
from app.i18n import _l

MOST_LEVELS = 20  # what is nested deeper no phone sent, and no store takes
_SHA256 = re.compile(r"(?:^|,)\s*sha-256=:([^:]*):")


class ChangedOnItsWay(DomainError):
    """The body is not what its sender announced. 408, as for one that was cut off: the sender tries again."""

    status, code, message = 408, "changed_on_its_way", _l("This changed on its way to us. Please send it again.")


class BrokenBody(DomainError):
    """The body is not the JSON object it should be."""

    status, code, message = 400, "broken_json", _l("We could not read what was sent. It must be a JSON object.")


class WrongContentType(DomainError):
    """The body is of a kind this address does not take."""

    status, code, message = 415, "wrong_content_type", _l("This address takes application/json.")


class NoBody(DomainError):
    """Nothing was sent."""

    status, code, message = 400, "empty_body", _l("Nothing was sent.")


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


def whole_body(most_bytes: int) -> bytes:
    """The body of a request that brings JSON, read before the first query: from there on a write lock is held.

    Raises WrongContentType, ChangedOnItsWay and NoBody; one that is too long is answered 413.
    """
    request.max_content_length = most_bytes
    if request.mimetype != "application/json":
        raise WrongContentType
    body = request.get_data(cache=False)
    refuse_changed(body)
    if not body:
        raise NoBody
    return body


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object in a body. Raises BrokenBody where there is none a phone sends. NaN and Infinity are not JSON."""
    try:
        payload = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BrokenBody from None
    if not isinstance(payload, dict) or not _is_flat(payload, MOST_LEVELS):
        raise BrokenBody
    return payload


def _is_flat(value: Any, levels: int) -> bool:
    """Whether no more than so many objects and lists stand in one another."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels >= 0 and all(_is_flat(one, levels - 1) for one in inner)


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
