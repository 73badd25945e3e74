"""What residents type as the place of a problem, and what is suggested to them."""

import random

import pytest

from tests.client import CheckingClient
from tests.places.town import EAST, MARKET, NORTH, SEGMENTS, Town, point, points

TYPED = [
    "1220 market st", "1220 MARKET STREET", "1220 market", "1220 Maket St", "1220 market stret", "1220  mar",
    "1220 Market St, Philadelphia, PA 19107", "1220 market st philadelphia pa", "1220 market st apt 3b",
    "١٢٢٠ market st", "１２２０ ｍａｒｋｅｔ", "1220-22 Market St.", "1220 màrket st", "1220 market st, philadelpia",
]  # fmt: skip
OUTSIDE = "This place is not in Philadelphia. Ask the town or county where it is. In an emergency, call 911."
TOLD = {"market": "1 place found.", "20 broad": "2 places found.", "20 broad, Camden": OUTSIDE, "qqqq": ""}


@pytest.mark.parametrize("typed", TYPED)
def test_an_address_is_found_however_it_is_typed(town: Town, typed: str) -> None:
    first = town.search(typed)[0]
    assert first == {
        "label": "1220 Market St", "kind": "address", "lat": point(1220)[0], "long": point(1220)[1],
        "accuracy_m": 20, "zip": "19107",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "label"),
    [("20 s broad", "20 S Broad St"), ("20 north broad st", "20 N Broad St"), ("20 N. Brod Stret", "20 N Broad St")],
)
def test_the_direction_decides_between_two_streets_of_one_name(town: Town, typed: str, label: str) -> None:
    assert town.labels(typed)[0] == label


def test_without_a_direction_the_nearer_street_comes_first(town: Town) -> None:
    assert town.labels("20 broad", near=f"{NORTH - 0.02},{EAST}") == ["20 S Broad St", "20 N Broad St"]
    assert town.labels("20 broad", near=f"{NORTH + 0.02},{EAST}") == ["20 N Broad St", "20 S Broad St"]


def test_suggestions_begin_with_the_second_letter(town: Town) -> None:
    assert town.search("m") == []
    assert town.search("") == []
    assert town.labels("ma") == ["Market St"]


def test_a_street_alone_is_the_middle_of_it_and_says_how_long_it_is(town: Town) -> None:
    (street,) = town.search("market street")
    assert street["kind"] == "street"
    assert abs(street["lat"] - NORTH) < 1e-6
    assert 100 < street["accuracy_m"] < 250


def test_a_landmark_is_found_by_any_of_its_words(town: Town) -> None:
    assert town.search("city ha")[0]["kind"] == "landmark"
    assert town.labels("cecil moore rec")[0] == "Moore, Cecil B. Recreation Center"
    assert town.labels("recreaton center")[0] == "Moore, Cecil B. Recreation Center"


def test_a_zip_code_is_the_middle_of_its_addresses(town: Town) -> None:
    (area,) = town.search("19107")
    assert (area["kind"], area["label"]) == ("zip", "19107")
    assert [place["kind"] for place in town.search("191")] == ["zip"]


def test_a_zip_code_behind_an_address_decides(empty_town: Town) -> None:
    empty_town.bring(points(("5 N ELM ST", point(5))), points(("5 S ELM ST", point(5, row=-9)), postcode="19145"))
    assert empty_town.labels("5 elm st 19145")[0] == "5 S Elm St"
    assert empty_town.labels("5 elm st 19107")[0] == "5 N Elm St"


@pytest.mark.parametrize(
    "typed", ["1234", "0", "%%%", "'; DROP TABLE streets", "zzzzzz", "1220 market st, Camden, NJ", "9" * 50]
)
def test_what_means_nothing_here_finds_nothing(town: Town, typed: str) -> None:
    assert town.search(typed) == []


def test_a_letter_behind_the_number_tells_two_points_apart(empty_town: Town) -> None:
    empty_town.bring(points(("1647 ELM ST", point(1647)), ("1647R ELM ST", point(1647, row=0.3))))
    assert empty_town.search("1647r elm")[0]["lat"] == point(1647, row=0.3)[0]
    assert empty_town.search("1647 elm")[0]["lat"] == point(1647)[0]
    assert empty_town.search("1647b elm")[0]["accuracy_m"] == 40


