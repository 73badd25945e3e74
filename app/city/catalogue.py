"""What a city is made of: the nouns of a city pack, once it has been read and checked.

Texts are the pack's English source strings; pages show them through `city_text`. Nothing here changes after start-up.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from shapely.geometry.base import BaseGeometry

from app.city.areas import AreaIndex, District
from app.city.areas import Neighbourhood as Neighbourhood  # noqa: PLC0414  one of the catalogue's nouns, too

Datatype = Literal["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
PromiseKind = Literal["business", "calendar"]
SAME_WITHIN_M = 30  # two reports of one service this near each other may mean the same, where a pack says nothing else
LIST_DATATYPES = frozenset({"singlevaluelist", "multivaluelist"})


def name_key(text: str) -> str:
    """What two spellings of one name share: no case, no full-width letters, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@dataclass(frozen=True, slots=True)
class Value:
    """One choice of a list question; `key` is stored, `name` is shown."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Question:
    """An extra field that a service asks (Open311 GeoReport v2, "attribute")."""

    code: str
    datatype: Datatype
    label: str
    hint: str = ""
    is_required: bool = False
    is_private: bool = False
    values: tuple[Value, ...] = ()

    @property
    def is_list(self) -> bool:
        """Whether the answer is picked from `values`."""
        return self.datatype in LIST_DATATYPES

    @property
    def is_multiple(self) -> bool:
        """Whether several values may be picked."""
        return self.datatype == "multivaluelist"

    def value(self, key: str) -> Value | None:
        """The choice stored as `key`."""
        return next((value for value in self.values if value.key == key), None)


@dataclass(frozen=True, slots=True)
class Promise:
    """The service level: so many business or calendar days. A placeholder is our guess, not the city's word."""

    days: int
    kind: PromiseKind = "business"
    is_placeholder: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """A type of problem that the city acts on."""

    code: str
    name: str
    description: str
    group: str
    agency: str
    icon: str
    keywords: tuple[str, ...]
    names_elsewhere: tuple[str, ...] = ()
    promise: Promise | None = None
    popular: int | None = None
    is_private: bool = False
    is_rounded: bool = False
    is_retired: bool = False
    same_within_m: int = SAME_WITHIN_M
    kin: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def is_shared(self) -> bool:
        """Whether residents are shown each other's cases, to join them: not where a place points at somebody's home."""
        return not (self.is_private or self.is_rounded)

    def question(self, code: str) -> Question | None:
        """The question with this code."""
        return next((question for question in self.questions if question.code == code), None)


@dataclass(frozen=True, slots=True)
class Trigger:
    """The answer to a service's question that brings up a stop."""

    service: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Stop:
    """A "this is not for 311": what to do instead, shown when words match or an answer triggers it."""

    code: str
    title: str
    text: str
    keywords: tuple[str, ...] = ()
    phone: str = ""
    phone_label: str = ""
    website: str = ""
    when: tuple[Trigger, ...] = ()


@dataclass(frozen=True, slots=True)
class Agency:
    """Who does the work; `aliases` are its names in imported files."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    phone: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A heading under which services stand, in the order on screen."""

    code: str
    name: str
    icon: str


@dataclass(frozen=True, slots=True)
class Point:
    """A place in degrees (WGS84)."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Bounds:
    """The box around a city, in degrees (WGS84); west < east and south < north."""

    west: float
    south: float
    east: float
    north: float

    def contains(self, latitude: float, longitude: float) -> bool:
        """Whether the place is in the box, its edges included."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


@dataclass(frozen=True, slots=True)
class YearlyHoliday:
    """A day the city adds, the same date every year."""

    month: int
    day: int
    name: str


