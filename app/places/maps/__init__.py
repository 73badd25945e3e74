"""The map's pictures: of a file of the city's, of an upstream, or drawn by ourselves."""

from flask import Flask

from app.places.cli import places
from app.places.maps.cli import lines
from app.places.maps.routes import bp, map_settings
from app.places.maps.sources import choose_source

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Serve tiles, and tell templates of them."""
    choose_source(app, app.config["SETTINGS"])
    app.jinja_env.globals["map_settings"] = map_settings
    app.register_blueprint(bp)
    places.add_command(lines)
