"""What a tile is answered with, and who makes it."""

import hashlib
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from app.places.maps.square import MAX_ZOOM, MIN_ZOOM, Square

SVG = "image/svg+xml"
# How each kind of picture begins: what a file or an upstream says of itself is not believed.
PNG_START, JPEG_START = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of a tile, what they are, and how long everybody may keep them."""

    content: bytes
    mimetype: str
    max_age_seconds: int = DAY_SECONDS

    @property
    def etag(self) -> str:
        """A mark of exactly these bytes."""
        return hashlib.sha256(self.content).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class MapSettings:
    """What a page has to know of the map. `is_sketch` says that it is a drawing of our own, not a full map; beyond
    `max_zoom` pages enlarge its pictures. The attribution is plain text, with the address of its terms or "".
    """

    attribution: str = ""
    attribution_url: str = ""
    min_zoom: int = MIN_ZOOM
    max_zoom: int = MAX_ZOOM
    is_sketch: bool = True


class Absent(Enum):
    """Why there is no picture: there is none of this square, or it could not be had now."""

    THERE_IS_NONE = "there is none"
    NOT_NOW = "not now"


class Source(Protocol):
    """Somebody's tiles: a file of the city's, or an upstream."""

    settings: MapSettings

    def find(self, square: Square) -> Picture | Absent:
        """The tile, or why there is none. Keeps nobody waiting long."""


def sniffed(content: bytes) -> str | None:
    """The type of a picture that browsers show, by its first bytes; None for anything else."""
    if content.startswith(PNG_START):
        return "image/png"
    if content.startswith(JPEG_START):
        return "image/jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return None
