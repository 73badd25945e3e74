"""What areas are called: which property of a file is their name, and the slug by which the store knows each."""

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from app.city.areas import Neighbourhood
from app.city.letters import fold
from app.city.loading.reading import Feature
from app.city.models import MAX_NAME, MAX_SLUG
from app.city.yaml_lines import HIDDEN

# Properties that name an area, in files of cities, the surest first; letters and digits only.
NAMES = (
    "name", "neighborhood", "neighbourhood", "neighborhoodname", "neighbourhoodname", "nhood", "nname", "hood",
    "communityarea", "community", "districtname", "listname", "mapname", "fullname", "longname", "namelsad", "label",
    "title", "district", "districtnumber", "districtno", "distnum", "dist", "ward", "precinct", "zone", "number",
)  # fmt: skip
KEY = re.compile(r"[^0-9a-z]+")


class Unnamed(ValueError):
    """No property names the areas; the text says which there are."""


@dataclass(frozen=True, slots=True)
class Known:
    """Slug and name of an area that was known before this file."""

    slug: str
    name: str


def find_name_field(features: Sequence[Feature], wanted: str = "") -> str:
    """The property with the names: the one that is wanted, or what looks most like it. Raises Unnamed."""
    keys = list(dict.fromkeys(key for feature in features for key in feature.properties))
    there = ", ".join(keys[:20]) or "none at all"
    if wanted:
        same = [key for key in keys if key.casefold() == wanted.casefold()]
        if not same:
            raise Unnamed(f"no feature has the property {wanted!r}; there are: {there}")
        return wanted if wanted in same else same[0]
    usable = [key for key in keys if any(as_name(feature.properties.get(key)) for feature in features)]
    found = next((key for name in NAMES for key in usable if _plain(key) == name), None)
    if found is None and len(usable) != 1:
        raise Unnamed(f"no property is surely the name; say which with --name-field: {there}")
    return found or usable[0]


def as_name(value: Any) -> str:
    """A name as it is shown, "" for what is none: numbers are names, too."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())


def mistake_in(name: str) -> str:
    """What is wrong with a name, in words; "" if nothing is."""
    if not name:
        return "it has no name"
    if len(name) > MAX_NAME:
        return f"its name is longer than {MAX_NAME} characters"
    if hidden := HIDDEN.search(name):
        return f"its name holds the hidden character U+{ord(hidden[0]):04X}"
    return ""


def slug_of(name: str) -> str:
    """Small letters and digits with - between words; of a script that has no such letters a short sum of the name."""
    words = "-".join(word for word in KEY.split(fold(name)) if word)
    if not words or not fold(name).isascii():
        return f"area-{zlib.crc32(fold(name).encode()):08x}"
    return words[: MAX_SLUG - 8].rstrip("-")


def by_name(known: Iterable[Known]) -> dict[str, Known]:
    """{folded name, or slug read as one: the first that has it}."""
    each = list(known)
    found = {fold(one.slug): one for one in reversed(each)}
    return found | {fold(one.name): one for one in reversed(each)}


def known_by_place(name: str, shape: BaseGeometry, known: Iterable[Neighbourhood]) -> Known | None:
    """The one whose middle lies in the shape, if it is the only one there and one name is part of the other: "Powelton
    Village" is what another map calls "Powelton"; "Old City and Queen Village" is nobody's.
    """
    here = [one for one in known if shape.covers(Point(one.longitude, one.latitude))]
    return Known(here[0].slug, here[0].name) if len(here) == 1 and _is_part(name, here[0].name) else None


def _is_part(one: str, other: str) -> bool:
    """Whether each word of the shorter name is one of the longer, cut short or not."""
    shorter, longer = sorted((fold(one).split(), fold(other).split()), key=len)
    return bool(shorter) and all(any(a.startswith(b) or b.startswith(a) for b in longer) for a in shorter)


def free_slug(name: str, taken: Mapping[str, object]) -> str:
    """A slug that no other area has."""
    slug = slug_of(name)
    tries = (slug, *(f"{slug}-{number}" for number in range(2, len(taken) + 3)))
    return next(one for one in tries if one not in taken)


def _plain(key: str) -> str:
    return KEY.sub("", key.casefold())
