"""The one place where the rest of the program finds the city it serves."""

from typing import cast

from flask import current_app
from werkzeug.local import LocalProxy

from app.city.catalogue import City

EXTENSION = "city"


def _of_current_app() -> City:
    return cast(City, current_app.extensions[EXTENSION])


city = cast(City, LocalProxy(_of_current_app))
