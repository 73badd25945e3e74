"""Delivery: what must be heard becomes messages, and every message is sent until it is told."""

from flask import Flask

from app.delivery import models, push_cli, push_keys
from app.delivery.push_sender import make_push_sender
from app.delivery.senders import register_sender

TABLES = (models.Message,)


def init_app(app: Flask) -> None:
    """Register what carries messages, commands and pages."""
    push_keys.init_app(app)
    app.cli.add_command(push_cli.cli)
    register_sender(app, "push", make_push_sender)
