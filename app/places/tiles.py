"""The one spatial key: a Web Mercator tile as one integer; at zoom 16 where nothing else is said.

The bits of column and row are interleaved (quadkey order), so the tiles under one parent tile are a plain range of
integers, and an ordinary index finds them. A tile is about 470 m wide at 40 degrees of latitude.
"""

import math

from app.places.geometry import METRES_PER_DEGREE

__all__ = ["METRES_PER_DEGREE", "key_of", "parent_range", "row", "share_down", "tile", "tile_at", "tiles_around"]

ZOOM = 16
SIDE = 1 << ZOOM
MAX_LATITUDE = 85.051128779806604  # where the Mercator square ends
# A disc that needs more is no neighbourhood: whoever asks for it has forgotten a limit.
MAX_TILES = 2 * SIDE
# Places are compared with a disc on a plane, which differs from the sphere's by less than this.
MARGIN = 1.001


def tile(latitude: float, longitude: float, zoom: int = ZOOM) -> int:
    """The key of the tile that holds a place (degrees, WGS84), 0 to 4**zoom - 1.

    Beyond 85.05 degrees the last row stands for all that is left; longitudes wrap around. ValueError if not finite.
    """
    _refuse_nowhere(latitude, longitude)
    side = 1 << zoom
    return key_of(_column(longitude, side), row(latitude, side))


def parent_range(key: int, zoom: int) -> tuple[int, int]:
    """The first and last key, both included, of the tile at `zoom` (0 to 16) that holds tile `key`."""
    if not 0 <= zoom <= ZOOM:
        raise ValueError(f"zoom {zoom} is not within 0 and {ZOOM}")
    below = 2 * (ZOOM - zoom)
    first = key >> below << below
    return first, first + (1 << below) - 1


def tiles_around(latitude: float, longitude: float, radius_m: float, zoom: int = ZOOM) -> list[int]:
    """Every tile that a disc around a place (degrees) touches, each once, and a few at its corners that it does not.

    ValueError if a number is not finite, the radius is negative, or the disc needs more than 131,072 tiles.
    """
    _refuse_nowhere(latitude, longitude)
    if not 0 <= radius_m < math.inf:
        raise ValueError(f"a radius cannot be {radius_m} m")
    side = 1 << zoom
    reach = radius_m / METRES_PER_DEGREE * MARGIN
    rows = range(row(latitude + reach, side), row(latitude - reach, side) + 1)
    columns = _columns_around(longitude, _half_width(latitude, reach), side)
    if len(rows) * len(columns) > MAX_TILES:
        raise ValueError(f"a disc of {radius_m:.0f} m needs {len(rows) * len(columns)} tiles")
    return [key_of(across % side, down) for down in rows for across in columns]


def _refuse_nowhere(latitude: float, longitude: float) -> None:
    if not math.isfinite(latitude + longitude):
        raise ValueError(f"{latitude}, {longitude} is nowhere")


def _half_width(latitude: float, reach: float) -> float:
    """How far east and west of its centre a disc gets, all in degrees; 180 where it holds a pole."""
    if abs(latitude) + reach >= 90:
        return 180.0
    return math.degrees(math.asin(math.sin(math.radians(reach)) / math.cos(math.radians(latitude)))) * MARGIN


def _columns_around(longitude: float, half_width: float, side: int) -> range:
    """Columns from west to east, counted on past the last one where the disc crosses the antimeridian."""
    west, east = (math.floor((longitude + way + 180) / 360 * side) for way in (-half_width, half_width))
    return range(side) if east - west >= side else range(west, east + 1)


def _column(longitude: float, side: int) -> int:
    return math.floor((longitude + 180) / 360 * side) % side


def row(latitude: float, side: int) -> int:
    """The row, 0 in the north, of a latitude where the square has `side` of them."""
    return min(max(math.floor(share_down(latitude) * side), 0), side - 1)


def share_down(latitude: float) -> float:
    """How far down the Mercator square a latitude lies: 0 at its northern edge, 1 at its southern."""
    sine = math.sin(math.radians(min(max(latitude, -MAX_LATITUDE), MAX_LATITUDE)))
    return 0.5 - math.atanh(sine) / math.tau


def key_of(column: int, row: int) -> int:
    """The key of the tile in a column and a row."""
    return _spread(column) | _spread(row) << 1


def tile_at(key: int) -> tuple[int, int]:
    """Column and row of a key."""
    return _gathered(key), _gathered(key >> 1)


def _spread(bits: int) -> int:
    """Up to 32 bits with a gap after each: abcd becomes 0a0b0c0d."""
    bits = (bits | bits << 16) & 0x0000FFFF0000FFFF
    bits = (bits | bits << 8) & 0x00FF00FF00FF00FF
    bits = (bits | bits << 4) & 0x0F0F0F0F0F0F0F0F
    bits = (bits | bits << 2) & 0x3333333333333333
    return (bits | bits << 1) & 0x5555555555555555


def _gathered(bits: int) -> int:
    """The other way: of 0a0b0c0d, abcd."""
    bits &= 0x5555555555555555
    bits = (bits | bits >> 1) & 0x3333333333333333
    bits = (bits | bits >> 2) & 0x0F0F0F0F0F0F0F0F
    bits = (bits | bits >> 4) & 0x00FF00FF00FF00FF
    bits = (bits | bits >> 8) & 0x0000FFFF0000FFFF
    return (bits | bits >> 16) & 0x00000000FFFFFFFF
