"""Somebody who wants to know exactly where a case is, and tries every answer that says something of places.

Each way of trying gives a place, or None where nothing could be learned.
"""

import base64
import csv
import math
import re
from collections.abc import Callable, Sequence
from io import StringIO
from typing import Any

import orjson

from app.places.geometry import METRES_PER_DEGREE
from tests.client import CheckingClient
from tests.factories import sent

Point = tuple[float, float]
Circle = tuple[Point, float]  # a place, and how far from it the case is, in metres
STEPS = 34
SMALL_STEPS = range(-160, 161, 40)
STANDS = [(900.0, 0.0), (0.0, 1100.0), (-700.0, -800.0), (300.0, -1000.0), (-950.0, 450.0), (40.0, 30.0)]


class Surveyor:
    """Knows the number of a case and about where it is; asks what everybody may ask."""

    def __init__(self, client: CheckingClient, number: str, about: Point) -> None:
        self.client, self.number, self.about = client, number, about

    def ask(self, query: str) -> dict[str, Any]:
        """A list of cases."""
        response = self.client.get(f"/api/v1/cases?{query}")
        assert response.status_code == 200, response.get_data(as_text=True)
        answer: dict[str, Any] = response.get_json()
        return answer

    def shown(self, query: str) -> dict[str, Any] | None:
        """What a list says of the case."""
        return next((one for one in self.ask(query)["features"] if one.get("id") == self.number), None)

    def at(self, north_m: float, east_m: float) -> Point:
        """A place so many metres from where the case is about."""
        latitude, longitude = self.about
        scale = METRES_PER_DEGREE * math.cos(math.radians(latitude))
        return latitude + north_m / METRES_PER_DEGREE, longitude + east_m / scale

    def by_what_is_shown(self) -> Point | None:
        """The point of the case itself."""
        return _point(self.client.get(f"/api/v1/cases/{self.number}").get_json()["geometry"])

    def by_distances(self) -> Point | None:
        """Distances from many places."""
        circles = []
        for stand in (self.at(*way) for way in STANDS):
            found = self.shown(f"near={stand[0]},{stand[1]}&radius=5000&limit=200")
            circles += [(stand, found["properties"]["distance_m"])] if found else []
        return meet(circles)

    def by_radii(self) -> Point | None:
        """The smallest radius in which it still is, from many places."""
        circles = []
        for stand in (self.at(*way) for way in STANDS[:4]):
            asked = f"near={stand[0]},{stand[1]}&limit=200&radius="
            radius = halve(1.0, 5000.0, lambda radius, asked=asked: bool(self.shown(f"{asked}{radius}")))
            circles.append((stand, radius))
        return meet(circles)

    def by_boxes(self) -> Point | None:
        """Boxes that end ever nearer to it."""
        (south, west), (north, east) = self.at(-2000, -2000), self.at(2000, 2000)

        def has(*edges: float) -> bool:
            return bool(self.shown(f"limit=200&bbox={','.join(map(repr, edges))}"))

        latitude = halve(south, north, lambda edge: has(west, south, east, edge))
        longitude = halve(west, east, lambda edge: has(west, south, edge, north))
        return latitude, longitude

    def by_order(self, own: dict[str, Point]) -> Point | None:
        """Places from which a case of the surveyor's own is as far as it: there the order of the two turns round."""
        circles = []
        for number, planted in own.items():
            for here in (self.at(north * 0.6, east * 0.6) for north, east in STANDS):
                if not self._comes_first(here, number):
                    continue

                def turned(share: float, here: Point = here, planted: Point = planted) -> Point:
                    return here[0] + (planted[0] - here[0]) * share, here[1] + (planted[1] - here[1]) * share

                def is_behind(share: float, turned: Callable[[float], Point] = turned, number: str = number) -> bool:
                    return not self._comes_first(turned(share), number)

                turn = turned(halve(0.0, 1.0, is_behind))
                circles.append((turn, metres(turn, planted)))
        return meet(circles)

    def _comes_first(self, stand: Point, other: str) -> bool:
        order = [one["id"] for one in self.ask(f"near={stand[0]!r},{stand[1]!r}&radius=5000&limit=200")["features"]]
        return order.index(self.number) < order.index(other)

    def by_clusters(self, own: dict[str, Point]) -> Point | None:
        """The middle of a cluster, less what the surveyor's own cases weigh in it."""
        found = []
        for reach in (5000.0, 1500.0, 400.0, 220.0):
            (south, west), (north, east) = self.at(-reach, -reach), self.at(reach, reach)
            for zoom in range(10, 23, 2):
                answer = self.ask(f"limit=1&zoom={zoom}&bbox={west},{south},{east},{north}")
                found += [self._left(one, own) for one in answer["features"] if answer["clusters"]]
        points = [point for point in found if point]
        return min(points, key=lambda point: metres(point, self.about), default=None)

    def _left(self, cluster: dict[str, Any], own: dict[str, Point]) -> Point | None:
        west, south, east, north = cluster["properties"]["bbox"]
        inside = [one for one in own.values() if south <= one[0] <= north and west <= one[1] <= east]
        if cluster["properties"]["count"] != len(inside) + 1:
            return None
        middle = _point(cluster["geometry"])
        assert middle is not None
        latitude, longitude = (middle[axis] * (len(inside) + 1) - sum(one[axis] for one in inside) for axis in (0, 1))
        return latitude, longitude

    def by_cursors(self) -> Point | None:
        """What a cursor says behind it."""
        circles = []
        for stand in (self.at(*way) for way in STANDS):
            asked, cursor = f"near={stand[0]},{stand[1]}&radius=5000&limit=1", ""
            while cursor is not None:
                answer = self.ask(f"{asked}&cursor={cursor}")
                cursor = answer["next"]
                if cursor and answer["features"][0]["id"] == self.number:
                    square = orjson.loads(base64.urlsafe_b64decode(cursor + "=="))[0]
                    circles.append((stand, math.sqrt(square)))
        return meet(circles)

    def by_likely_cases(self, services: Sequence[str]) -> Point | None:
        """How far a report would be from it, of any service, from places near by."""
        circles = []
        for service in services:
            for stand in (self.at(north, east) for north in SMALL_STEPS for east in SMALL_STEPS):
                asked = f"service={service}&lat={stand[0]}&long={stand[1]}&accuracy=500"
                answer = self.client.get(f"/api/v1/cases/likely?{asked}").get_json()
                found = [one for one in answer["cases"] if one["number"] == self.number]
                circles += [(stand, one["distance_m"]) for one in found]
        return meet(circles)

    def by_files(self) -> Point | None:
        """The table that everybody may take along."""
        table = self.client.get("/feeds/cases.csv").get_data(as_text=True).removeprefix("\ufeff")
        rows = [row for row in csv.DictReader(StringIO(table)) if self.number in row.values()]
        return (float(rows[0]["latitude"]), float(rows[0]["longitude"])) if rows else None

    def by_feeds(self) -> Point | None:
        """A feed of what is new around here."""
        latitude, longitude = self.about
        feed = self.client.get(f"/feeds/nearby.atom?near={latitude},{longitude}&radius=5000").get_data(as_text=True)
        entries = [one for one in feed.split("<entry") if self.number in one]
        point = re.search(r"point>\s*([-\d.]+)[ ,]([-\d.]+)", entries[0]) if entries else None
        return (float(point[1]), float(point[2])) if point else None

    def plant(self, service: str, places: Sequence[Point]) -> dict[str, Point]:
        """Reports of the surveyor's own: {number: place}."""
        body = [{"lat": place[0], "long": place[1], "accuracy_m": 5.0, "source": "pin"} for place in places]
        return {sent(self.client, service=service, place=one): place for one, place in zip(body, places, strict=True)}


