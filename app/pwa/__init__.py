"""The site as an app on the phone: the service worker, what shows without a connection, and what installing needs."""

from flask import Flask

from app.pwa import blueprint, routes

PAGES = (routes,)  # importing them puts their pages into the blueprint


def init_app(app: Flask) -> None:
    """Register the pages and files of the app on the phone."""
    app.register_blueprint(blueprint.bp)
