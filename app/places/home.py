"""What the features of this row have to know of the city that they serve; told once, when the application is made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, cast

from flask import Flask, current_app
from shapely.geometry.base import BaseGeometry

from app.places.spelling import words_of

EXTENSION = "places"


@dataclass(frozen=True, slots=True)
class Shape:
    """An area for a map. `name` is the source text of its name, "" for the boundary; the point is for the name.

    `outline` is in degrees, longitude first; None for a neighbourhood of which only the middle is known.
    """

    kind: Literal["boundary", "neighbourhood"]
    name: str
    latitude: float
    longitude: float
    outline: BaseGeometry | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """What it is called (its own name, its region's, its neighbourhoods'); its region; whether a place can be in it.

    `around` are towns and regions that people name who mean a place outside; `outside_help` is whom to ask there, in
    the reader's language.

    `shapes` are its boundary and neighbourhoods: the same object again until the city loads others, so that what was
    drawn of them can be kept by it.
    """

    called: Callable[[], tuple[str, ...]] = tuple
    contains: Callable[[float, float], bool] = field(default=lambda _latitude, _longitude: True)
    shapes: Callable[[], Sequence[Shape]] = field(default=lambda: ())
    region: Callable[[], str] = str
    around: Callable[[], tuple[str, ...]] = tuple
    outside_help: Callable[[], str] = str

    @property
    def names(self) -> frozenset[str]:
        """Names that say no more than "here", as the search spells them."""
        return _spelled(self.called())

    @property
    def others(self) -> frozenset[str]:
        """Names of what is around it, spelled likewise."""
        return _spelled(self.around())

    def is_region_code(self, code: str) -> bool:
        """Whether two letters may stand for its region: its first letter, and one that follows."""
        letters = "".join(words_of(self.region()))
        return letters.startswith(code[:1]) and code[1:] in letters[1:]


@lru_cache(maxsize=8)
def _spelled(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(" ".join(words_of(name)) for name in names)


def keep_home(app: Flask, home: Home) -> None:
    """The application serves this city."""
    app.extensions[EXTENSION] = home


def current_home() -> Home:
    """That of the application at work."""
    return cast(Home, current_app.extensions[EXTENSION])
