"""What the address search has to know of the city that it serves; told once, when the application is put together."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from flask import Flask, current_app

from app.places.spelling import words_of

EXTENSION = "places"


@dataclass(frozen=True, slots=True)
class Home:
    """Names that say no more than "here" (the city, its region, its neighbourhoods); whether a place can be in it."""

    names: frozenset[str] = frozenset()
    contains: Callable[[float, float], bool] = field(default=lambda _latitude, _longitude: True)

    @classmethod
    def of(cls, *names: str, contains: Callable[[float, float], bool]) -> "Home":
        """With names as they are written."""
        return cls(frozenset(" ".join(words_of(name)) for name in names), contains)


def keep_home(app: Flask, home: Home) -> None:
    """The application serves this city."""
    app.extensions[EXTENSION] = home


def current_home() -> Home:
    """That of the application at work."""
    return cast(Home, current_app.extensions[EXTENSION])
