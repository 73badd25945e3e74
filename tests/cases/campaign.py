"""Residents who report what others reported, and residents who report something else near by: made up, by a seed.

Two people who mean one problem stand within half of the service's distance of it, so at most the whole distance from
one another. A phone's fix is off as its accuracy says: within it 19 times of 20 (W3C Geolocation, `accuracy`).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from flask.testing import FlaskClient

from app import clock
from app.city.catalogue import City, Service
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.factories import sent

METRES_PER_DEGREE = 111_195.0
ACCURACIES = (4, 6, 9, 13, 18, 25, 40, 65)  # metres: by satellites in the open, between houses, by Wi-Fi
OFTEN = (10, 16, 20, 18, 14, 10, 7, 5)
OLDEST_DAYS = 120
SAID = ("", "", "It is still there.", "Near the corner, by the bus stop.", "It is large.", "Please come soon.")
Place = tuple[float, float]


@dataclass(frozen=True)
class Fix:
    """Where a phone says that somebody is."""

    latitude: float
    longitude: float
    accuracy_m: float


@dataclass(frozen=True)
class Trial:
    """Somebody reported a problem; somebody else is about to report: the same, or another one."""

    service: Service
    place: Place  # of whoever came first
    asked_service: Service
    asked_place: Place


def shared_services(city: City) -> list[Service]:
    """Those whose cases residents are shown."""
    return [service for service in city.open_services if service.is_shared]


def duplicates(city: City, places: list[Place], count: int, chance: Random) -> Iterator[Trial]:
    """Pairs about one problem; one in seven names it by a kindred service, where there is one."""
    for _ in range(count):
        service, problem = chance.choice(shared_services(city)), chance.choice(places)
        kin = [other for code in service.kin if (other := city.service(code))]
        asked = chance.choice(kin) if kin and chance.random() < 1 / 7 else service
        half = min(service.same_within_m, asked.same_within_m) / 2
        yield Trial(service, _around(problem, half, chance), asked, _around(problem, half, chance))


def others(
    city: City, places: list[Place], count: int, chance: Random, *, nearest: float, furthest: float
) -> Iterator[Trial]:
    """Pairs about two problems of one kind, so many times the service's distance apart."""
    for _ in range(count):
        service, place = chance.choice(shared_services(city)), chance.choice(places)
        metres = service.same_within_m * chance.uniform(nearest, furthest)
        yield Trial(service, place, service, _off(place, metres, chance.uniform(0, math.tau)))


def unrelated(city: City, places: list[Place], count: int, chance: Random) -> Iterator[Trial]:
    """Pairs about two problems of different kinds at one place."""
    services = shared_services(city)
    for _ in range(count):
        service, place = chance.choice(services), chance.choice(places)
        strangers = [
            s for s in services if s is not service and s.code not in service.kin and service.code not in s.kin
        ]
        yield Trial(service, place, chance.choice(strangers), place)


def is_offered(client: CheckingClient, trial: Trial, chance: Random) -> bool:
    """Whether the second resident is shown what the first reported."""
    first = fixed(trial.place, chance)
    with clock.stopped_at(NOON - timedelta(days=chance.uniform(0, OLDEST_DAYS))):
        number = sent(
            client, service=trial.service.code, answers={}, place=_as_sent(first), description=chance.choice(SAID)
        )
    return number in offered(client, trial.asked_service, fixed(trial.asked_place, chance), chance.choice(SAID))


def offered(client: FlaskClient, service: Service, fix: Fix, words: str) -> list[str]:
    """Numbers of what somebody is shown before sending."""
    at = {"service": service.code, "lat": fix.latitude, "long": fix.longitude, "accuracy": fix.accuracy_m}
    answer = client.get("/api/v1/cases/likely", query_string=at | {"words": words})
    return [case["number"] for case in answer.get_json()["cases"]]


def fixed(place: Place, chance: Random) -> Fix:
    """What a phone makes of a place: nineteen of twenty are within the accuracy that it claims."""
    accuracy = float(chance.choices(ACCURACIES, OFTEN)[0])
    spread = accuracy / math.sqrt(-2 * math.log(0.05))
    metres = spread * math.sqrt(-2 * math.log(1 - chance.random()))
    return Fix(*_off(place, metres, chance.uniform(0, math.tau)), accuracy)


def _around(place: Place, metres: float, chance: Random) -> Place:
    """Anywhere within so many metres."""
    return _off(place, metres * math.sqrt(chance.random()), chance.uniform(0, math.tau))


def _off(place: Place, metres: float, bearing: float) -> Place:
    north, east = metres * math.cos(bearing), metres * math.sin(bearing)
    shrink = math.cos(math.radians(place[0]))
    return place[0] + north / METRES_PER_DEGREE, place[1] + east / METRES_PER_DEGREE / shrink


def _as_sent(fix: Fix) -> dict[str, object]:
    return {"lat": fix.latitude, "long": fix.longitude, "accuracy_m": fix.accuracy_m, "source": "device"}
