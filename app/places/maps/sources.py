"""Whose tiles are shown: chosen once, when the application is made; what is wrong with the choice is said then."""

import logging
from pathlib import Path

import shapely
from flask import Flask, current_app

from app import clock
from app.config import Settings
from app.places.home import current_home
from app.places.maps.kept import Shelf
from app.places.maps.mbtiles import MbtilesFile, UnusableTiles
from app.places.maps.outlines import outlines_on
from app.places.maps.pictures import Absent, MapSettings, Source
from app.places.maps.square import EXTENT, Square
from app.places.maps.upstream import Address, Upstream

log = logging.getLogger(__name__)
EXTENSION = "maps"
FOLDER = "tiles"
# Whose tiles need a word more: they are free to look at, and not for everybody's production.
OPENSTREETMAP = "openstreetmap.org"
OPENSTREETMAP_ATTRIBUTION = "© OpenStreetMap contributors"
OPENSTREETMAP_TERMS = "https://www.openstreetmap.org/copyright"


class OwnDrawing:
    """Nobody's tiles: every one is drawn by us."""

    def __init__(self, attribution: str = "") -> None:
        self.settings = MapSettings(attribution=attribution)

    def find(self, square: Square) -> Absent:
        """None of anybody's."""
        return Absent.THERE_IS_NONE


def choose_source(app: Flask, settings: Settings) -> None:
    """The application shows these tiles from now on."""
    app.extensions[EXTENSION] = _chosen(settings)


def current_source() -> Source:
    """Those of the application at work."""
    source: Source = current_app.extensions[EXTENSION]
    return source


def _chosen(settings: Settings) -> Source:
    if settings.tiles is None:
        return OwnDrawing(settings.tiles_attribution)
    if settings.tiles.startswith("https://"):
        return upstream_of(settings)
    try:
        return MbtilesFile(Path(settings.tiles), settings.tiles_attribution)
    except UnusableTiles as error:
        log.error("STOOP_TILES: %s: %s. Our own drawing is shown instead.", settings.tiles, error)
        return OwnDrawing(settings.tiles_attribution)


def upstream_of(settings: Settings) -> Upstream:
    """The upstream that the settings name, with its terms."""
    template = settings.tiles or ""
    address = Address.of(template, f"Stoop311 (+{settings.tiles_contact})")
    is_openstreetmap = address.host == OPENSTREETMAP or address.host.endswith(f".{OPENSTREETMAP}")
    if is_openstreetmap:
        log.warning("OpenStreetMap's tiles are for a look only: a city in production needs its own (docs/maps.md)")
    return Upstream(
        address,
        MapSettings(
            attribution=settings.tiles_attribution or (OPENSTREETMAP_ATTRIBUTION if is_openstreetmap else ""),
            attribution_url=OPENSTREETMAP_TERMS if is_openstreetmap else "",
            is_sketch=False,
        ),
        Shelf(settings.data_dir / FOLDER, template),
        now=clock.now,
        is_ours=is_near_the_city,
    )


def is_near_the_city(square: Square) -> bool:
    """Whether a tile shows a part of the city, or lies beside one that does."""
    left, top, right, bottom = square.units
    around = shapely.box(left - EXTENT, top - EXTENT, right + EXTENT, bottom + EXTENT)
    boundary = outlines_on(square.z, current_home().shapes()).boundary
    return any(bool(shapely.intersects(part, around)) for part in boundary)
