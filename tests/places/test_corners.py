"""Where two streets meet, as far as their houses show it: "Broad & Market"."""

import math

import pytest

from app.places.geometry import distance_m
from tests.client import CheckingClient
from tests.factories import sent
from tests.places.town import BROAD, EAST, NORTH, Town, point, points

CROSSING = points(
    *((f"{number} SNYDER AVE", (NORTH - 0.0003, EAST + (number - 1400) * 1e-5)) for number in range(1360, 1440, 12))
)


@pytest.mark.parametrize(
    "typed",
    ["broad & snyder", "S Broad St & Snyder Ave", "broad and snider", "snyder/broad", "corner of Broad at Snyder",
     "broad y snyder", "Broad, Snyder", "broad @ sny", "broad + snyder, philadelphia"],
)  # fmt: skip
def test_a_corner_is_where_the_streets_cross(empty_town: Town, typed: str) -> None:
    empty_town.bring(BROAD, CROSSING)
    first = empty_town.search(typed)[0]
    assert first["kind"] == "intersection"
    assert {"S Broad St", "Snyder Ave"} == set(first["label"].split(" & "))
    assert distance_m(first["lat"], first["long"], NORTH - 0.0003, EAST) < 5


def test_where_one_house_shows_the_street_it_is_halfway(empty_town: Town) -> None:
    empty_town.bring(points(("2 ELM ST", point(0)), ("2 OAK ST", point(40))))
    (corner,) = empty_town.search("elm & oak")
    assert distance_m(corner["lat"], corner["long"], *point(20)) < 1
    assert corner["accuracy_m"] > 60


def test_streets_that_do_not_meet_are_offered_each_alone(empty_town: Town) -> None:
    empty_town.bring(points(("2 ELM ST", point(0)), ("2 OAK ST", point(0, row=20))))
    assert {(place["label"], place["kind"]) for place in empty_town.search("elm & oak")} == {
        ("Elm St", "street"),
        ("Oak St", "street"),
    }


def test_streets_side_by_side_cross_nowhere_far_away(empty_town: Town) -> None:
    elm = points(*((f"{number} ELM ST", point(number)) for number in range(2, 90, 8)))
    oak = points(*((f"{number} OAK ST", point(number, row=2)) for number in range(2, 90, 8)))
    empty_town.bring(elm, oak)
    assert {place["kind"] for place in empty_town.search("elm & oak")} == {"street"}


def streets_that_end(at_m: float, length_m: float = 900.0) -> str:
    """Elm comes from the north and Oak from the west; their last known houses stand so far before they would meet."""
    steps = [at_m + length_m * step / 9 for step in range(10)]
    elm = points(*((f"{100 + 2 * at} ELM ST", (NORTH + metres / 111_195, EAST)) for at, metres in enumerate(steps)))
    west = [EAST - metres / (111_195 * math.cos(math.radians(NORTH))) for metres in steps]
    return elm + "".join(f"{100 + 2 * at} OAK ST,19107,{NORTH},{place}\n" for at, place in enumerate(west))


def test_straight_streets_meet_beyond_their_last_known_houses(empty_town: Town) -> None:
    empty_town.bring(streets_that_end(450))
    (corner,) = empty_town.search("elm & oak")
    off = distance_m(corner["lat"], corner["long"], NORTH, EAST)
    assert corner["kind"] == "intersection"
    assert off < 20
    assert 100 < corner["accuracy_m"] < 300


def test_nobody_is_placed_at_a_corner_that_no_house_shows(client: CheckingClient, empty_town: Town) -> None:
    empty_town.bring(streets_that_end(450))
    sent(client, place={"source": "words", "address": "Elm & Oak"})
    assert client.get(f"/api/v1/cases?near={NORTH},{EAST}&radius=5000").get_json()["features"] == []


@pytest.mark.parametrize(("at_m", "length_m"), [(900, 2000), (450, 300)], ids=["too far", "farther than it is known"])
def test_no_street_goes_on_for_ever(empty_town: Town, at_m: float, length_m: float) -> None:
    empty_town.bring(streets_that_end(at_m, length_m))
    assert {place["kind"] for place in empty_town.search("elm & oak")} == {"street"}
