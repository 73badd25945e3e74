"""The map's pictures: of a file of the city's, of an upstream, or drawn by ourselves."""

from flask import Flask

from app.places.maps.routes import bp, map_settings

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Serve tiles, and tell templates of them."""
    app.jinja_env.globals["map_settings"] = map_settings
    app.register_blueprint(bp)
