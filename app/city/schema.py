"""What each file of a city pack may hold: pydantic models that turn its words into values, and build the city's nouns.

Words come from `yaml_lines`, so every scalar is a string here; pydantic makes numbers of them. Unknown keys are
refused: a misspelt key is a text that nobody will ever see.
"""

import calendar
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.city import catalogue
from app.city.fields import (
    Code,
    Flag,
    Keyword,
    Language,
    Latitude,
    Longitude,
    Name,
    Note,
    Phone,
    Rank,
    Slug,
    Text,
    TimeZone,
    Website,
)

MIN_KEYWORDS = 5
MAX_PROMISE_DAYS = 3650
LEAP_YEAR = 2024


class Entry(BaseModel):
    """Base of every part of a pack."""

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
    phone: Phone
    phone_outside: Phone = ""
    website: Website = ""
    emergency_phone: Phone
    bounds: BoundsEntry
    centre: PointEntry
    holidays: HolidaysEntry = HolidaysEntry()
    outside_help: Text
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


class PromiseEntry(Entry):
    """How long a service takes."""

    days: Annotated[int, Field(gt=0, le=MAX_PROMISE_DAYS)]
    kind: catalogue.PromiseKind
    placeholder: Flag = False

    def build(self) -> catalogue.Promise:
        return catalogue.Promise(self.days, self.kind, self.placeholder)


class ValueEntry(Entry):
    """One choice of a list question."""

    key: Code
    name: Name

    def build(self) -> catalogue.Value:
        return catalogue.Value(self.key, self.name)


class QuestionEntry(Entry):
    """One question of a service."""

    code: Code
    datatype: catalogue.Datatype
    label: Name
    hint: Note = ""
    required: Flag = False
    private: Flag = False
    values: tuple[ValueEntry, ...] = ()

    @model_validator(mode="after")
    def _has_values_only_for_a_list(self) -> Self:
        is_list = self.datatype in catalogue.LIST_DATATYPES
        if is_list and not self.values:
            raise ValueError(f"a {self.datatype} question needs `values`")
        if self.values and not is_list:
            raise ValueError(f"a {self.datatype} question has no `values`")
        return self

    def build(self) -> catalogue.Question:
        return catalogue.Question(
            code=self.code,
            datatype=self.datatype,
            label=self.label,
            hint=self.hint,
            is_required=self.required,
            is_private=self.private,
            values=tuple(value.build() for value in self.values),
        )


class ServiceEntry(Entry):
    """One of services.yaml or services/*.yaml."""

    code: Code
    name: Name
    names_elsewhere: tuple[Name, ...] = ()
    group: Code
    agency: Code
    description: Text
    keywords: Annotated[tuple[Keyword, ...], Field(min_length=MIN_KEYWORDS)]
    promise: PromiseEntry | None = None
    popular: Rank | None = None
    private: Flag = False
    rounded: Flag = False
    icon: Slug
    retired: Flag = False
    questions: tuple[QuestionEntry, ...] = ()

    @model_validator(mode="after")
    def _is_popular_only_while_open(self) -> Self:
        if self.retired and self.popular is not None:
            raise ValueError("a retired service cannot be `popular`")
        return self

    def build(self) -> catalogue.Service:
        return catalogue.Service(
            code=self.code,
            name=self.name,
            description=self.description,
            group=self.group,
            agency=self.agency,
            icon=self.icon,
            keywords=self.keywords,
            names_elsewhere=self.names_elsewhere,
            promise=self.promise.build() if self.promise else None,
            popular=self.popular,
            is_private=self.private,
            is_rounded=self.rounded,
            is_retired=self.retired,
            questions=tuple(question.build() for question in self.questions),
        )


class TriggerEntry(Entry):
    """The answer that brings up a stop."""

    service: Code
    question: Code
    answer: Code

    def build(self) -> catalogue.Trigger:
        return catalogue.Trigger(self.service, self.question, self.answer)


class StopEntry(Entry):
    """One of stops.yaml."""

    code: Code
    title: Name
    text: Text
    phone: Phone = ""
    phone_label: Note = ""
    website: Website = ""
    keywords: tuple[Keyword, ...] = ()
    when: tuple[TriggerEntry, ...] = ()

    @model_validator(mode="after")
    def _is_ever_shown(self) -> Self:
        if not self.keywords and not self.when:
            raise ValueError("nothing brings up this stop: it needs `keywords` or `when`")
        return self

    def build(self) -> catalogue.Stop:
        return catalogue.Stop(
            code=self.code,
            title=self.title,
            text=self.text,
            keywords=self.keywords,
            phone=self.phone,
            phone_label=self.phone_label,
            website=self.website,
            when=tuple(trigger.build() for trigger in self.when),
        )


KEYS = frozenset(key for entry in Entry.__subclasses__() for key in entry.model_fields)
