"""Places: the spatial key, distances and directions, whether a place is in the city, and the address search."""

from flask import Flask

from app.places import api, cli, maps
from app.places.home import Home, Shape, keep_home

__all__ = ["Home", "Shape", "init_app"]


def init_app(app: Flask, home: Home) -> None:
    """Register interface and commands; `home` is what the search has to know of the city."""
    keep_home(app, home)
    app.register_blueprint(api.bp)
    maps.init_app(app)
    app.cli.add_command(cli.places)
