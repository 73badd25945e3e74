"""What is near: nearest first, with distance and direction, filtered by the address."""

import base64
import random
from typing import Any

import orjson
import pytest
from markupsafe import escape

from app.cases import operations, queries
from app.cases.workflow import ClosingReason, Status
from app.extensions import db
from app.places.geometry import circle_is_outside, distance_m
from tests.client import CheckingClient
from tests.factories import sent
from tests.samples import Sample

OUTSIDE = "This place seems to be outside"
NORTH = 0.0056  # degrees: some 620 metres


def numbers(client: CheckingClient, query: str) -> list[str]:
    response = client.get(f"/api/v1/cases?{query}")
    assert response.status_code == 200, response.get_data(as_text=True)
    return [feature["id"] for feature in response.get_json()["features"]]


@pytest.fixture(autouse=True)
def _no_limit(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = app.config["SETTINGS"]
    changed = {name: getattr(settings, name) for name in settings.__slots__} | {"reports_per_hour": 10_000}
    monkeypatch.setitem(app.config, "SETTINGS", type(settings)(**changed))


def test_a_new_case_is_first_where_it_is(client: CheckingClient, lang: str, sample: Sample) -> None:
    sent(client, place=sample.place(NORTH))
    number = sent(client)
    assert numbers(client, sample.near)[0] == number
    page = client.get(f"/{lang}/nearby?{sample.near}").get_data(as_text=True)
    assert page.index(number) > 0


def test_the_order_is_that_of_a_brute_force_search(client: CheckingClient, sample: Sample) -> None:
    chance = random.Random(7)
    places = [sample.place(chance.uniform(-0.012, 0.012), chance.uniform(-0.012, 0.012)) for _ in range(60)]
    far = {sent(client, place=place): distance_m(*sample.here, place["lat"], place["long"]) for place in places}
    wanted = sorted((number for number in far if far[number] <= 1000), key=lambda number: far[number])
    assert numbers(client, f"{sample.near}&radius=1000&limit=200") == wanted


def test_the_cursor_goes_on_where_the_page_ended(client: CheckingClient, sample: Sample) -> None:
    for step in range(7):
        sent(client, place=sample.place(step / 2000))
    seen, cursor = [], ""
    while cursor is not None:
        answer = client.get(f"/api/v1/cases?{sample.near}&limit=3&cursor={cursor}").get_json()
        seen += [feature["id"] for feature in answer["features"]]
        cursor = answer["next"]
    assert len(seen) == len(set(seen)) == 7
    assert seen == numbers(client, sample.near)


def test_filters_choose_service_and_status(client: CheckingClient, inside: None, sample: Sample) -> None:
    other, ordinary = sent(client, service=sample.other.code), sent(client)
    closed = sent(client)
    operations.update_status(queries.find_case(closed), Status.CLOSED, reason=ClosingReason.FIXED)
    operations.update_status(queries.find_case(other), Status.SCHEDULED)
    db.session.commit()
    assert numbers(client, f"{sample.near}&service={sample.other.code}") == [other]
    assert set(numbers(client, f"{sample.near}&service={sample.other.code},{sample.ordinary.code}")) == {
        other,
        ordinary,
    }
    assert numbers(client, f"{sample.near}&status=scheduled") == [other]
    assert numbers(client, f"{sample.near}&status=closed") == [closed]
    assert numbers(client, f"{sample.near}&since=2026-11-19T00:00:00Z") == []


BAD = [
    "",
    "near=",
    "near=north",
    "near=91,0",
    "near=nan,nan",
    "near=1,2,3",
    *(
        f"near=HERE&{rest}"
        for rest in ("radius=0", "radius=x", "limit=-1", "status=happy", "since=yesterday", "cursor=W10")
    ),
]


@pytest.mark.parametrize("query", BAD)
def test_a_question_that_makes_no_sense_is_named(client: CheckingClient, query: str, sample: Sample) -> None:
    response = client.get(f"/api/v1/cases?{query.replace('near=HERE', sample.near)}")
    assert response.status_code == 422
    assert response.get_json()["errors"]


def test_a_cursor_of_another_search_is_refused(client: CheckingClient, sample: Sample) -> None:
    for _ in range(2):
        sent(client)
    cursor = client.get(f"/api/v1/cases?{sample.near}&limit=1").get_json()["next"]
    assert (
        client.get(f"/api/v1/cases?{sample.near}&limit=1&service={sample.ordinary.code}&cursor={cursor}").status_code
        == 422
    )


@pytest.mark.parametrize("near", ["90,180", "-90,-180", "0,179.9999", "85.06,0", "39.9,-75.1"])
def test_poles_and_the_date_line_are_only_far_away(client: CheckingClient, near: str) -> None:
    assert numbers(client, f"near={near}&radius=99999999") == []


def test_a_list_says_how_far_and_in_which_direction(client: CheckingClient, sample: Sample) -> None:
    sent(client, place=sample.place(NORTH))
    page = client.get(f"/en/nearby?{sample.near}").get_data(as_text=True)
    assert {"us": "0.4 mi", "metric": "620 m"}[sample.city.distance_units] in page
    assert "north" in page


def test_what_is_right_here_lies_in_no_direction(client: CheckingClient, sample: Sample) -> None:
    sent(client)
    page = client.get(f"/en/nearby?{sample.near}").get_data(as_text=True)
    assert " away" in page
    assert "to the north" not in page


def test_without_a_place_the_page_asks_for_one(client: CheckingClient, lang: str) -> None:
    assert client.get(f"/{lang}/nearby").status_code == 200
    assert client.get(f"/{lang}/nearby?near=here").status_code == 422


def test_a_neighbourhood_stands_in_for_a_place(client: CheckingClient, lang: str, sample: Sample) -> None:
    area = sample.city.neighbourhood_at(*sample.here)
    number = sent(client)
    assert area is not None
    assert number in client.get(f"/{lang}/nearby?neighbourhood={area.slug}").get_data(as_text=True)


def place_next_door(sample: Sample) -> tuple[float, float]:
    """In the box around the city, and not in the city."""
    outline, bounds = sample.city.outline, sample.city.bounds
    south, west = bounds.south, bounds.west
    steps = [step / 40 for step in range(1, 40)]
    grid = [(south + y * (bounds.north - south), west + x * (bounds.east - west)) for y in steps for x in steps]
    return min(
        (spot for spot in grid if circle_is_outside(outline, *spot, 0.0)),
        key=lambda spot: distance_m(*sample.here, *spot),
    )


def test_the_town_next_door_is_told_so(client: CheckingClient, sample: Sample) -> None:
    latitude, longitude = place_next_door(sample)
    page = client.get(f"/en/nearby?near={latitude:.5f},{longitude:.5f}").get_data(as_text=True)
    assert OUTSIDE in page
    assert escape(sample.city.outside_help) in page
    assert "Nothing here" not in page


def test_the_town_next_door_is_told_so_above_what_is_near_it(client: CheckingClient, sample: Sample) -> None:
    (north, east), (latitude, longitude) = sample.here, place_next_door(sample)
    way = [
        (latitude + step / 500 * (north - latitude), longitude + step / 500 * (east - longitude)) for step in range(501)
    ]
    edge = next(step for step, spot in enumerate(way) if not circle_is_outside(sample.city.outline, *spot, 0.0))
    outside, inside = way[edge - 1], way[edge]
    number = sent(client, place=sample.place() | {"lat": inside[0], "long": inside[1]})
    page = client.get(f"/en/nearby?near={outside[0]},{outside[1]}").get_data(as_text=True)
    assert page.index(OUTSIDE) < page.index(f'data-case="{number}"')


def test_a_place_in_the_city_is_not_called_outside(client: CheckingClient, sample: Sample) -> None:
    sent(client)
    assert OUTSIDE not in client.get(f"/en/nearby?{sample.near}").get_data(as_text=True)


def test_filters_stay_in_the_address_when_the_language_changes(client: CheckingClient, sample: Sample) -> None:
    page = client.get(f"/en/nearby?{sample.near}&service={sample.other.code}").get_data(as_text=True)
    assert "/es/nearby?" in page
    assert page.split("/es/nearby?")[1].split('"')[0].count(sample.other.code) == 1


def test_the_place_of_a_case_without_one_is_nowhere(client: CheckingClient, sample: Sample) -> None:
    sent(client, place={"address": "somewhere in the park"})
    assert numbers(client, sample.near) == []


def test_a_cursor_says_no_more_than_the_list_and_nobody_can_make_one(client: CheckingClient, sample: Sample) -> None:
    shown = [sent(client) for _ in range(3)]
    cursor = client.get(f"/api/v1/cases?{sample.near}&limit=1").get_json()["next"]
    square, number, seal = orjson.loads(base64.urlsafe_b64decode(cursor + "=="))
    assert number == shown[-1]
    others = [
        [square, shown[0], seal],
        [square + 1, number, seal],
        [square, number, seal[::-1]],
        [square, number, "é"],
        [square, 1, seal],
    ]
    for changed in others:
        forged = base64.urlsafe_b64encode(orjson.dumps(changed)).decode()
        assert client.get(f"/api/v1/cases?{sample.near}&limit=1&cursor={forged}").status_code == 422


def test_a_service_that_nobody_knows_is_named_as_a_wrong_filter(client: CheckingClient, sample: Sample) -> None:
    page = client.get(f"/en/nearby?{sample.near}&service=NOPE")
    assert page.status_code == 422
    assert "We do not know this filter." in page.get_data(as_text=True)
    for asked in (f"/api/v1/cases?{sample.near}", "/feeds/cases.csv?status=all"):
        response = client.get(f"{asked}&service={sample.other.code},NOPE")
        assert response.status_code == 422
        assert [error["field"] for error in response.get_json()["errors"]] == ["service"]


def test_a_neighborhood_that_nobody_knows_is_named(client: CheckingClient) -> None:
    page = client.get("/en/nearby?neighbourhood=atlantis")
    assert page.status_code == 422
    assert "We do not know this neighborhood." in page.get_data(as_text=True)
