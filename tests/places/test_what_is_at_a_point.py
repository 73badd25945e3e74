"""Whoever has a place and no address is told the nearest one, the neighbourhood, and whether the city is in charge."""

import random

import pytest

from app.places.geometry import distance_m
from tests.client import CheckingClient
from tests.places.town import EAST, NORTH, Town, points


def test_the_nearest_address_is_named_with_its_distance(town: Town) -> None:
    answer = town.at(NORTH + 0.0001, EAST - 0.01221)
    assert answer["address"]["label"] == "1220 Market St"
    assert 5 < answer["address"]["distance_m"] < 20
    assert answer["inside"] is True
    assert set(answer["neighbourhood"]) == {"slug", "name"}


def test_it_is_the_nearest_of_all(empty_town: Town) -> None:
    chance = random.Random(311)
    known = [(NORTH + chance.uniform(0, 0.02), EAST + chance.uniform(0, 0.02)) for _ in range(400)]
    empty_town.bring(points(*((f"{number} ELM ST", place) for number, place in enumerate(known, start=1))))
    for _ in range(60):
        here = NORTH + chance.uniform(-0.004, 0.024), EAST + chance.uniform(-0.004, 0.024)
        nearest = min(distance_m(*here, *place) for place in known)
        found = empty_town.at(*here)["address"]
        assert (found and found["distance_m"]) == (round(nearest, 1) if nearest <= 300 else None)


def test_where_no_house_is_near_there_is_no_address(town: Town) -> None:
    assert town.at(NORTH + 0.05, EAST)["address"] is None


@pytest.mark.parametrize("here", [(40.7, -74.0), (39.943, -75.12), (90, 0), (-90, 180), (0, -180), (39.95, 180)])
def test_outside_the_city_there_is_no_neighbourhood(town: Town, here: tuple[float, float]) -> None:
    answer = town.at(*here)
    assert (answer["inside"], answer["neighbourhood"]) == (False, None)


@pytest.mark.parametrize(("accuracy", "inside"), [("12", False), ("x", False), ("nan", False), ("30000", True)])
def test_a_circle_is_outside_only_with_all_of_it(client: CheckingClient, accuracy: str, inside: bool) -> None:
    answer = client.get(f"/api/v1/places/at?lat=39.943&long=-75.12&accuracy={accuracy}").get_json()
    assert (answer["inside"], answer["neighbourhood"]) == (inside, None)


@pytest.mark.parametrize(
    "query", ["", "lat=39.95", "long=-75", "lat=x&long=-75", "lat=nan&long=0", "lat=91&long=0", "lat=0&long=inf"]
)
def test_what_is_no_place_is_refused(client: CheckingClient, query: str) -> None:
    response = client.get(f"/api/v1/places/at?{query}")
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    assert {error["field"] for error in response.get_json()["errors"]} == {"lat", "long"}


def test_the_neighbourhood_is_named_in_the_language_of_the_reader(client: CheckingClient) -> None:
    names = {
        client.get(f"/api/v1/places/at?lat={NORTH}&long={EAST}&lang={lang}").get_json()["neighbourhood"]["slug"]
        for lang in ("en", "ar")
    }
    assert len(names) == 1
