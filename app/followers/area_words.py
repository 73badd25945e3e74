"""How an area is called that somebody follows, in the reader's language."""

from typing import Protocol

from app.city import city
from app.i18n import _, city_text
from app.i18n.formats import format_distance


class AnyArea(Protocol):
    """An area, stored or only wanted."""

    @property
    def slug(self) -> str | None:
        """The neighbourhood, or None for a circle."""

    @property
    def latitude(self) -> float | None:
        """Of a circle's middle."""

    @property
    def longitude(self) -> float | None:
        """Likewise."""

    @property
    def radius_m(self) -> int | None:
        """Of a circle."""

    @property
    def service_code(self) -> str | None:
        """The one kind of problem that it is about, or None for all."""

    @property
    def label(self) -> str:
        """What its follower typed, or an empty text."""


def area_name(area: AnyArea) -> str:
    """A neighbourhood's name; of a circle, what it is near to."""
    if area.slug:
        known = city.neighbourhood(area.slug)
        return city_text(known.name) if known else area.slug
    return _("Near %(place)s", place=area.label or _around(area))


def area_details(area: AnyArea) -> str:
    """The kind of problem, and how far around."""
    service = city.service(area.service_code) if area.service_code else None
    kind = city_text(service.name) if service else _("All kinds")
    return kind if area.slug or area.radius_m is None else f"{kind} · {format_distance(area.radius_m)}"


def _around(area: AnyArea) -> str:
    if area.latitude is None or area.longitude is None:
        return city_text(city.name)
    around = city.neighbourhood_at(area.latitude, area.longitude)
    return city_text(around.name) if around else city_text(city.name)
