"""Which of the public cases somebody wants to take along: the filters of the list, with a place or without one."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_
from werkzeug.datastructures import MultiDict

from app import clock
from app.cases.areas import IS_CLOSED, IS_OPEN, IS_PUBLIC
from app.cases.models import Case
from app.cases.searching import SearchForm
from app.city import city
from app.errors import FieldError
from app.extensions import table_of
from app.i18n import _
from app.places.boxes import Box
from app.places.geometry import METRES_PER_DEGREE

EVERY = "all"
FILTERS = frozenset({"neighbourhood", "service", "status", "since", "near", "radius", "bbox", "lang"})
_case = table_of(Case).c


@dataclass(frozen=True, slots=True)
class Circle:
    """A point in degrees, and how far around it, in metres."""

    latitude: float
    longitude: float
    radius_m: float

    @property
    def box(self) -> Box:
        """The box around it."""
        up = self.radius_m / METRES_PER_DEGREE
        south, north = max(-90.0, self.latitude - up), min(90.0, self.latitude + up)
        shrink = math.cos(math.radians(max(abs(south), abs(north))))
        across = up / shrink if shrink > up / 180 else 180.0
        if across >= 180:
            return Box(-180.0, south, 180.0, north)
        return Box(_turned(self.longitude - across), south, _turned(self.longitude + across), north)


def _turned(longitude: float) -> float:
    return (longitude + 180) % 360 - 180


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked for; `closed_since` is None where it does not matter when a case was closed."""

    area: str = ""
    services: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()  # some of the open ones
    wants_open: bool = True
    wants_closed: bool = False
    closed_since: datetime | None = None
    since: datetime | None = None
    circle: Circle | None = None
    box: Box | None = None

    @property
    def is_placed(self) -> bool:
        """Whether it asks for some part of the city."""
        return bool(self.area or self.box or self.circle)

    def halves(self) -> Iterator["Selection"]:
        """The open and the closed ones apart: each has an index of its own."""
        if self.wants_open:
            yield replace(self, wants_closed=False)
        if self.wants_closed:
            yield replace(self, wants_open=False)

    def conditions(self) -> list[ColumnElement[bool]]:
        """What a case must be to be handed out."""
        return [IS_PUBLIC, *self.in_index()]

    def in_index(self) -> list[ColumnElement[bool]]:
        """The same, but for what no index of places has: only public cases have one."""
        return [or_(*map(_of_half, self.halves())), *self._filters(), *self._place()]

    @property
    def around(self) -> Box | None:
        """The box that holds all of it, where it asks for one or for a circle."""
        return self.box or (self.circle.box if self.circle else None)

    def _filters(self) -> Iterator[ColumnElement[bool]]:
        if self.services:
            yield _case.service_code.in_(self.services)
        if self.since:
            yield _case.received_at >= self.since

    def _place(self) -> Iterator[ColumnElement[bool]]:
        if self.area:
            yield _case.neighbourhood == self.area
        if self.box:
            yield from _in_box(self.box)
        elif self.circle:
            yield _in_circle(self.circle)


def _of_half(half: Selection) -> ColumnElement[bool]:
    open_or_closed: ColumnElement[bool]
    if half.wants_open:
        open_or_closed = IS_OPEN if half.is_placed else _case.closed_at.is_(None)
        return and_(open_or_closed, _case.status.in_(half.statuses)) if half.statuses else open_or_closed
    open_or_closed = IS_CLOSED if half.is_placed else _case.closed_at.is_not(None)
    return and_(open_or_closed, _case.closed_at >= half.closed_since) if half.closed_since else open_or_closed


def _in_box(box: Box) -> Iterator[ColumnElement[bool]]:
    yield _case.latitude.between(box.south, box.north)
    if box.crosses:
        yield or_(_case.longitude >= box.west, _case.longitude <= box.east)
    else:
        yield _case.longitude.between(box.west, box.east)


def _in_circle(circle: Circle) -> ColumnElement[bool]:
    up = (_case.latitude - circle.latitude) * METRES_PER_DEGREE
    turn = func.abs(_case.longitude - circle.longitude)
    shorter = case((turn > 180, 360 - turn), else_=turn)  # the antimeridian is no edge
    across = shorter * (METRES_PER_DEGREE * math.cos(math.radians(circle.latitude)))
    return up * up + across * across <= circle.radius_m**2


@dataclass(slots=True)
class SelectionForm:
    """What stands in an address, what is wrong with it, and the selection where nothing is."""

    errors: list[FieldError] = field(default_factory=list)
    selection: Selection | None = None

    @classmethod
    def parse(cls, args: MultiDict[str, str]) -> "SelectionForm":
        """Read `neighbourhood service status since near radius bbox`; what is empty counts as not there."""
        form = cls()
        given = MultiDict([(name, value) for name, value in args.items(multi=True) if value])
        for name in sorted(set(given) - FILTERS):
            form._wrong(name[:40], _("We do not know this filter."))
        form._check_names(given)
        search = form._search(given)
        if not form.errors:
            form.selection = search
        return form

    def _wrong(self, name: str, message: str) -> None:
        self.errors.append(FieldError(name, message))

    def _check_names(self, given: MultiDict[str, str]) -> None:
        if (slug := given.get("neighbourhood")) and city.neighbourhood(slug) is None:
            self._wrong("neighbourhood", _("We do not know this neighborhood."))

    def _search(self, given: MultiDict[str, str]) -> Selection | None:
        """By the reader of the list's own address, so that both read alike."""
        asked = MultiDict(given)
        wants_every = given.getlist("status") == [EVERY]
        if wants_every:
            asked.pop("status")
        has_point, has_box = "near" in given, "bbox" in given
        if not (has_point or has_box):
            asked["near"] = "0,0"
        form = SearchForm.parse(asked)
        self.errors += form.errors
        search = form.search
        if search is None:
            return None
        if search.since and search.since > clock.now():
            self._wrong("since", _("This moment has not come yet."))
        return Selection(
            area=given.get("neighbourhood", ""),
            services=search.services,
            statuses=search.statuses,
            wants_open=wants_every or search.closed_since is None,
            wants_closed=wants_every or search.closed_since is not None,
            closed_since=search.closed_since,
            since=search.since,
            circle=Circle(search.latitude, search.longitude, search.radius_m) if has_point and not has_box else None,
            box=search.box,
        )


def lately(selection: Selection, closed_since: datetime) -> Selection:
    """The same, the lately closed ones too."""
    changed: dict[str, Any] = {"wants_closed": True, "closed_since": closed_since}
    return replace(selection, **changed)