def test_every_number_of_a_shared_parcel_is_at_its_point(empty_town: Town) -> None:
    empty_town.bring(points(("2321-27 N 30TH ST", point(2324))))
    assert empty_town.labels("2325 n 30 st")[0] == "2321-27 N 30th St"
    assert empty_town.search("2325 thirtieth")[0]["kind"] == "address"
    assert empty_town.search("2324 n 30th")[0]["kind"] != "address"  # across the street


def test_streets_with_numbers_are_never_taken_for_each_other(empty_town: Town) -> None:
    empty_town.bring(points(("5 S 30TH ST", point(30)), ("5 S 31ST ST", point(31)), ("5 S 3RD ST", point(3))))
    assert empty_town.labels("5 31")[0] == "5 S 31st St"
    assert empty_town.labels("5 s 30ht") == ["5 S 30th St"]
    assert empty_town.labels("3rd street") == ["S 3rd St"]


def test_a_street_is_found_by_its_former_name(empty_town: Town) -> None:
    empty_town.bring(points(("5 S COLUMBUS BLVD", point(5))), "alias,street\nS Delaware Ave,S Columbus Blvd\n")
    assert empty_town.labels("5 delaware ave") == ["5 S Columbus Blvd"]


def test_a_number_that_is_known_and_has_no_place_is_still_an_answer(empty_town: Town) -> None:
    empty_town.bring(f"{SEGMENTS}\nELM ST,101,199,100,198\n")
    (place,) = empty_town.search("120 elm st")
    assert (place["label"], place["kind"], place["lat"], place["accuracy_m"]) == ("120 Elm St", "unplaced", None, None)


def test_a_number_that_the_city_does_not_have_is_only_its_street(empty_town: Town) -> None:
    empty_town.bring(MARKET, f"{SEGMENTS}\nMARKET ST,1201,1299,1200,1298\n")
    assert [(place["label"], place["kind"]) for place in empty_town.search("7000 market st")] == [
        ("Market St", "street")
    ]
    assert empty_town.search("1230 market st")[0]["kind"] == "interpolated"


def test_a_very_long_text_is_read_from_its_beginning(town: Town) -> None:
    assert town.labels("1220 market st, " + "philadelphia, " * 40)[0] == "1220 Market St"
    assert town.search("x" * 500) == []


def test_whatever_is_typed_is_answered(town: Town) -> None:
    chance = random.Random(311)
    pieces = [
        *"1220 market st&,/-#½٣ñı'\"%_ß漢",
        " and ",
        "rear",
        "1/2",
        "19107",
        "n",
        "saint",
        "\u200f",
        "\n",
        "é",
        "🏠",
    ]
    for _ in range(400):
        typed = "".join(chance.choices(pieces, k=chance.randint(1, 30)))
        for place in town.search(typed):
            known = [place[name] is None for name in ("lat", "long", "accuracy_m")]
            assert all(known) or not any(known), typed


@pytest.mark.parametrize("near", ["north", "1", "91,0", "0,181", "nan,0", "inf,0", "1,2,3", ",", "1e999,0", "9" * 400])
def test_a_place_that_is_none_is_refused(town: Town, near: str) -> None:
    response = town.client.get("/api/v1/places", query_string={"q": "market", "near": near})
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    assert [error["field"] for error in response.get_json()["errors"]] == ["near"]


def test_without_an_import_everything_still_answers(empty_town: Town) -> None:
    for typed in ("1220 market st", "ma", "broad & snyder", "19107", "city hall"):
        assert empty_town.search(typed) == []
    assert empty_town.at(NORTH, EAST)["address"] is None


def test_answers_are_kept_by_nobody_but_the_asker(client: CheckingClient) -> None:
    for path in ("/api/v1/places?q=ma", f"/api/v1/places/at?lat={NORTH}&long={EAST}"):
        assert client.get(path).headers["Cache-Control"] == "private, max-age=300"


def test_how_many_are_found_is_said_for_those_who_hear_it(town: Town) -> None:
    said = {text: town.client.get("/api/v1/places", query_string={"q": text}).get_json()["found_text"] for text in TOLD}
    assert said == TOLD
