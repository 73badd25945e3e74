"""A case in a list: what its card shows, as properties with full names."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy import Row

from app import clock
from app.cases import queries
from app.cases.models import Case
from app.cases.numbers import spaced
from app.cases.wording import others_text, reports_text, status_in_words, unbroken
from app.city import city
from app.city.catalogue import Promise, Service
from app.i18n import _, local_date
from app.photos import queries as photo_queries
from app.photos.models import Photo
from app.places.geometry import bearing_deg, compass_point, distance_m

HERE_M = 15.0  # nearer than that, phones know no direction


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photo that may be seen, with words for who cannot see it."""

    photo: Photo
    alt: str

    @property
    def width_px(self) -> int:
        """Pixels across, of the size that pages show."""
        return self.photo.size()[0]

    @property
    def height_px(self) -> int:
        """Pixels down, of the size that pages show."""
        return self.photo.size()[1]

    def url(self, *, width: int, format: str) -> str:
        """The address of one size."""
        return self.photo.url(width=width, format=format)


@dataclass(slots=True)
class CaseCard:
    """A case in a list, from a row or an entity: anything with the columns of `nearby.COLUMNS`."""

    row: Case | Row[Any]
    distance_m: float | None = None
    compass: str | None = None
    thumbnail: ShownPhoto | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def spaced_number(self) -> str:
        """As people read it out."""
        return spaced(self.row.number)

    @property
    def unbroken_number(self) -> str:
        """The same within a sentence or a name, where no markup can keep its parts in order."""
        return unbroken(self.row.number)

    @property
    def url(self) -> str:
        """The case's page in the reader's language."""
        return url_for("cases.show", number=self.row.number)

    @property
    def service(self) -> Service | None:
        """The pack's service, where it has one."""
        return city.service(self.row.service_code)

    @property
    def service_name(self) -> str:
        """The source name of its service, for the city's catalogue to translate."""
        return self.service.name if self.service else (self.row.service_name or _("Another kind of problem"))

    @property
    def status_text(self) -> str:
        """Where it stands."""
        return status_in_words(self.row.status, self.row.closing_reason)

    @property
    def reports_text(self) -> str:
        """How many people reported it."""
        return reports_text(self.row.report_count)

    @property
    def others_text(self) -> str:
        """How many people its reporter is one of; nothing where there is no other."""
        return others_text(self.row.report_count)

    @property
    def is_closed(self) -> bool:
        """Whether its life is over."""
        return self.row.closed_at is not None

    @property
    def neighbourhood_name(self) -> str | None:
        """The name residents use for the area."""
        found = city.neighbourhood(self.row.neighbourhood) if self.row.neighbourhood else None
        return found.name if found else None

    @property
    def promise(self) -> Promise | None:
        """The service level that gave the expected date."""
        return self.service.promise if self.service else None

    @property
    def due_on(self) -> date | None:
        """By when the city means to act; of a closed case, what it had promised first."""
        return self.row.expected_on if self.is_closed else self.row.given_on or self.row.expected_on

    @property
    def is_guess(self) -> bool:
        """Whether that date is ours, not the city's word."""
        is_given = self.row.given_on is not None and not self.is_closed
        return not is_given and self.promise is not None and self.promise.is_placeholder

    @property
    def days_late(self) -> int:
        """Days past the promise: until it was closed, or until today. 0 where there is none to be late for."""
        expected = self.due_on
        if expected is None:
            return 0
        ended = local_date(self.row.closed_at or clock.now())
        return max(0, (ended - expected).days)


def cards(rows: Sequence[Case | Row[Any]], *, near: tuple[float, float] | None = None) -> list[CaseCard]:
    """Cards for a list, with thumbnails; with `near` also how far and in which direction."""
    thumbnails = _thumbnails([row.id for row in rows])
    return [_card(row, thumbnails.get(row.id), near) for row in rows]


def _card(row: Case | Row[Any], photo: Photo | None, near: tuple[float, float] | None) -> CaseCard:
    card = CaseCard(row, thumbnail=ShownPhoto(photo, "") if photo else None)
    if near is not None and row.latitude is not None and row.longitude is not None:
        card.distance_m = distance_m(*near, row.latitude, row.longitude)
        if card.distance_m > HERE_M:
            card.compass = compass_point(bearing_deg(*near, row.latitude, row.longitude))
    return card


def _thumbnails(case_ids: Collection[int]) -> Mapping[int, Photo]:
    """{case id: its first photo that anyone may see}."""
    case_of: dict[UUID, int] = queries.report_ids_of(case_ids)
    found: dict[int, Photo] = {}
    for photo in photo_queries.list_photos(list(case_of)):
        if photo.is_visible:
            found.setdefault(case_of[photo.owner_id], photo)
    return found
