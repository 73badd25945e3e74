"""What of the city somebody can follow: a neighbourhood, or a circle round a place; with one service, or with all."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime

from app.city.catalogue import City
from app.followers.errors import NoSuchNeighbourhood, NoSuchService, OutsideCity
from app.followers.models import CIRCLE, NEIGHBOURHOOD, FollowedArea
from app.places.geometry import circle_is_outside
from app.places.tiles import tiles_around

SMALLEST_M, WIDEST_M, USUAL_M = 200, 3000, 500
DECIMALS = 3  # of a middle: about 100 m, so that a circle round a home does not say which
ZOOM = 14  # of the tiles that a circle touches: the widest touches some thirty
NEAR_M = 100  # rounding must not carry a place at the edge out of the city
LABEL_LETTERS = 80
HOUSE_NUMBER = re.compile(r"^\s*\d{1,6}[A-Za-z]?(?:-\d+)?\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Area:
    """What somebody wants to follow: a slug, or a middle (degrees) and a radius."""

    slug: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    radius_m: int = USUAL_M
    service_code: str | None = None
    label: str = ""

    @property
    def kind(self) -> str:
        """Which of the two it is."""
        return NEIGHBOURHOOD if self.slug else CIRCLE

    @property
    def digest(self) -> bytes:
        """32 bytes that are the same for the same area, and for no other."""
        parts = (self.kind, self.slug, self.latitude, self.longitude, self.radius_m, self.service_code, self.label)
        return hashlib.sha256(repr(parts).encode()).digest()

    @property
    def tiles(self) -> list[int]:
        """Those of ZOOM that a circle touches; a neighbourhood needs none."""
        if self.latitude is None or self.longitude is None:
            return []
        return tiles_around(self.latitude, self.longitude, self.radius_m, ZOOM)

    def row(self, used_at: datetime) -> FollowedArea:
        """As it is stored."""
        radius = self.radius_m if self.kind == CIRCLE else None
        return FollowedArea(
            digest=self.digest, kind=self.kind, slug=self.slug, latitude=self.latitude, longitude=self.longitude,
            radius_m=radius, service_code=self.service_code, label=self.label, used_at=used_at,
        )  # fmt: skip


def lawful_area(wanted: Area, city: City) -> Area:
    """The area as it may be kept: known to the city, its middle rounded, its radius within limits, its label no house.

    Raises NoSuchNeighbourhood, NoSuchService and OutsideCity.
    """
    if wanted.service_code is not None and city.service(wanted.service_code) is None:
        raise NoSuchService
    if wanted.slug is not None:
        if city.neighbourhood(wanted.slug) is None:
            raise NoSuchNeighbourhood
        return Area(slug=wanted.slug, service_code=wanted.service_code)
    if wanted.latitude is None or wanted.longitude is None:
        raise NoSuchNeighbourhood
    if circle_is_outside(city.outline, wanted.latitude, wanted.longitude, NEAR_M):
        raise OutsideCity(city.name)
    return replace(
        wanted,
        latitude=round(wanted.latitude, DECIMALS),
        longitude=round(wanted.longitude, DECIMALS),
        radius_m=min(max(wanted.radius_m, SMALLEST_M), WIDEST_M),
        label=HOUSE_NUMBER.sub("", wanted.label)[:LABEL_LETTERS],
    )
