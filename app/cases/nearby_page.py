"""The page of what is near: its filters, which stand in the address, and its cards."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask import url_for
from sqlalchemy import Row
from werkzeug.datastructures import MultiDict

from app.cases import cards
from app.cases.nearby import list_nearby
from app.cases.searching import SearchForm, cursor_after
from app.city import city
from app.i18n import _, city_text

PAGE_LENGTH, WIDEST_M = "25", "5000"
OPTIONS = ("open", "closed")


@dataclass
class NearbyPage:
    """What was asked for, the cases found, and what else may be asked."""

    near: str
    neighbourhood: str
    service: str
    status: str
    form: SearchForm | None = None
    asked: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, args: MultiDict[str, str]) -> "NearbyPage":
        """Read the address. A neighbourhood that is chosen wins over a place that was found before."""
        kept = {name: args.get(name, "") for name in ("near", "neighbourhood", "service", "status", "cursor")}
        area = city.neighbourhood(kept["neighbourhood"])
        point = f"{area.latitude},{area.longitude}" if area else kept["near"]
        page = cls(
            "" if area else kept["near"],
            kept["neighbourhood"],
            kept["service"],
            kept["status"] or OPTIONS[0],
            asked=kept,
        )
        if point:
            search = kept | {"near": point, "radius": WIDEST_M, "limit": PAGE_LENGTH}
            page.form = SearchForm.parse(MultiDict(search))
        return page

    @property
    def has_place(self) -> bool:
        """Whether anybody said where."""
        return self.form is not None

    @property
    def errors(self) -> list[str]:
        """What could not be read in the address."""
        return [str(error.message) for error in self.form.errors] if self.form else []

    @property
    def shows_closed(self) -> bool:
        """Whether the lately closed were asked for."""
        return self.status == "closed"

    @cached_property
    def _rows(self) -> list[Row[Any]]:
        return list(list_nearby(self.form.search)) if self.form and self.form.search else []

    @cached_property
    def cases(self) -> list[cards.CaseCard]:
        """The cards, nearest first."""
        search = self.form.search if self.form else None
        return cards.cards(self._rows, near=(search.latitude, search.longitude)) if search else []

    @property
    def next_url(self) -> str | None:
        """Where the list goes on."""
        search = self.form.search if self.form else None
        if search is None or len(self._rows) < search.limit:
            return None
        asked: dict[str, Any] = {name: value for name, value in self.asked.items() if value}
        return url_for("cases.nearby", **asked | {"cursor": cursor_after(self._rows[-1], search)})

    @property
    def neighbourhood_options(self) -> list[tuple[str, str]]:
        """(slug, name) by name."""
        return _sorted((area.slug, city_text(area.name)) for area in city.neighbourhoods)

    @property
    def service_options(self) -> list[tuple[str, str]]:
        """(code, name) by name."""
        return _sorted((service.code, city_text(service.name)) for service in city.open_services)

    @property
    def status_options(self) -> list[tuple[str, str]]:
        """(value, words)."""
        return [("open", _("Still open")), ("closed", _("Closed in the last 30 days"))]


def _sorted(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda pair: pair[1].casefold())
