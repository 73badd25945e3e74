"""A piece of the map: its cases, or clusters of them where they are too many."""

import math
import random
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert

from app.cases import operations, queries
from app.cases.models import Case
from app.cases.nearby import Search, list_nearby
from app.cases.viewport import look_at
from app.cases.workflow import ClosingReason, Status
from app.extensions import db
from app.places.boxes import Box
from app.places.tiles import tile
from tests.cases.test_counting import a_case
from tests.client import CheckingClient
from tests.factories import sent
from tests.samples import Sample

Answer = Mapping[str, Any]


@pytest.fixture(autouse=True)
def _no_limit(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = app.config["SETTINGS"]
    changed = {name: getattr(settings, name) for name in settings.__slots__} | {"reports_per_hour": 10_000}
    monkeypatch.setitem(app.config, "SETTINGS", type(settings)(**changed))


def look(client: CheckingClient, box: tuple[float, float, float, float] | str, query: str = "") -> Answer:
    written = box if isinstance(box, str) else ",".join(map(str, box))
    response = client.get(f"/api/v1/cases?bbox={written}&{query}")
    assert response.status_code == 200, response.get_data(as_text=True)
    answer: Answer = response.get_json()
    return answer


def numbers(answer: Answer) -> list[str]:
    return [feature["id"] for feature in answer["features"]]


def counted(answer: Answer) -> int:
    return sum(feature["properties"]["count"] for feature in answer["features"])


def around(sample: Sample, reach: float) -> tuple[float, float, float, float]:
    latitude, longitude = sample.here
    return (longitude - reach, latitude - reach, longitude + reach, latitude + reach)


def scatter(client: CheckingClient, sample: Sample, count: int, reach: float) -> dict[str, tuple[float, float]]:
    chance = random.Random(11)
    places = [sample.place(chance.uniform(-reach, reach), chance.uniform(-reach, reach)) for _ in range(count)]
    return {sent(client, place=place): (place["lat"], place["long"]) for place in places}


@pytest.mark.parametrize("reach", [0.003, 0.009])
def test_the_map_shows_the_cases_that_lie_in_it(client: CheckingClient, sample: Sample, reach: float) -> None:
    places = scatter(client, sample, 30, 0.012)
    west, south, east, north = around(sample, reach)
    inside = {number for number, (lat, lon) in places.items() if south <= lat <= north and west <= lon <= east}

    answer = look(client, (west, south, east, north))

    assert set(numbers(answer)) == inside
    assert (answer["clusters"], answer["total"], answer["next"]) == (False, len(inside), None)
    distances = [feature["properties"]["distance_m"] for feature in answer["features"]]
    assert distances == sorted(distances)


def test_distances_are_from_a_place_that_is_named_beside_the_box(client: CheckingClient, sample: Sample) -> None:
    far, near = sent(client, place=sample.place(0.002)), sent(client, place=sample.place(0.001))
    latitude, longitude = sample.here
    south_of_here = f"near={latitude - 0.01},{longitude}"
    assert numbers(look(client, around(sample, 0.003), south_of_here)) == [near, far]


@pytest.mark.parametrize("reach", [0.003, 0.02, 1.0])
def test_too_many_cases_are_shown_as_clusters(client: CheckingClient, sample: Sample, reach: float) -> None:
    scatter(client, sample, 12, 0.0025)

    answer = look(client, around(sample, reach), "limit=10")

    assert answer["clusters"] is True
    assert counted(answer) == answer["total"] == 12
    for feature in answer["features"]:
        properties = feature["properties"]
        assert properties["cluster"] is True
        assert properties["count_text"] == str(properties["count"])
        west, south, east, north = properties["bbox"]
        longitude, latitude = feature["geometry"]["coordinates"]
        assert west <= longitude <= east
        assert south <= latitude <= north


def test_as_many_cases_as_may_be_shown_are_no_clusters(client: CheckingClient, sample: Sample) -> None:
    scatter(client, sample, 10, 0.0025)
    assert len(numbers(look(client, around(sample, 0.02), "limit=10"))) == 10


def test_a_tap_on_a_cluster_looks_closer_until_there_are_cases(client: CheckingClient, sample: Sample) -> None:
    scatter(client, sample, 40, 0.012)
    answer = look(client, around(sample, 0.5), "limit=5")
    while answer["clusters"]:
        largest = max(answer["features"], key=lambda feature: feature["properties"]["count"])
        closer = look(client, tuple(largest["properties"]["bbox"]), "limit=5")
        assert closer["total"] <= answer["total"]
        answer = closer
    assert numbers(answer)


def test_cases_on_one_point_are_listed_where_nothing_is_closer(client: CheckingClient, sample: Sample) -> None:
    sent_there = {sent(client) for _ in range(5)}
    tiny = around(sample, 0.0001)
    first = look(client, tiny, "limit=3")
    assert (first["clusters"], first["total"], len(first["features"])) == (False, 5, 3)
    rest = look(client, tiny, f"limit=3&cursor={first['next']}")
    assert {*numbers(first), *numbers(rest)} == sent_there


def test_a_map_far_away_is_empty(client: CheckingClient, sample: Sample) -> None:
    sent(client)
    answer = look(client, (-40, 10, -39, 11))
    assert (answer["features"], answer["total"]) == ([], 0)


def test_the_filters_of_a_list_are_those_of_the_map(client: CheckingClient, inside: None, sample: Sample) -> None:
    other, ordinary, closed = sent(client, service=sample.other.code), sent(client), sent(client)
    operations.update_status(queries.find_case(closed), Status.CLOSED, reason=ClosingReason.FIXED)
    operations.update_status(queries.find_case(other), Status.SCHEDULED)
    db.session.commit()
    for reach in (0.003, 0.1):
        box = around(sample, reach)
        assert numbers(look(client, box, f"service={sample.other.code}")) == [other]
        assert numbers(look(client, box, "status=scheduled")) == [other]
        assert numbers(look(client, box, "status=closed")) == [closed]
        assert set(numbers(look(client, box))) == {other, ordinary}
        assert numbers(look(client, box, "since=2026-11-19T00:00:00Z")) == []
        assert set(numbers(look(client, box, "since=2026-11-01T00:00:00Z"))) == {other, ordinary}


WORLDS = {
    "the whole world": "-180,-90,180,90",
    "across the antimeridian, nearly all of it": "-60,-90,-61,90",
    "the northern half": "-180,0,180,90",
}


@pytest.mark.parametrize("world", WORLDS)
def test_the_whole_world_is_answered_with_clusters(client: CheckingClient, sample: Sample, world: str) -> None:
    scatter(client, sample, 8, 0.012)
    answer = look(client, WORLDS[world], "limit=5")
    assert answer["clusters"] is True
    assert counted(answer) == 8


@pytest.mark.parametrize("nowhere", ["170,-20,-170,20", "180,0,180,0", "-180,89,180,90", "0,-90,0,-90"])
def test_a_box_across_the_antimeridian_or_at_a_pole_is_a_box(client: CheckingClient, nowhere: str) -> None:
    sent(client)
    assert look(client, nowhere)["total"] == 0


BAD = ["1,2,3", "1,2,3,4,5", "west,south,east,north", "nan,1,2,3", "1,2,nan,3", "1,2,3,inf", "-181,0,1,1", "0,-91,1,1"]


@pytest.mark.parametrize("box", [*BAD, "-75.1,40,-75.2,39.9"])
def test_a_box_that_is_none_is_named(client: CheckingClient, box: str) -> None:
    response = client.get(f"/api/v1/cases?bbox={box}")
    assert response.status_code == 422
    assert [error["field"] for error in response.get_json()["errors"]] == ["bbox"]


@pytest.mark.parametrize("zoom", ["1", "12", "22"])
def test_clusters_fit_the_zoom_of_the_map(client: CheckingClient, sample: Sample, zoom: str) -> None:
    scatter(client, sample, 20, 0.012)
    answer = look(client, around(sample, 0.1), f"limit=5&zoom={zoom}")
    assert counted(answer) == 20
    assert len(answer["features"]) <= 20


def test_a_case_without_a_place_is_on_no_map(client: CheckingClient, sample: Sample) -> None:
    sent(client, place={"address": "somewhere in the park"})
    assert look(client, around(sample, 0.1))["total"] == 0


def test_clusters_may_be_kept_for_a_minute_and_cases_are_asked_for_again(
    client: CheckingClient, sample: Sample
) -> None:
    scatter(client, sample, 3, 0.002)
    box = ",".join(map(str, around(sample, 0.1)))
    clusters = client.get(f"/api/v1/cases?bbox={box}&limit=1&lang=es")
    assert (clusters.cache_control.public, clusters.cache_control.max_age) == (True, 60)
    assert "Cookie" not in clusters.vary
    assert "Cookie" in client.get(f"/api/v1/cases?bbox={box}&limit=1").vary
    cases = client.get(f"/api/v1/cases?bbox={box}")
    assert cases.cache_control.no_cache
    assert not cases.cache_control.public
    assert client.get(f"/api/v1/cases?bbox={box}", headers={"If-None-Match": cases.headers["ETag"]}).status_code == 304
    sent(client)
    assert client.get(f"/api/v1/cases?bbox={box}", headers={"If-None-Match": cases.headers["ETag"]}).status_code == 200


def test_cases_on_both_sides_of_the_antimeridian_are_near_each_other(app: Flask, inside: None) -> None:
    here = -16.8
    for number, longitude in ((1, 179.9996), (2, -179.9996)):
        place = {"latitude": here, "longitude": longitude, "tile": tile(here, longitude), "status": "received"}
        db.session.execute(insert(Case).values(a_case(number, random.Random(1)) | place | {"neighbourhood": None}))
    near = list_nearby(Search(here, 179.9996, radius_m=200))
    assert [row.number for row in near] == ["0000000001", "0000000002"]
    assert round(math.sqrt(near[1].square)) == 85
    box = Box(179.999, here - 0.001, -179.999, here + 0.001)
    assert look_at(Search(*box.middle, box=box), box).total == 2
    east = Box(179.999, here - 0.001, 180, here + 0.001)
    assert look_at(Search(*east.middle, box=east), east).total == 1
    db.session.rollback()
