"""Who hears of what, where, in which language."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Bind who follows to the application."""
