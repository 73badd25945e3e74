"""The site as an app on the phone: the service worker, what shows without a connection, and what installing needs."""

from flask import Flask

from app.config import Settings
from app.pwa import blueprint, manifest, phone, routes
from app.pwa.screenshots import publish_screenshots
from app.pwa.worker import init_worker

PAGES = (manifest, phone, routes)  # importing them puts their pages into the blueprint


def init_app(app: Flask) -> None:
    """Register the pages and files of the app on the phone."""
    app.register_blueprint(blueprint.bp)
    settings: Settings = app.config["SETTINGS"]
    init_worker(app, is_on=settings.worker)
    app.extensions["screenshots"] = publish_screenshots(settings.city_pack, app.config["BUILDS"])
