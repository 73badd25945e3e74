"""Delivery: what must be heard becomes messages, and every message is sent until it is told."""

from flask import Flask

from app.delivery import models

TABLES = (models.Message,)


def init_app(app: Flask) -> None:
    """Register what carries messages, commands and pages."""
