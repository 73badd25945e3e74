"""A search for cases, from the address of the page or of the API: the same names, the same checks."""

import base64
import binascii
import hmac
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import orjson
from flask import current_app
from werkzeug.datastructures import MultiDict

from app import clock
from app.cases.nearby import MAX_LIMIT, MAX_RADIUS_M, Search
from app.cases.wire import as_moment
from app.cases.workflow import OPEN_STATUSES, Status
from app.city import city
from app.errors import FieldError
from app.i18n import _
from app.places.boxes import MOST_ZOOM, Box

LATELY_CLOSED = timedelta(days=30)
DEFAULT_RADIUS_M, DEFAULT_LIMIT = 1000.0, 50


@dataclass(slots=True)
class SearchForm:
    """What was asked, what is wrong with it, and the search where nothing is."""

    values: Mapping[str, str]
    errors: list[FieldError] = field(default_factory=list)
    search: Search | None = None
    zoom: int | None = None

    @classmethod
    def parse(cls, args: MultiDict[str, str]) -> "SearchForm":
        """Read `near radius bbox zoom service status since limit cursor`."""
        form = cls(args)
        form._read(args)
        return form

    def _read(self, args: MultiDict[str, str]) -> None:
        box = self._box(args["bbox"]) if args.get("bbox") else None
        if args.get("near") or not args.get("bbox"):
            point = self._point(args.get("near", ""))
        else:
            point = box.middle if box else None
        self.zoom = int(self._number(args, "zoom", 1, MOST_ZOOM)) if args.get("zoom") else None
        radius = self._number(args, "radius", DEFAULT_RADIUS_M, MAX_RADIUS_M)
        limit = self._number(args, "limit", DEFAULT_LIMIT, MAX_LIMIT)
        statuses = self._statuses(args)
        services = self._services(args)
        since = as_moment(args.get("since"))
        if args.get("since") and since is None:
            self._wrong("since", _("Give the date and time like 2026-11-24T00:00:00Z."))
        if self.errors or point is None:
            return
        search = Search(
            *point,
            radius_m=radius,
            limit=int(limit),
            services=services,
            statuses=tuple(status for status in statuses if status != Status.CLOSED),
            closed_since=clock.now() - LATELY_CLOSED if Status.CLOSED in statuses else None,
            since=since,
            box=box,
        )
        self.search = self._continued(search, args.get("cursor", ""))

    def _wrong(self, name: str, message: str) -> None:
        self.errors.append(FieldError(name, message))

    def _point(self, text: str) -> tuple[float, float] | None:
        try:
            latitude, longitude = (float(part) for part in text.split(","))
        except ValueError:
            latitude = longitude = math.nan
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            return latitude, longitude
        self._wrong("near", _("Give a place as latitude and longitude, like 39.95,-75.16."))
        return None

    def _box(self, text: str) -> Box | None:
        try:
            box = Box(*(float(edge) for edge in text.split(",")))
        except (ValueError, TypeError):
            box = None
        if box is None or not box.is_on_earth:
            self._wrong("bbox", _("Give a box as west, south, east and north, like -75.2,39.9,-75.1,40."))
        elif box.south > box.north:
            self._wrong("bbox", _("In this box, south is above north. Give west, south, east and north."))
        return box

    def _number(self, args: Mapping[str, str], name: str, default: float, most: float) -> float:
        try:
            number = float(args.get(name) or default)
        except ValueError:
            number = math.nan
        if not number >= 1:
            self._wrong(name, _("Give a number from 1 to %(most)s.", most=int(most)))
            return default
        return min(number, most)

    def _services(self, args: MultiDict[str, str]) -> tuple[str, ...]:
        """Retired ones too: their cases are still there."""
        codes = sorted(set(_several(args, "service")))
        if any(city.service(code) is None for code in codes):
            self._wrong("service", _("We do not know this filter."))
        return tuple(codes)

    def _statuses(self, args: MultiDict[str, str]) -> tuple[str, ...]:
        """`open` is every open status and the default; `closed` stands alone: it is another list."""
        asked = _several(args, "status") or ["open"]
        known = {*Status, "open"}
        if not set(asked) <= known or (Status.CLOSED in asked and len(asked) > 1):
            self._wrong(
                "status", _("Ask for open, for closed, or for one of: %(list)s.", list=", ".join(OPEN_STATUSES))
            )
        return () if "open" in asked else tuple(asked)

    def _continued(self, search: Search, cursor: str) -> Search | None:
        if not cursor:
            return search
        after = _read_cursor(cursor, search)
        if after is None:
            self._wrong("cursor", _("This cursor belongs to another search. Start again without it."))
            return None
        return replace(search, after=after)


def _several(args: MultiDict[str, str], name: str) -> list[str]:
    """Values of a parameter that may be repeated or hold a comma list; empty ones are none."""
    return [part for value in args.getlist(name) for part in value.split(",") if part]


def cursor_after(row: Any, search: Search) -> str:
    """Where the next page of this search begins: behind a case by its public number, sealed, so that nobody can ask
    which cases a made-up number comes before.
    """
    seal = _seal(search, row.square, row.number)
    return base64.urlsafe_b64encode(orjson.dumps([row.square, row.number, seal])).rstrip(b"=").decode()


def _read_cursor(cursor: str, search: Search) -> tuple[float, str] | None:
    try:
        square, number, seal = orjson.loads(base64.urlsafe_b64decode(cursor + "=="))
    except (ValueError, binascii.Error, TypeError):
        return None
    is_row = isinstance(square, float) and isinstance(number, str) and isinstance(seal, str)
    if not is_row or not hmac.compare_digest(seal.encode(), _seal(search, square, number).encode()):
        return None
    return square, number


def _seal(search: Search, square: float, number: str) -> str:
    """Fits one row of one search: how many are wanted may change, and so does the moment that a month begins with."""
    box, filters = search.box, (search.services, search.statuses, search.since, search.closed_since is None)
    sealed = f"{(search.latitude, search.longitude, search.radius_m, box, filters, square, number)}"
    return hmac.digest(current_app.config["SECRET_KEY"].encode(), sealed.encode(), "sha256").hex()[:32]
