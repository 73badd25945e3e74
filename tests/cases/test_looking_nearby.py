"""What is near: nearest first, with distance and direction, filtered by the address."""

import random
from typing import Any

import pytest

from app.cases import operations, queries
from app.cases.workflow import ClosingReason, Status
from app.extensions import db
from app.places.geometry import distance_m
from tests.client import CheckingClient
from tests.factories import CITY_HALL, sent

HERE = (39.9524, -75.1636)
NEAR = "near=39.9524,-75.1636"


def at(latitude: float, longitude: float, **changes: Any) -> dict[str, Any]:
    return {"place": {"lat": latitude, "long": longitude, "accuracy_m": 5, "source": "pin"}} | changes


def numbers(client: CheckingClient, query: str) -> list[str]:
    response = client.get(f"/api/v1/cases?{query}")
    assert response.status_code == 200, response.get_data(as_text=True)
    return [feature["id"] for feature in response.get_json()["features"]]


@pytest.fixture(autouse=True)
def _no_limit(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = app.config["SETTINGS"]
    changed = {name: getattr(settings, name) for name in settings.__slots__} | {"reports_per_hour": 10_000}
    monkeypatch.setitem(app.config, "SETTINGS", type(settings)(**changed))


def test_a_new_case_is_first_where_it_is(client: CheckingClient, lang: str) -> None:
    sent(client, **at(39.9580, -75.1636))
    number = sent(client)
    assert numbers(client, NEAR)[0] == number
    page = client.get(f"/{lang}/nearby?{NEAR}").get_data(as_text=True)
    assert page.index(number) > 0


def test_the_order_is_that_of_a_brute_force_search(client: CheckingClient) -> None:
    chance = random.Random(7)
    places = [(HERE[0] + chance.uniform(-0.012, 0.012), HERE[1] + chance.uniform(-0.012, 0.012)) for _ in range(60)]
    known = {sent(client, **at(*place)): place for place in places}
    wanted = sorted(
        (n for n in known if distance_m(*HERE, *known[n]) <= 1000), key=lambda n: distance_m(*HERE, *known[n])
    )
    assert numbers(client, f"{NEAR}&radius=1000&limit=200") == wanted


def test_the_cursor_goes_on_where_the_page_ended(client: CheckingClient) -> None:
    for step in range(7):
        sent(client, **at(39.9524 + step / 2000, -75.1636))
    seen, cursor = [], ""
    while cursor is not None:
        answer = client.get(f"/api/v1/cases?{NEAR}&limit=3&cursor={cursor}").get_json()
        seen += [feature["id"] for feature in answer["features"]]
        cursor = answer["next"]
    assert len(seen) == len(set(seen)) == 7
    assert seen == numbers(client, NEAR)


def test_filters_choose_service_and_status(client: CheckingClient, inside: None) -> None:
    dumping, graffiti = sent(client, service="SR-ST02"), sent(client)
    closed = sent(client)
    operations.update_status(queries.find_case(closed), Status.CLOSED, reason=ClosingReason.FIXED)
    operations.update_status(queries.find_case(dumping), Status.SCHEDULED)
    db.session.commit()
    assert numbers(client, f"{NEAR}&service=SR-ST02") == [dumping]
    assert set(numbers(client, f"{NEAR}&service=SR-ST02,SR-CL01")) == {dumping, graffiti}
    assert numbers(client, f"{NEAR}&status=scheduled") == [dumping]
    assert numbers(client, f"{NEAR}&status=closed") == [closed]
    assert numbers(client, f"{NEAR}&since=2026-11-19T00:00:00Z") == []


BAD = [
    "",
    "near=",
    "near=north",
    "near=91,0",
    "near=nan,nan",
    "near=1,2,3",
    *(
        f"{NEAR}&{rest}"
        for rest in ("radius=0", "radius=x", "limit=-1", "status=happy", "since=yesterday", "cursor=W10")
    ),
]


@pytest.mark.parametrize("query", BAD)
def test_a_question_that_makes_no_sense_is_named(client: CheckingClient, query: str) -> None:
    response = client.get(f"/api/v1/cases?{query}")
    assert response.status_code == 422
    assert response.get_json()["errors"]


def test_a_cursor_of_another_search_is_refused(client: CheckingClient) -> None:
    for _ in range(2):
        sent(client)
    cursor = client.get(f"/api/v1/cases?{NEAR}&limit=1").get_json()["next"]
    assert client.get(f"/api/v1/cases?{NEAR}&limit=1&service=SR-CL01&cursor={cursor}").status_code == 422


@pytest.mark.parametrize("near", ["90,180", "-90,-180", "0,179.9999", "85.06,0", "39.9,-75.1"])
def test_poles_and_the_date_line_are_only_far_away(client: CheckingClient, near: str) -> None:
    assert numbers(client, f"near={near}&radius=99999999") == []


def test_a_list_says_how_far_and_in_which_direction(client: CheckingClient) -> None:
    sent(client, **at(39.9580, -75.1636))
    page = client.get(f"/en/nearby?{NEAR}").get_data(as_text=True)
    assert "0.4 mi" in page
    assert "north" in page


def test_without_a_place_the_page_asks_for_one(client: CheckingClient, lang: str) -> None:
    assert client.get(f"/{lang}/nearby").status_code == 200
    assert client.get(f"/{lang}/nearby?near=here").status_code == 422


def test_a_neighbourhood_stands_in_for_a_place(client: CheckingClient, lang: str) -> None:
    assert client.get(f"/{lang}/nearby?neighbourhood=center-city").status_code in {200, 404}


def test_filters_stay_in_the_address_when_the_language_changes(client: CheckingClient) -> None:
    page = client.get(f"/en/nearby?{NEAR}&service=SR-ST02").get_data(as_text=True)
    assert "/es/nearby?" in page
    assert page.split("/es/nearby?")[1].split('"')[0].count("SR-ST02") == 1


def test_the_place_of_a_case_without_one_is_nowhere(client: CheckingClient) -> None:
    sent(client, place={"address": "somewhere in the park"})
    assert numbers(client, NEAR) == []
    assert CITY_HALL["lat"] == HERE[0]
