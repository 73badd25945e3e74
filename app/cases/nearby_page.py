"""The page of what is near: its filters and the part of the map, which stand in the address, and its cards."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from flask import url_for
from sqlalchemy import Row
from werkzeug.datastructures import MultiDict

from app.cases import cards
from app.cases.city_part import CityPart, box_text, list_nearest_of_many
from app.cases.nearby import list_nearby
from app.cases.searching import SearchForm, cursor_after
from app.cases.shown_clusters import ShownCluster, apart, problems_text
from app.cases.typed_place import point_of
from app.cases.viewport import View, look_at
from app.city import city
from app.i18n import _, city_text, current_language
from app.places.geometry import circle_is_outside
from app.places.home import current_home
from app.places.queries import names_another_town

PAGE_LENGTH, WIDEST_M = 25, "5000"
PART_LENGTH = 50  # a part of the map with more shows clusters
OPTIONS = ("open", "closed")
ASKED = ("address", "near", "neighbourhood", "service", "status", "view", "bbox", "cursor")


@dataclass
class NearbyPage:
    """What was asked for, the cases found, and what else may be asked."""

    near: str
    neighbourhood: str
    service: str
    status: str
    form: SearchForm | None = None
    part: CityPart = field(default_factory=CityPart)
    has_point: bool = False
    asked: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, args: MultiDict[str, str]) -> "NearbyPage":
        """Read the address. A typed one wins over a neighbourhood, and that over a place that was found before."""
        kept = {name: args.get(name, "") for name in ASKED}
        if spot := point_of(kept["address"], kept["near"]):
            kept |= {"near": spot, "neighbourhood": ""}
        area = city.neighbourhood(kept["neighbourhood"])
        near = "" if area else kept["near"]
        page = cls(near, kept["neighbourhood"], kept["service"], kept["status"] or OPTIONS[0], asked=kept)
        page._look(f"{area.latitude},{area.longitude}" if area else near)
        return page

    def _look(self, point: str) -> None:
        """A part of the map that the point does not lie in has been left behind: the point was chosen later."""
        self.has_point = bool(point)
        if self.asked["bbox"]:
            self.part = CityPart.parse(self.asked["bbox"], city.bounds)
        around = _search(self.asked, near=point, radius=WIDEST_M, limit=PAGE_LENGTH) if point else None
        box, here = self.part.box, around.search if around else None
        if box and (here is None or box.holds(here.latitude, here.longitude)):
            self.form = _search(self.asked, near=point, bbox=self.part.text, limit=PART_LENGTH)
        else:
            self.form = around
            self.part = CityPart(error=self.part.error) if around else self.part

    @property
    def address(self) -> str:
        """What was typed to look around there."""
        return self.asked["address"].strip()

    @property
    def shows_map(self) -> bool:
        """Whether the map is open."""
        return self.asked["view"] == "map"

    @property
    def has_place(self) -> bool:
        """Whether anybody said where."""
        return self.form is not None

    @property
    def has_part(self) -> bool:
        """Whether a part of the map is shown, and the place that was said, if any, lies in it."""
        return self.part.box is not None

    @property
    def errors(self) -> list[str]:
        """What could not be read in the address."""
        mistakes = [str(error.message) for error in self.form.errors] if self.form else []
        if self.address and not self.near and not self._names_another_town:
            mistakes.append(_("We could not find your place. Please choose a neighborhood."))
        if self.neighbourhood and not city.neighbourhood(self.neighbourhood):
            mistakes.append(_("We do not know this neighborhood."))
        return [*mistakes, self.part.error] if self.part.error else mistakes

    @property
    def is_elsewhere(self) -> bool:
        """Whether the place that was said lies outside the city, whatever is near it; or the part of the map does."""
        search = self.form.search if self.form else None
        if self._names_another_town:
            return True
        if search is None:
            return bool(self.asked["bbox"]) and not self.errors
        return self.has_point and circle_is_outside(city.outline, search.latitude, search.longitude, 0.0)

    @property
    def _names_another_town(self) -> bool:
        """Whether what was typed is found nowhere in the city, and says itself that it is elsewhere."""
        return bool(self.address and not self.near) and names_another_town(self.address, current_home())

    @property
    def shows_closed(self) -> bool:
        """Whether the lately closed were asked for."""
        return self.status == "closed"

    @cached_property
    def _view(self) -> View:
        """What the part of the map holds."""
        search = self.form.search if self.form else None
        return look_at(replace(search, after=None), search.box) if search and search.box else View(0)

    @cached_property
    def _rows(self) -> list[Row[Any]]:
        search = self.form.search if self.form else None
        if search is None:
            return []
        if search.box is None:
            return list(list_nearby(search))
        goes_on = self._view.clusters or search.after
        return list(list_nearest_of_many(search) if goes_on else self._view.rows)

    @cached_property
    def cases(self) -> list[cards.CaseCard]:
        """The cards, nearest first."""
        search = self.form.search if self.form else None
        return cards.cards(self._rows, near=(search.latitude, search.longitude)) if search else []

    @property
    def clusters(self) -> list[ShownCluster]:
        """What the map shows where the cases are too many to be told apart."""
        box = self.part.box
        return [ShownCluster(each) for each in apart(self._view.clusters, box)] if box and self._is_crowded else []

    @property
    def total_text(self) -> str:
        """How many cases the part of the map holds."""
        return problems_text(self._view.total if self._is_crowded else len(self._rows))

    @property
    def _is_crowded(self) -> bool:
        """Counts of a large part are of whole tiles: at its edges they may be more than the cases in it."""
        return bool(self._view.clusters) and (bool(self.asked["cursor"]) or len(self._rows) == PART_LENGTH)

    @property
    def next_url(self) -> str | None:
        """Where the list goes on."""
        search = self.form.search if self.form else None
        if search is None or len(self._rows) < search.limit:
            return None
        asked = self._address(cursor="")
        return url_for("cases.nearby", **asked | {"cursor": cursor_after(self._rows[-1], search)})

    @property
    def taken_along(self) -> dict[str, Any]:
        """What files and feeds ask for to hold this list; empty where there is none."""
        search = self.form.search if self.form else None
        if search is None:
            return {}
        here = {"bbox": self.part.text} if search.box else {"near": f"{search.latitude},{search.longitude}"}
        here |= {} if search.box else {"radius": WIDEST_M}
        asked = here | {"service": self.service, "status": self.status, "lang": current_language()}
        return {name: value for name, value in asked.items() if value}

    @property
    def followed(self) -> dict[str, str]:
        """What is asked for, for whoever wants to hear of it: nobody does of a part of the map alone."""
        place = (
            {"neighbourhood": self.neighbourhood}
            if self.neighbourhood
            else {"near": self.near, "address": self.address}
        )
        is_one = bool(self.neighbourhood or self.near) and not self.is_elsewhere and not self.errors
        return place | {"service": self.service} if is_one else {}

    @property
    def map_url(self) -> str:
        """This page with the map open, or closed where it is."""
        return url_for("cases.nearby", **self._address(view="" if self.shows_map else "map", cursor=""))

    @property
    def map_fields(self) -> list[tuple[str, str]]:
        """What a form has to send on for the map to stay as it is."""
        return [("view", "map" if self.shows_map else ""), ("bbox", self.part.text)]

    @property
    def start(self) -> str:
        """Where a map opens that has no part of its own to show: latitude and longitude of the place that was said."""
        search = self.form.search if self.form else None
        is_here = search is not None and city.bounds.contains(search.latitude, search.longitude)  # a map can show it
        return f"{search.latitude:.5f},{search.longitude:.5f}" if search and is_here else ""

    @property
    def centre(self) -> str:
        """Where a map opens where nobody said anything."""
        return f"{city.centre.latitude},{city.centre.longitude}"

    @property
    def bounds(self) -> str:
        """West, south, east and north of the city."""
        return box_text(city.bounds)

    def _address(self, **changed: str) -> dict[str, Any]:
        asked = self.asked | {"bbox": self.part.text} | changed
        return {name: value for name, value in asked.items() if value}

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


def _search(asked: dict[str, str], **changed: object) -> SearchForm:
    given = asked | {"bbox": ""} | {name: str(value) for name, value in changed.items()}
    return SearchForm.parse(
        MultiDict({name: value for name, value in given.items() if name not in {"view", "neighbourhood"}})
    )


def _sorted(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda pair: pair[1].casefold())
