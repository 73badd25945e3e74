"""The one place where the rest of the program finds the city it serves."""

from typing import cast

from flask import current_app
from werkzeug.local import LocalProxy

from app.city.catalogue import City

EXTENSION = "city"


def current_city() -> City:
    """The city itself, for whoever keeps it longer than a request: a cache, a thread."""
    return cast(City, current_app.extensions[EXTENSION])


city = cast(City, LocalProxy(current_city))
