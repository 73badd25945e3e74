"""The one place where the rest of the program finds the city it serves."""

from typing import cast

from flask import Flask, current_app
from werkzeug.local import LocalProxy

from app.city.catalogue import City
from app.city.watching import Watch

EXTENSION = "city"
WATCH = "city_watch"


def serve(app: Flask, pack: City) -> None:
    """The application serves the city of this pack, with whatever areas are loaded while it runs."""

    def keep(city: City) -> None:
        app.extensions[EXTENSION] = city

    keep(pack)
    app.extensions[WATCH] = Watch(pack, keep)


def watch() -> Watch:
    """What looks for newly loaded areas."""
    return cast(Watch, current_app.extensions[WATCH])


def current_city() -> City:
    """The city itself, for whoever keeps it longer than a request: a cache, a thread."""
    return watch().city()


city = cast(City, LocalProxy(current_city))
