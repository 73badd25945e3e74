"""What the files about a city may hold: pydantic models that turn their words into values, and build the nouns.

Words come from `yaml_lines`, so every scalar is a string here; pydantic makes numbers of them. Unknown keys are
refused: a misspelt key is a text that nobody will ever see.
"""

import calendar
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.city import catalogue
from app.city.fields import (
    Code,
    Email,
    Language,
    Latitude,
    Longitude,
    Name,
    NeededPhone,
    Phone,
    Slug,
    Text,
    TimeZone,
    Website,
)

LEAP_YEAR = 2024


class Entry(BaseModel):
    """Base of every part of a pack. `build` makes the catalogue's noun of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BoundsEntry(Entry):
    """The box around the city."""

    west: Longitude
    south: Latitude
    east: Longitude
    north: Latitude

    @model_validator(mode="after")
    def _has_an_inside(self) -> Self:
        if self.west >= self.east or self.south >= self.north:
            raise ValueError("west must be less than east, and south less than north")
        return self

    def build(self) -> catalogue.Bounds:
        return catalogue.Bounds(self.west, self.south, self.east, self.north)


class PointEntry(Entry):
    """A place in degrees."""

    latitude: Latitude
    longitude: Longitude

    def build(self) -> catalogue.Point:
        return catalogue.Point(self.latitude, self.longitude)


class YearlyHolidayEntry(Entry):
    """A holiday the city adds."""

    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]
    name: Name

    @model_validator(mode="after")
    def _is_a_date(self) -> Self:
        if self.day > calendar.monthrange(LEAP_YEAR, self.month)[1]:
            raise ValueError(f"month {self.month} has no day {self.day}")
        return self

    def build(self) -> catalogue.YearlyHoliday:
        return catalogue.YearlyHoliday(self.month, self.day, self.name)


class HolidaysEntry(Entry):
    """The city's days off."""

    country: str | None = None
    subdivision: str | None = None
    add: tuple[YearlyHolidayEntry, ...] = ()
    remove: tuple[Name, ...] = ()

    def build(self) -> catalogue.Holidays:
        added = tuple(day.build() for day in self.add)
        return catalogue.Holidays(self.country, self.subdivision, added, self.remove)


class GroupEntry(Entry):
    """A heading for services."""

    code: Code
    name: Name
    icon: Slug

    def build(self) -> catalogue.Group:
        return catalogue.Group(self.code, self.name, self.icon)


class CityEntry(Entry):
    """city.yaml."""

    slug: Slug
    name: Name
    region: Name
    time_zone: TimeZone
    default_language: Language
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    distance_units: Literal["us", "metric"]
    phone: NeededPhone
    phone_outside: Phone = ""
    website: Website = ""
    corrections_email: Email = ""
    emergency_phone: NeededPhone
    bounds: BoundsEntry
    centre: PointEntry
    holidays: HolidaysEntry = HolidaysEntry()
    outside_help: Text
    also_called: tuple[Name, ...] = ()
    around: tuple[Name, ...] = ()
    groups: Annotated[tuple[GroupEntry, ...], Field(min_length=1)]


class AgencyEntry(Entry):
    """One of agencies.yaml."""

    code: Code
    name: Name
    aliases: tuple[Name, ...] = ()
    phone: Phone = ""
    website: Website = ""

    def build(self) -> catalogue.Agency:
        return catalogue.Agency(self.code, self.name, self.aliases, self.phone, self.website)


class NeighbourhoodEntry(Entry):
    """One of neighbourhoods.yaml."""

    slug: Slug
    name: Name
    latitude: Latitude
    longitude: Longitude

    def build(self) -> catalogue.Neighbourhood:
        return catalogue.Neighbourhood(self.slug, self.name, self.latitude, self.longitude)
