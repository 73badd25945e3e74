"""People write more than an address: the city, a town across the river, or where to look when you are there."""

from typing import Any

import pytest

from tests.client import CheckingClient
from tests.factories import sent
from tests.places.town import Town, point

HERE = [
    "1220 Market St, Philadelphia, PA 19107, USA",
    "1220 Market St, Philadelphia, PA 19107, United States",
    "1220 Market St, Filadelfia, Pensilvania, EE. UU.",
    "1220 Market St, Philly",
    "1220 Market St, PA",
    "1220 Market St, Филадельфия",
    "1220 Market St, 费城",
    "1220 Market St, 2nd floor",
    "1220 Market St, apt 3",
]
ELSEWHERE = [
    "1220 Market St, Camden",
    "1220 Market St, Camden, NJ 08102, USA",
    "1220 Market St, Camdem NJ",
    "1220 Market St Camden NJ",
    "1220 Market St, NJ",
    "1220 Market St, NY 10001",
    "1220 Market St, Upper Darby, PA",
    "City Hall, Camden",
    "Market & 13th, Camden",
]
FOR_WHO_LOOKS = [
    "1220 Market St, behind the school",
    "1220 Market St, al lado de la escuela",
    "1220 Market St, Fishtwn bar",
]


def words(address: str) -> dict[str, Any]:
    return {"source": "words", "address": address}


def shown(client: CheckingClient) -> list[Any]:
    """Where the cases near by are."""
    answer = client.get("/api/v1/cases?near=39.95,-75.16&radius=5000").get_json()
    return [one["geometry"]["coordinates"] for one in answer["features"]]


@pytest.mark.parametrize("typed", HERE)
def test_whatever_says_this_city_is_no_part_of_the_address(client: CheckingClient, town: Town, typed: str) -> None:
    assert town.labels(typed)[0] == "1220 Market St"
    sent(client, place=words(typed))
    assert shown(client) == [list(reversed(point(1220)))]


def test_whatever_says_this_city_is_no_part_of_a_landmark(client: CheckingClient, town: Town) -> None:
    typed = "City Hall, Philadelphia, PA 19107, USA"
    assert town.labels(typed) == ["City Hall"]
    sent(client, place=words(typed))
    assert shown(client) == [[-75.16, 39.95]]


@pytest.mark.parametrize("typed", ELSEWHERE)
def test_an_address_in_another_town_is_not_found_in_this_one(client: CheckingClient, town: Town, typed: str) -> None:
    assert town.labels(typed) == []
    sent(client, place=words(typed))
    assert shown(client) == []


@pytest.mark.parametrize("typed", FOR_WHO_LOOKS)
def test_where_to_look_takes_nothing_from_what_is_suggested(client: CheckingClient, town: Town, typed: str) -> None:
    assert town.labels(typed)[0] == "1220 Market St"


@pytest.mark.parametrize("typed", [*FOR_WHO_LOOKS, "1220 Market St, Somewhereville"])
def test_nobody_is_placed_by_words_that_may_name_a_town(client: CheckingClient, town: Town, typed: str) -> None:
    sent(client, place=words(typed))
    assert shown(client) == []


@pytest.mark.parametrize("typed", ["1220 Market St 08102", "Market & Broad 08102", "City Hall 08102"])
def test_nobody_is_placed_under_a_zip_code_of_another_city(client: CheckingClient, town: Town, typed: str) -> None:
    sent(client, place=words(typed))
    assert shown(client) == []


def test_who_begins_to_write_the_town_is_still_suggested_something(town: Town) -> None:
    assert town.labels("1220 Market St, P")[0] == "1220 Market St"
    assert town.labels("1220 Market St, Ph")[0] == "1220 Market St"
