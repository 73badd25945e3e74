"""The city pack: what this installation's city is, does and promises."""

from pathlib import Path

from flask import Flask

from app.city.api import city_api
from app.city.catalogue import City
from app.city.cli import cli
from app.city.current import city, current_city, serve
from app.city.loader import load_city

__all__ = ["city", "current_city", "init_app"]


def init_app(app: Flask, folder: Path) -> City:
    """Load the pack in `folder`, so that `city` stands for it; PackError names every mistake."""
    pack = load_city(folder)
    serve(app, pack)
    app.jinja_env.globals["city"] = city
    app.register_blueprint(city_api)
    app.cli.add_command(cli)
    return pack
