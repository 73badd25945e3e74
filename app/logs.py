"""Logs name events: what happened, to which row, never to whom, where, or in which words."""

import logging

from flask import Flask
from flask.logging import default_handler

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def init_app(app: Flask) -> None:
    """Send the events of every part to standard error, one line each."""
    root = logging.getLogger("app")
    default_handler.setFormatter(logging.Formatter(FORMAT))
    root.setLevel(logging.INFO)
    if default_handler not in root.handlers:
        root.addHandler(default_handler)
    app.logger.setLevel(logging.INFO)
