"""The city as it is served: its pack, with the areas that were loaded last in place of the pack's.

Asking costs nothing: each process keeps what it has read, and looks for a newer load at most every few seconds.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import cast

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Row, select
from sqlalchemy.exc import SQLAlchemyError

from app.city.areas import District, Neighbourhood
from app.city.catalogue import Bounds, City
from app.city.models import AreaLoad, Kind, LoadedArea
from app.database import reading
from app.extensions import db

log = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 5.0
Digests = Mapping[str, str]  # of each kind that was loaded
AreaRow = Row[str, str, str, bytes, str]  # kind, slug, name, shape, digest


class Watch:
    """One application's city. `on_change` is told of each that takes the place of the last."""

    def __init__(
        self, pack: City, on_change: Callable[[City], object], now: Callable[[], float] = time.monotonic
    ) -> None:
        self.pack, self.now = pack, now
        self._on_change = on_change
        self._city = pack
        self._digests: Digests | None = None
        self._due = -float("inf")
        self._looking = threading.Lock()

    def city(self) -> City:
        """As it was at the last look, which is a few seconds ago at most."""
        if self.now() >= self._due and self._looking.acquire(blocking=self._digests is None):
            try:
                if self.now() >= self._due:
                    self.look()
            finally:
                self._looking.release()
        return self._city

    def look(self) -> None:
        """Take up what was loaded. A store that cannot be read, or that has no such table yet, changes nothing."""
        try:
            self._read()
        except SQLAlchemyError as error:
            if self._digests is not None:
                log.warning("areas cannot be read: %s", type(error).__name__)
        self._due = self.now() + LOOK_EVERY_SECONDS

    def _read(self) -> None:
        """In a transaction of its own, so that no request holds one for it."""
        with reading(), db.engine.connect() as connection:
            loaded = connection.execute(select(AreaLoad.kind, AreaLoad.digest)).all()
            if self._digests == {kind: digest for kind, digest in loaded}:
                return
            rows = connection.execute(
                select(LoadedArea.kind, LoadedArea.slug, LoadedArea.name, LoadedArea.shape, AreaLoad.digest)
                .join(AreaLoad, AreaLoad.kind == LoadedArea.kind)
                .order_by(LoadedArea.kind, LoadedArea.position)
            ).all()
        self._digests = {row.kind: row.digest for row in rows}
        self._city = with_areas(self.pack, rows) if rows else self.pack
        self._on_change(self._city)


def with_areas(pack: City, rows: Sequence[AreaRow]) -> City:
    """The city with these areas. One that the pack knows, too, keeps the pack's name, and with it its translations."""
    of = {kind: [row for row in rows if row.kind == kind] for kind in Kind}
    neighbourhoods = tuple(_neighbourhood(pack, row) for row in of[Kind.NEIGHBOURHOODS]) or pack.neighbourhoods
    slugs = {area.slug for area in neighbourhoods}
    outline = shapely.union_all([_shape(row) for row in of[Kind.BOUNDARY]]) if of[Kind.BOUNDARY] else pack.outline
    return replace(
        pack,
        neighbourhoods=neighbourhoods,
        former_neighbourhoods=tuple(area for area in pack.neighbourhoods if area.slug not in slugs),
        districts=tuple(_district(row) for row in of[Kind.DISTRICTS]),
        outline=outline,
        bounds=_around(pack.bounds, outline),
    )


def _neighbourhood(pack: City, row: AreaRow) -> Neighbourhood:
    known = pack.neighbourhood(row.slug)
    shape = _shape(row)
    return Neighbourhood(row.slug, known.name if known else row.name, *middle_of(shape), shape)


def _district(row: AreaRow) -> District:
    shape = _shape(row)
    return District(row.slug, row.name, *middle_of(shape), shape)


def middle_of(shape: BaseGeometry) -> tuple[float, float]:
    """Latitude and longitude of its centre, or, where that lies outside of it, of a point inside."""
    centre = shape.centroid
    point = centre if shape.contains(centre) else shape.representative_point()
    return point.y, point.x


def _shape(row: AreaRow) -> BaseGeometry:
    return cast(BaseGeometry, shapely.from_wkb(row.shape))


def _around(bounds: Bounds, outline: BaseGeometry) -> Bounds:
    """The pack's box, widened where the outline leaves it."""
    west, south, east, north = outline.bounds
    return Bounds(min(bounds.west, west), min(bounds.south, south), max(bounds.east, east), max(bounds.north, north))
