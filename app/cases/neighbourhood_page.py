"""The page of a neighbourhood: what is open, what was closed lately, and how well the city keeps its word there."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from flask import url_for
from sqlalchemy import Row
from werkzeug.datastructures import MultiDict

from app import clock
from app.cases import areas, cards, counts
from app.cases.list_cursor import next_cursor, read_cursor
from app.cases.searching import LATELY_CLOSED
from app.city import city
from app.city.catalogue import Neighbourhood, Service
from app.i18n import _, city_text, current_language
from app.i18n.formats import format_percent
from app.links import public_url

PAGE_LENGTH, GLIMPSE = 50, 10
ON_TIME_SPAN = timedelta(days=90)
FEW = 20  # of fewer cases a percentage would say more than is known
BUSIEST = 5
OPTIONS = ("open", "closed")


@dataclass
class NeighbourhoodPage:
    """One neighbourhood: the whole of it, or a further page of one of its lists."""

    area: Neighbourhood
    status: str = ""
    after: areas.LastRow | None = None
    errors: list[str] = field(default_factory=list)
    moment: datetime = field(default_factory=clock.now)

    @classmethod
    def parse(cls, area: Neighbourhood, args: MultiDict[str, str]) -> "NeighbourhoodPage":
        """Read `status` and `cursor`."""
        page = cls(area)
        status, cursor = args.get("status", ""), args.get("cursor", "")
        if status and status not in OPTIONS:
            page.errors.append(_("Ask for open, for closed, or for one of: %(list)s.", list=", ".join(OPTIONS)))
            return page
        page.status = status
        if cursor:
            page.after = read_cursor(cursor, page._search_of(status or OPTIONS[0]))
            if page.after is None:
                page.errors.append(_("This cursor belongs to another search. Start again without it."))
        return page

    def _search_of(self, status: str) -> tuple[str, ...]:
        return ("neighbourhood", self.area.slug, status)

    @property
    def name(self) -> str:
        """As residents call it."""
        return city_text(self.area.name)

    @property
    def is_whole(self) -> bool:
        """Whether this is the first page, with figures and both lists."""
        return not self.status and self.after is None

    @property
    def shows_closed(self) -> bool:
        """Whether the list is that of the lately closed."""
        return self.status == "closed"

    @cached_property
    def _rows(self) -> list[Row[Any]]:
        if self.errors:
            return []
        slug, length = self.area.slug, PAGE_LENGTH + 1  # one more tells whether the list goes on
        if self.shows_closed:
            return list(areas.list_closed(slug, self._lately, length, self.after))
        return list(areas.list_open(slug, length, self.after))

    @property
    def _lately(self) -> datetime:
        return self.moment - LATELY_CLOSED

    @cached_property
    def cases(self) -> list[cards.CaseCard]:
        """The cards of the list that was asked for."""
        return cards.cards(self._rows[:PAGE_LENGTH])

    @property
    def next_url(self) -> str | None:
        """Where the list goes on."""
        if len(self._rows) <= PAGE_LENGTH:
            return None
        status, last = self.status or OPTIONS[0], self._rows[PAGE_LENGTH - 1]
        seen = last.closed_at if self.shows_closed else last.received_at
        return self._url(status=status, cursor=next_cursor(seen, last.number, self._search_of(status)))

    @property
    def closed_url(self) -> str:
        """All that was closed lately."""
        return self._url(status="closed")

    @property
    def url(self) -> str:
        """Its first page."""
        return self._url()

    def _url(self, **asked: Any) -> str:
        return url_for("cases.neighbourhood", slug=self.area.slug, **asked)

    @cached_property
    def lately_closed(self) -> list[cards.CaseCard]:
        """The last few that were closed, for the first page."""
        return cards.cards(areas.list_closed(self.area.slug, self._lately, GLIMPSE))

    @cached_property
    def closed_count(self) -> int:
        """How many were closed lately."""
        return areas.count_closed(self.area.slug, self._lately)

    @cached_property
    def _open_by_service(self) -> dict[str, int]:
        return dict(counts.busiest_services(self.area.slug).most_common())

    @property
    def open_count(self) -> int:
        """How many are open."""
        return sum(self._open_by_service.values())

    @property
    def busiest(self) -> list[tuple[Service, int]]:
        """The kinds of problems of which most are open, with how many."""
        known = ((city.service(code), count) for code, count in self._open_by_service.items())
        return [(service, count) for service, count in known if service][:BUSIEST]

    @cached_property
    def on_time(self) -> areas.OnTime:
        """How many of the promises that ended lately were kept. Our guesses are no promises of the city's."""
        promising = {s.code for s in city.services if s.promise and not s.promise.is_placeholder}
        return areas.count_on_time(self.area.slug, self.moment - ON_TIME_SPAN, promising)

    @property
    def on_time_days(self) -> int:
        """Over how many days that is counted."""
        return ON_TIME_SPAN.days

    @property
    def on_time_share(self) -> str | None:
        """The same as a percentage, where enough are counted for one."""
        on_time = self.on_time
        return format_percent(on_time.kept / on_time.promised) if on_time.promised >= FEW else None

    @property
    def short_url(self) -> str:
        """What is shared and printed: without a language, so that each reader gets it in the own one."""
        return public_url("cases.short_neighbourhood", slug=self.area.slug)

    @property
    def feed_url(self) -> str:
        """What is new and what was closed here, for feed readers, in the language of this page."""
        return url_for("feeds.neighbourhood", slug=self.area.slug, lang=current_language())

    @property
    def csv_url(self) -> str:
        """The whole list as a table."""
        return url_for("exports.csv", **self._list_asked_for)

    @property
    def geojson_url(self) -> str:
        """The whole list for maps."""
        return url_for("exports.geojson", **self._list_asked_for)

    @property
    def _list_asked_for(self) -> dict[str, Any]:
        asked = {"neighbourhood": self.area.slug, "status": self.status or OPTIONS[0]}
        return asked | {"lang": current_language()}
