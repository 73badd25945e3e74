"""Where problems of an invented city are: around its neighbourhoods, on hot spots, and along a few corridors."""

import math
from itertools import accumulate
from random import Random

from app.cases.imports.values import is_inside
from app.city.catalogue import City, Point, Service
from app.places.geometry import METRES_PER_DEGREE, distance_m

HOT_SPOT_M, CORRIDOR_M = 60.0, 15.0
AREA, HOT, CORRIDOR = 1.0, 0.5, 1.2  # how much of everything happens in one of each
OWN_SPOTS, OWN = 25, 6.0  # each service has hot spots of its own, so much hotter
Spot = tuple[float, float, float, float, float]  # from latitude, longitude, towards both, spread in degrees


class Places:
    """Draws places of the city."""

    def __init__(self, city: City, rng: Random) -> None:
        self._city = city
        self._rng = rng
        self._shrink = math.cos(math.radians(city.centre.latitude))
        self._centres: list[Point] = [Point(n.latitude, n.longitude) for n in city.neighbourhoods] or [city.centre]
        areas, hot, corridors = self._areas(), self._hot_spots(), self._corridors()
        self._spots = [*areas, *hot, *corridors]
        weights = [self._busy(AREA) for _ in areas] + [self._busy(HOT) for _ in hot] + [CORRIDOR] * len(corridors)
        hot_places = range(len(areas), len(areas) + len(hot))
        self._weights = {s.code: self._weights_of(weights, hot_places) for s in city.services}
        self._neighbourhoods: dict[tuple[float, float], str | None] = {}

    def place(self, service: Service) -> tuple[float, float]:
        """Latitude and longitude, five decimals, inside the city."""
        for _ in range(20):
            latitude, longitude = self._somewhere(service)
            if is_inside(self._city, latitude, longitude):
                return latitude, longitude
        return self._city.centre.latitude, self._city.centre.longitude

    def neighbourhood(self, latitude: float, longitude: float) -> str | None:
        """The neighbourhood of the 100 m cell around a place, as good as its own for an invented one."""
        cell = round(latitude, 3), round(longitude, 3)
        if cell not in self._neighbourhoods:
            near = self._city.neighbourhood_at(*cell)
            self._neighbourhoods[cell] = near.slug if near else None
        return self._neighbourhoods[cell]

    def _somewhere(self, service: Service) -> tuple[float, float]:
        spot = self._rng.choices(self._spots, cum_weights=self._weights[service.code])[0]
        south, west, north, east, spread = spot
        along, gauss = self._rng.random(), self._rng.gauss
        latitude = south + along * (north - south) + gauss(0, spread)
        longitude = west + along * (east - west) + gauss(0, spread) / self._shrink
        return round(latitude, 5), round(longitude, 5)

    def _areas(self) -> list[Spot]:
        return [(c.latitude, c.longitude, c.latitude, c.longitude, self._reach(c)) for c in self._centres]

    def _reach(self, centre: Point) -> float:
        """How far a neighbourhood spreads: half the way to the next one, in degrees."""
        return (
            0.5 * self._distance(centre, self._near(centre, 1)) / METRES_PER_DEGREE if len(self._centres) > 1 else 0.005
        )

    def _near(self, centre: Point, rank: int) -> Point:
        return sorted(self._centres, key=lambda other: self._distance(centre, other))[rank]

    def _distance(self, one: Point, other: Point) -> float:
        return distance_m(one.latitude, one.longitude, other.latitude, other.longitude)

    def _hot_spots(self) -> list[Spot]:
        return [self._hot_spot(self._rng.choice(self._centres)) for _ in range(2 * len(self._centres) + 4)]

    def _hot_spot(self, centre: Point) -> Spot:
        reach = self._reach(centre)
        latitude = centre.latitude + self._rng.gauss(0, reach)
        longitude = centre.longitude + self._rng.gauss(0, reach) / self._shrink
        return latitude, longitude, latitude, longitude, HOT_SPOT_M / METRES_PER_DEGREE

    def _corridors(self) -> list[Spot]:
        """Main streets: straight lines between neighbourhoods that are near each other."""
        starts = self._rng.sample(self._centres, k=len(self._centres) // 4)
        ends = [self._near(start, min(3, len(self._centres) - 1)) for start in starts]
        spread = CORRIDOR_M / METRES_PER_DEGREE
        return [(a.latitude, a.longitude, b.latitude, b.longitude, spread) for a, b in zip(starts, ends, strict=True)]

    def _busy(self, usual: float) -> float:
        """Some neighbourhoods report five times as much as others."""
        return usual * math.exp(self._rng.gauss(0, 0.6))

    def _weights_of(self, weights: list[float], hot_places: range) -> list[float]:
        own = set(self._rng.sample(hot_places, k=min(OWN_SPOTS, len(hot_places) // 2)))
        return list(accumulate(weight * (OWN if place in own else 1.0) for place, weight in enumerate(weights)))