def metres(one: Point, other: Point) -> float:
    """How far two places are apart, on a plane, as searches measure it."""
    up = (one[0] - other[0]) * METRES_PER_DEGREE
    across = (one[1] - other[1]) * METRES_PER_DEGREE * math.cos(math.radians(one[0]))
    return math.hypot(up, across)


def halve(without: float, within: float, is_within: Callable[[float], bool]) -> float:
    """Where the answer turns from no to yes."""
    for _ in range(STEPS):
        middle = (without + within) / 2
        without, within = (without, middle) if is_within(middle) else (middle, within)
    return within


def meet(circles: Sequence[Circle]) -> Point | None:
    """Where at least three circles meet, as nearly as they do (Gauss-Newton)."""
    if len(circles) < 3:
        return None
    latitude, longitude = (sum(circle[0][axis] for circle in circles) / len(circles) for axis in (0, 1))
    for _ in range(60):
        a = b = c = p = q = 0.0
        scale = METRES_PER_DEGREE * math.cos(math.radians(latitude))
        for (lat, lon), radius in circles:
            up, across = (latitude - lat) * METRES_PER_DEGREE, (longitude - lon) * scale
            length = math.hypot(up, across) or 1e-9
            miss, up, across = length - radius, up / length, across / length
            a, b, c, p, q = a + up * up, b + up * across, c + across * across, p + up * miss, q + across * miss
        turn = a * c - b * b
        if abs(turn) < 1e-12:
            return None
        latitude -= (c * p - b * q) / turn / METRES_PER_DEGREE
        longitude -= (a * q - b * p) / turn / scale
    return latitude, longitude


def _point(geometry: dict[str, Any] | None) -> Point | None:
    if geometry is None:
        return None
    longitude, latitude = geometry["coordinates"]
    return latitude, longitude
