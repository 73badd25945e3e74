"""DomainError, and how an error becomes a page or problem+json."""

import errno
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, g, json, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app.extensions import db
from app.i18n import _l

log = logging.getLogger(__name__)
DISK_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS})
MACHINE_PATHS = ("/api/", "/feeds/", "/media/", "/tiles/", "/healthz", "/readyz")


@dataclass(frozen=True, slots=True)
class FieldError:
    """One mistake of a form: the field's name and a sentence for the person."""

    field: str
    message: Any


class DomainError(Exception):
    """Something a person or a program asked for that cannot be. Subclasses set status, code and message; `headers`
    are what a client of this kind of answer looks for.
    """

    status: int = 400
    code: str = "bad_request"
    message: Any = _l("Something in this request is not right.")
    headers: Mapping[str, str] = {}

    def __init__(self, **details: Any) -> None:
        super().__init__(self.code)
        self.details = details


class NotFound(DomainError):
    """What was asked for is not there, or not for the asker's eyes."""

    status, code, message = 404, "not_found", _l("We could not find this.")


SENTENCES = {
    400: _l("Something in this request is not right."),
    403: _l("You cannot do this from here."),
    404: _l("We could not find this page."),
    405: _l("This page does not take that kind of request."),
    408: _l("We cannot answer right now. Please try again in a minute."),
    411: _l("The length of what you send must be stated."),
    413: _l("This is too large."),
    415: _l("We cannot read this kind of content."),
    422: _l("Some of what you sent is not right."),
    429: _l("Too much at once. Please try again in a few minutes."),
    500: _l("Something went wrong on our side. Nothing you sent before is lost."),
    503: _l("We cannot answer right now. Please try again in a minute."),
}


def problem(status: int, code: str, detail: Any, **more: Any) -> Response:
    """An RFC 9457 answer: type, title, status, detail, the code alone, and what `more` adds."""
    body = {"type": f"/problems/{code}", "title": code.replace("_", " "), "status": status, "detail": str(detail)}
    return Response(json.dumps(body | {"code": code} | more), status, content_type="application/problem+json")


def refusal(errors: list[FieldError]) -> Response:
    """422 with one entry for every field that needs the sender's attention."""
    listed = [{"field": error.field, "message": str(error.message)} for error in errors]
    return problem(422, "invalid", SENTENCES[422], errors=listed)


def init_app(app: Flask) -> None:
    """Answer every error in the shape and the language of whoever asked."""

    @app.errorhandler(DomainError)
    def _domain(error: DomainError) -> ResponseReturnValue:
        db.session.rollback()
        answer = _answer(error.status, error.code, error.message, **error.details)
        answer.headers.update(error.headers)
        return answer

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> ResponseReturnValue:
        db.session.rollback()
        if error.response is not None or error.code is None:
            return error.get_response()
        answer = _answer(error.code, error.name.lower().replace(" ", "_"), SENTENCES.get(error.code, SENTENCES[400]))
        answer.headers.extend((name, value) for name, value in error.get_headers() if name != "Content-Type")
        return answer

    @app.errorhandler(OperationalError)
    def _store(error: OperationalError) -> ResponseReturnValue:
        """A store that is full, locked or gone: nothing was kept, and it may be back in a moment."""
        return _try_later(error.orig)

    @app.errorhandler(OSError)
    def _disk(error: OSError) -> ResponseReturnValue:
        """So may a disk that is full, read-only or broken."""
        return _try_later(error) if error.errno in DISK_ERRORS else _unexpected(error)

    @app.errorhandler(Exception)
    def _unexpected(error: Exception) -> ResponseReturnValue:
        log.error("unexpected error in %s", request.endpoint, exc_info=error)
        db.session.rollback()
        return _answer(500, "unexpected", SENTENCES[500])


def _try_later(reason: BaseException | None) -> Response:
    log.error("the store failed in %s: %s", request.endpoint, reason)
    db.session.rollback()
    answer = _answer(503, "store_unavailable", SENTENCES[503])
    answer.headers["Retry-After"] = "10"
    return answer


def _answer(status: int, code: str, message: Any, **details: Any) -> Response:
    if request.path.startswith(MACHINE_PATHS):
        return problem(status, code, message, **details)
    g.setdefault("lang", None)
    return Response(render_template("errors/error.html", status=status, message=message), status, mimetype="text/html")
