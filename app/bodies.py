"""A request's body comes whole or not at all: what was cut off on its way must not be taken for what was sent."""

from flask import Flask, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import ClientDisconnected, LengthRequired, RequestTimeout


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
