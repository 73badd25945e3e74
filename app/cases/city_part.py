"""A part of the city that somebody looks at on the map: what `bbox=` says in the address of a page, and its list.

A page is kinder than the API: a box that reaches beyond the city is cut at its bounds, and what cannot be shown is said
in words.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from app.cases.nearby import FIRST_REACH_M, MAX_TILES, NOTHING, Search, list_on_tiles
from app.city.catalogue import Bounds
from app.i18n import _
from app.places.boxes import Box
from app.places.tiles import tiles_around

GROWTH = 2.0
FARTHEST_M = 20_000.0


@dataclass(frozen=True, slots=True)
class CityPart:
    """The box that is shown; None where nothing can be: with the reason in `error`, or because it lies elsewhere."""

    box: Box | None = None
    error: str = ""

    @classmethod
    def parse(cls, text: str, bounds: Bounds) -> "CityPart":
        """Read west, south, east and north, in degrees."""
        asked = _read(text)
        if asked is None:
            return cls(error=_("We cannot show this part of the map. Choose a place instead."))
        return cls(_inside(asked, bounds))

    @property
    def text(self) -> str:
        """As it stands in an address, to a metre; "" where nothing can be shown."""
        return box_text(self.box) if self.box else ""


def box_text(box: Box | Bounds) -> str:
    """West, south, east and north, to a metre."""
    return ",".join(f"{edge:.5f}" for edge in (box.west, box.south, box.east, box.north))


def _read(text: str) -> Box | None:
    """None for what is no box of this earth, and for one that is inside out."""
    try:
        box = Box(*(float(edge) for edge in text.split(",")))
    except (ValueError, TypeError):
        return None
    is_upright = -180 <= box.west < box.east <= 180 and -90 <= box.south < box.north <= 90
    return box if is_upright else None


def _inside(asked: Box, bounds: Bounds) -> Box | None:
    west, east = max(asked.west, bounds.west), min(asked.east, bounds.east)
    south, north = max(asked.south, bounds.south), min(asked.north, bounds.north)
    return Box(west, south, east, north) if west < east and south < north else None


def list_nearest_of_many(search: Search) -> Sequence[Row[Any]]:
    """The nearest of a box with more cases than the search takes: what a map shows as clusters, as a list.

    As `nearby.list_nearby` does, the disc grows until it holds enough; a row beyond it may not be the next one.
    """
    reach, rows = max(FIRST_REACH_M, math.sqrt(search.after[0]) if search.after else 0), NOTHING
    while reach < FARTHEST_M:
        tiles = tiles_around(search.latitude, search.longitude, reach)
        if len(tiles) > MAX_TILES:
            break
        rows = list_on_tiles(search, tiles)
        if len(rows) == search.limit and rows[-1].square <= reach * reach:
            break
        reach *= GROWTH
    return rows
