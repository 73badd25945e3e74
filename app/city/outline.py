"""Reads the city's outline: GeoJSON (RFC 7946), one polygon or several, in degrees as longitude, latitude.

JSON is read as the YAML it also is, so that mistakes in it have lines.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import shapely
from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter
from shapely.geometry.base import BaseGeometry

from app.city.entries import validated
from app.city.errors import Mistake
from app.city.fields import Latitude, Longitude
from app.city.yaml_lines import Page, Tree, Way, read_page

FILE = "outline.geojson"


def _without_height(position: object) -> object:
    return position[:2] if isinstance(position, list) else position


def _closed(ring: "tuple[Position, ...]") -> "tuple[Position, ...]":
    if ring[0] != ring[-1]:
        raise ValueError("a ring must end where it starts")
    return ring


Position = Annotated[tuple[Longitude, Latitude], BeforeValidator(_without_height)]
Ring = Annotated[tuple[Position, ...], Field(min_length=4), AfterValidator(_closed)]
RINGS = TypeAdapter(Annotated[tuple[Ring, ...], Field(min_length=1)])


@dataclass(frozen=True, slots=True)
class Area:
    """One polygon of the outline and where it stands."""

    shape: shapely.Polygon
    page: Page
    way: Way

    def corners(self) -> Iterator[tuple[float, float, Way]]:
        """Longitude, latitude and place of each corner of the outer ring."""
        for at, (longitude, latitude) in enumerate(self.shape.exterior.coords):
            yield longitude, latitude, (*self.way, 0, at)


def read_outline(folder: Path, mistakes: list[Mistake]) -> list[Area]:
    """The polygons of the outline; empty where none can be used, with every reason in `mistakes`."""
    page = read_page(folder, FILE, mistakes)
    if page is None:
        return []
    areas = [_area(page, way, rings, mistakes) for way, rings in _polygons(page, page.tree, (), mistakes)]
    return [area for area in areas if area]


def joined(areas: list[Area]) -> BaseGeometry:
    """The outline as one geometry."""
    return shapely.union_all([area.shape for area in areas])


def _polygons(page: Page, tree: Tree, way: Way, mistakes: list[Mistake]) -> Iterator[tuple[Way, Tree]]:
    match tree:
        case {"type": "FeatureCollection", "features": [_, *_] as features}:
            for at, feature in enumerate(features):
                yield from _polygons(page, feature, (*way, "features", at), mistakes)
        case {"type": "Feature", "geometry": geometry}:
            yield from _polygons(page, geometry, (*way, "geometry"), mistakes)
        case {"type": "MultiPolygon", "coordinates": [_, *_] as polygons}:
            yield from (((*way, "coordinates", at), rings) for at, rings in enumerate(polygons))
        case {"type": "Polygon", "coordinates": rings}:
            yield (*way, "coordinates"), rings
        case _:
            mistakes.append(page.mistake(way, "the outline must be GeoJSON made of Polygons or MultiPolygons"))


def _area(page: Page, way: Way, tree: Tree, mistakes: list[Mistake]) -> Area | None:
    rings = validated(RINGS, tree, page, way, mistakes)
    if rings is None:
        return None
    shape = shapely.Polygon(rings[0], rings[1:])
    if not shape.is_valid or not shape.area:
        reason = shapely.is_valid_reason(shape) if not shape.is_valid else "it has no area"
        mistakes.append(page.mistake(way, f"this is no area: {reason}"))
        return None
    return Area(shape, page, way)
