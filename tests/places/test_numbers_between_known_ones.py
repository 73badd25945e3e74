"""A number that nobody listed is placed between its neighbours, as exactly as they allow, and on a street that is."""

import pytest

from app.places.geometry import distance_m
from tests.places.town import SEGMENTS, Town, point, points

WHOLE = "MARKET ST,1201,1299,1200,1298"


def off_m(place: dict[str, float], number: int, *, row: float = 0.0) -> float:
    return distance_m(place["lat"], place["long"], *point(number, row=row))


@pytest.mark.parametrize("number", [1210, 1230, 1236])
def test_it_stands_between_the_nearest_on_its_side(town: Town, number: int) -> None:
    (place,) = town.search(f"{number} market st")
    assert (place["kind"], place["label"], place["zip"]) == ("interpolated", f"{number} Market St", "19107")
    assert off_m(place, number) < 1
    assert place["accuracy_m"] >= 20


def test_the_farther_apart_they_are_the_less_is_claimed(empty_town: Town) -> None:
    empty_town.bring(points(*((f"{number} ELM ST", point(number)) for number in (100, 110, 300))))
    near, far = (empty_town.search(f"{number} elm st")[0]["accuracy_m"] for number in (104, 200))
    assert near < far


def test_the_other_side_of_the_street_serves_where_it_is_nearer(empty_town: Town) -> None:
    empty_town.bring(points(*((f"{number} ELM ST", point(number)) for number in (2, 99, 103, 398))))
    (place,) = empty_town.search("100 elm st")
    assert off_m(place, 100) < 3
    assert place["accuracy_m"] > 40


def test_behind_the_last_known_number_the_way_to_it_is_the_accuracy(empty_town: Town) -> None:
    empty_town.bring(points(("100 ELM ST", point(100)), ("120 ELM ST", point(120))))
    (place,) = empty_town.search("150 elm st")
    assert place["kind"] == "interpolated"
    assert off_m(place, 120) < 1
    assert place["accuracy_m"] > off_m(place, 150)


def test_no_place_is_made_across_a_block_that_is_not_there(empty_town: Town) -> None:
    known = points(("1201 MARKET ST", point(1201)), ("1801 MARKET ST", point(5000)))
    empty_town.bring(known, f"{SEGMENTS}\n{WHOLE}\nMARKET ST,1801,1899,1800,1898\n")
    (place,) = empty_town.search("1251 market st")
    assert off_m(place, 1201) < 1
    assert empty_town.search("1851 market st")[0]["lat"] == point(5000)[0]
    assert empty_town.search("1551 market st")[0]["kind"] == "street"


def test_where_blocks_follow_each_other_a_place_is_made_across_them(empty_town: Town) -> None:
    known = points(("1201 MARKET ST", point(1201)), ("1401 MARKET ST", point(1401)))
    empty_town.bring(known, f"{SEGMENTS}\n{WHOLE}\nMARKET ST,1301,1399,1300,1398\nMARKET ST,1401,1499,1400,1498\n")
    (place,) = empty_town.search("1301 market st")
    assert off_m(place, 1301) < 1


def test_a_side_without_numbers_has_none(empty_town: Town) -> None:
    empty_town.bring(points(("1201 MARKET ST", point(1201)), ("1299 MARKET ST", point(1299))))
    assert empty_town.search("1250 market st")[0]["kind"] == "interpolated"
    empty_town.bring(f"{SEGMENTS}\nMARKET ST,1201,1299,0,0\n")
    assert empty_town.search("1250 market st")[0]["kind"] == "street"
    assert empty_town.search("1251 market st")[0]["kind"] == "interpolated"


def test_what_would_be_known_to_a_kilometre_is_not_placed(empty_town: Town) -> None:
    empty_town.bring(
        points(("100 ELM ST", point(100))),
        f"{SEGMENTS}\n"
        + "".join(f"ELM ST,{block + 1},{block + 99},{block},{block + 98}\n" for block in range(100, 1200, 100)),
    )
    assert empty_town.search("300 elm st")[0]["kind"] == "interpolated"
    (place,) = empty_town.search("1050 elm st")
    assert (place["kind"], place["lat"]) == ("unplaced", None)


def test_too_far_from_everything_only_the_street_is_known(town: Town) -> None:
    assert [place["kind"] for place in town.search("9000 market st")] == ["street"]