@dataclass(frozen=True, slots=True)
class Holidays:
    """Days off beside Saturdays and Sundays: a public calendar, with some days added and some removed."""

    country: str | None = None
    subdivision: str | None = None
    added: tuple[YearlyHoliday, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class City:
    """One city, whole. Two cities are the same only if they are the same object, so a city can key a cache."""

    slug: str
    name: str
    region: str
    time_zone: ZoneInfo
    default_language: str
    languages: tuple[str, ...]
    distance_units: Literal["us", "metric"]
    phone: str
    phone_outside: str
    website: str
    corrections_email: str
    emergency_phone: str
    outside_help: str
    bounds: Bounds
    centre: Point
    outline: BaseGeometry
    holidays: Holidays
    groups: tuple[Group, ...]
    agencies: tuple[Agency, ...]
    neighbourhoods: tuple[Neighbourhood, ...]
    services: tuple[Service, ...]
    stops: tuple[Stop, ...]
    folder: Path
    former_neighbourhoods: tuple[Neighbourhood, ...] = ()  # of the pack, where the city loaded others
    districts: tuple[District, ...] = ()
    also_called: tuple[str, ...] = ()
    around: tuple[str, ...] = ()  # towns and regions outside it that people name behind an address
    _services: dict[str, Service] = field(init=False, repr=False)
    _services_named: dict[str, Service] = field(init=False, repr=False)
    _agencies: dict[str, Agency] = field(init=False, repr=False)
    _agencies_named: dict[str, Agency] = field(init=False, repr=False)
    _groups: dict[str, Group] = field(init=False, repr=False)
    _neighbourhoods: dict[str, Neighbourhood] = field(init=False, repr=False)
    _neighbourhood_index: AreaIndex[Neighbourhood] = field(init=False, repr=False)
    _district_index: AreaIndex[District] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Index by code and by name; a frozen dataclass is filled through its base."""
        fill = object.__setattr__
        fill(self, "_services", {service.code: service for service in self.services})
        fill(self, "_services_named", dict(_names_of_services(self.services)))
        fill(self, "_agencies", {agency.code: agency for agency in self.agencies})
        fill(self, "_agencies_named", dict(_names_of_agencies(self.agencies)))
        fill(self, "_groups", {group.code: group for group in self.groups})
        known = (*self.former_neighbourhoods, *self.neighbourhoods)
        fill(self, "_neighbourhoods", {place.slug: place for place in known})
        fill(self, "_neighbourhood_index", AreaIndex(self.neighbourhoods))
        fill(self, "_district_index", AreaIndex(self.districts))

    def service(self, code: str) -> Service | None:
        """The service with this code, retired ones too."""
        return self._services.get(code)

    def service_named(self, text: str) -> Service | None:
        """The service that another system calls `text`: by code, name or a name elsewhere, whatever the case."""
        return self._services_named.get(name_key(text))

    @property
    def open_services(self) -> tuple[Service, ...]:
        """What a resident may pick today."""
        return tuple(service for service in self.services if not service.is_retired)

    @property
    def popular_services(self) -> tuple[Service, ...]:
        """The ones with a rank, most asked first."""
        ranked = [service for service in self.open_services if service.popular is not None]
        return tuple(sorted(ranked, key=lambda service: service.popular or 0))

    def services_of_group(self, code: str) -> tuple[Service, ...]:
        """The open services under one heading, in the pack's order."""
        return tuple(service for service in self.open_services if service.group == code)

    def group(self, code: str) -> Group | None:
        """The group with this code."""
        return self._groups.get(code)

    def agency(self, code: str) -> Agency | None:
        """The agency with this code."""
        return self._agencies.get(code)

    def agency_named(self, text: str) -> Agency | None:
        """The agency that another system calls `text`: by code, name or alias, whatever the case."""
        return self._agencies_named.get(name_key(text))

    def neighbourhood(self, slug: str) -> Neighbourhood | None:
        """The neighbourhood with this slug, former ones too."""
        return self._neighbourhoods.get(slug)

    def neighbourhood_at(self, latitude: float, longitude: float) -> Neighbourhood | None:
        """The one that a place is in, or else the nearest; None only where there are none."""
        return self._neighbourhood_index.at(latitude, longitude)

    def districts_at(self, latitude: float, longitude: float) -> tuple[District, ...]:
        """Every district that a place is in."""
        return self._district_index.holding(latitude, longitude)


def _names_of_services(services: Iterable[Service]) -> Iterator[tuple[str, Service]]:
    for service in services:
        for name in (*service.names_elsewhere, service.name, service.code):
            yield name_key(name), service


def _names_of_agencies(agencies: Iterable[Agency]) -> Iterator[tuple[str, Agency]]:
    for agency in agencies:
        for name in (*agency.aliases, agency.name, agency.code):
            yield name_key(name), agency
