"""What the store holds for one tile of the own drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Integer, bindparam, select

from app.extensions import db, table_of
from app.places.maps.lines.pyramid import DEEPEST
from app.places.maps.models import TileLines, TileName

_lines, _names = table_of(TileLines).c, table_of(TileName).c
_zoom, _tile = bindparam("zoom", type_=Integer), bindparam("tile", type_=BigInteger)
LINES = select(_lines.rank, _lines.path).where(_lines.zoom == _zoom, _lines.tile == _tile).order_by(_lines.rank)
NAMES = select(_names.text, _names.x, _names.y, _names.half_length, _names.angle_deg).where(
    _names.zoom == _zoom, _names.tile == _tile
)
ANY = select(_lines.id).where(_lines.zoom == _zoom).limit(1)


@dataclass(frozen=True, slots=True)
class StreetName:
    """A name in units of the tile in which it was asked for."""

    text: str
    x: int
    y: int
    half_length: int
    angle_deg: int


def list_lines(zoom: int, tile: int) -> Sequence[tuple[int, str]]:
    """(rank, data of an SVG path) of the lines in a tile."""
    rows = db.session.connection().execute(LINES, {"zoom": zoom, "tile": tile})
    return [(row.rank, row.path) for row in rows]


def has_lines(zoom: int) -> bool:
    """Whether any streets are loaded that a zoom shows; from DEEPEST on, those of DEEPEST."""
    return db.session.connection().execute(ANY, {"zoom": min(zoom, DEEPEST)}).first() is not None


def list_names(zoom: int, tile: int) -> Sequence[StreetName]:
    """The names that touch a tile."""
    rows = db.session.connection().execute(NAMES, {"zoom": zoom, "tile": tile})
    return [StreetName(*row) for row in rows]
