"""Pages about the site: home, about, privacy, accessibility."""

from flask import Flask

from app.pages import robots, routes

PAGES = (robots, routes)  # importing them puts their addresses into the blueprint


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(routes.bp)
