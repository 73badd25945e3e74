"""What somebody asks to be told of, as pages send it: a case, a neighbourhood, or what is round a place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.city import city, current_city
from app.errors import DomainError, FieldError
from app.followers import edges, wishes
from app.followers.area_words import area_name
from app.followers.areas import USUAL_M, Area, lawful_area
from app.followers.emails import NotAnAddress, add_email, is_address
from app.followers.errors import NoSuchNeighbourhood, OutsideCity
from app.followers.models import AREA, CASE, Follower
from app.followers.subjects import subjects_of
from app.followers.wishes import Wish
from app.i18n import _, city_text, current_language
from app.i18n.formats import format_distance
from app.places.home import current_home
from app.places.points import read_point
from app.places.queries import search_places

RADII_M = (250, 500, 1000, 2000)
FIELD_OF: dict[type[DomainError], str] = {NoSuchNeighbourhood: "neighbourhood", OutsideCity: "address"}
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # nobody types them, and PostgreSQL takes no zero byte
FIELDS = ("case", "neighbourhood", "near", "address", "service", "radius_m", "email")


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that can be followed, as the page shows it; `fields` ask for it once more."""

    name: str
    fields: dict[str, str]
    wish: Wish
    details: tuple[str, ...] = ()

    @property
    def is_area(self) -> bool:
        """Whether it may be of one kind of problem alone."""
        return self.wish.area is not None

    @property
    def is_circle(self) -> bool:
        """Whether somebody has to say how wide."""
        return self.wish.area is not None and self.wish.area.slug is None


@dataclass
class FollowForm:
    """What was typed and chosen, what it means, and what is wrong with it."""

    values: dict[str, str] = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)
    asked: Asked | None = None

    @classmethod
    def parse(cls, sent: Mapping[str, str]) -> "FollowForm":
        """Read what is asked for; an address is found by its words."""
        form = cls({name: CONTROLS.sub(" ", sent.get(name, "")).strip() for name in FIELDS})
        try:
            form.asked = form._read()
        except DomainError as error:
            form.wrong(FIELD_OF.get(type(error), "area"), error.message)
        return form

    def value(self, name: str) -> str:
        """What was typed into a field, or chosen."""
        return self.values.get(name, "")

    def error(self, name: str) -> str | None:
        """What is wrong with a field, in words."""
        return next((str(error.message) for error in self.errors if error.field == name), None)

    def wrong(self, name: str, message: Any) -> None:
        """Keep a mistake for the person."""
        self.errors.append(FieldError(name, message))

    def check_email(self) -> None:
        """An address is needed to tell anything."""
        if not is_address(self.value("email")):
            self.wrong("email", NotAnAddress.message)

    @property
    def again(self) -> dict[str, str]:
        """What asks for the same thing in an address."""
        asked = self.asked.fields if self.asked else {}
        return asked | {name: self.value(name) for name in ("service", "radius_m") if self.value(name)}

    def follow(self, follower: Follower) -> None:
        """The follower hears of it from now on, at the address that was typed, too. Raises what operations raise."""
        if self.asked:
            wishes.grant(follower, self.asked.wish, most=edges.current().limits.follows)
        if self.value("email"):
            add_email(follower, self.value("email"))

    def _read(self) -> Asked | None:
        """An address wins over a neighbourhood, and that over a place that was found before."""
        if self.value("case"):
            return self._case(self.value("case"))
        service = self.value("service") or None
        if self.value("neighbourhood") and not self.value("address"):
            return self._area(Area(slug=self.value("neighbourhood"), service_code=service))
        if not self.value("near") and not self.value("address"):
            return None
        point, label = self._place()
        if point is None:
            self.wrong("address", _("We could not find your place. Please choose a neighborhood."))
            return None
        return self._area(Area(None, *point, radius_m=self.radius_m, service_code=service, label=label))

    def _case(self, number: str) -> Asked:
        subjects = subjects_of(CASE)
        found = subjects.find(number, {})
        line = subjects.describe({found.subject_id: found.report_id}, current_language())[found.subject_id]
        return Asked(line.name, {"case": number}, Wish(CASE, number), (line.status_text, line.note))

    def _area(self, wanted: Area) -> Asked:
        area = lawful_area(wanted, current_city())
        at = {"neighbourhood": area.slug} if area.slug else {"near": _as_text(area), "address": area.label}
        fields = {name: value for name, value in at.items() if value}
        return Asked(area_name(area), fields, Wish(AREA, area=area))

    def _place(self) -> tuple[tuple[float, float] | None, str]:
        """The point that was chosen, or the first place that the words may mean; and how it is called."""
        latitude, _comma, longitude = self.value("near").partition(",")
        point, typed = read_point(latitude, longitude), self.value("address")
        if point or not typed:
            return point, typed
        for place in search_places(typed, current_home()):
            if place.latitude is not None and place.longitude is not None:
                return (place.latitude, place.longitude), place.label
        return None, ""

    @property
    def radius_m(self) -> int:
        """How far around; what was usual where nobody said."""
        typed = self.value("radius_m")
        return int(typed) if typed.isdecimal() and typed.isascii() and len(typed) < 6 else USUAL_M

    @property
    def radius_options(self) -> list[tuple[str, str]]:
        """(metres, words)."""
        return [(str(metres), format_distance(metres)) for metres in RADII_M]

    @property
    def neighbourhood_options(self) -> list[tuple[str, str]]:
        """(slug, name) by name."""
        named = ((area.slug, city_text(area.name)) for area in city.neighbourhoods)
        return sorted(named, key=lambda pair: pair[1].casefold())


def _as_text(area: Area) -> str:
    return f"{area.latitude},{area.longitude}"
