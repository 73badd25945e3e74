"""A place that is shown roughly is not known any better, however somebody asks for it."""

import random
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask

from app.cases import operations, queries
from app.city import city
from app.extensions import Model, db
from app.places.geometry import distance_m, rounded
from tests.cases.surveyor import Point, Surveyor
from tests.client import CheckingClient
from tests.factories import sent
from tests.samples import Sample

NEARLY_M = 3.0  # what a surveyor finds is as exact as this
FAR_OFF_M = 60.0  # the true places are at least so far from what is shown
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@pytest.fixture(autouse=True)
def _no_limit(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = app.config["SETTINGS"]
    changed = {name: getattr(settings, name) for name in settings.__slots__} | {"reports_per_hour": 100_000}
    monkeypatch.setitem(app.config, "SETTINGS", type(settings)(**changed))


def true_place(sample: Sample, seed: int) -> Point:
    """Somewhere in a square, far from its middle."""
    chance = random.Random(seed)
    while True:
        latitude, longitude = (degrees + chance.uniform(-0.008, 0.008) for degrees in sample.here)
        if distance_m(latitude, longitude, *rounded(latitude, longitude)) > FAR_OFF_M:
            return latitude, longitude


def as_sent(place: Point, accuracy_m: float = 8.0) -> dict[str, Any]:
    return {"lat": place[0], "long": place[1], "accuracy_m": accuracy_m, "source": "device"}


def estimates(surveyor: Surveyor, sample: Sample) -> Mapping[str, Point | None]:
    """Every way to look for a case, and where it leads."""
    chance = random.Random(3)
    nearby = [surveyor.at(chance.uniform(-200, 200), chance.uniform(-200, 200)) for _ in range(4)]
    own = surveyor.plant(sample.ordinary.code, nearby)
    return {
        "what is shown": surveyor.by_what_is_shown(),
        "distances": surveyor.by_distances(),
        "radii": surveyor.by_radii(),
        "boxes": surveyor.by_boxes(),
        "order": surveyor.by_order(own),
        "clusters": surveyor.by_clusters(own),
        "cursors": surveyor.by_cursors(),
        "likely cases": surveyor.by_likely_cases(
            [one.code for one in (sample.ordinary, *sample.kindred, sample.rounded)]
        ),
        "files": surveyor.by_files(),
        "feeds": surveyor.by_feeds(),
    }


ROUNDED = {"a service that hides homes": (True, 8.0), "a fix that knows the block": (False, 400.0)}


@pytest.mark.parametrize("why", ROUNDED)
@pytest.mark.parametrize("seed", [1, 2])
def test_nobody_finds_a_rounded_place(
    client: CheckingClient, inside: None, sample: Sample, why: str, seed: int
) -> None:
    hides, accuracy_m = ROUNDED[why]
    service, place = sample.rounded if hides else sample.ordinary, true_place(sample, seed)
    number = sent(client, service=service.code, answers=sample.answers(service), place=as_sent(place, accuracy_m))
    shown = rounded(*place)

    found = estimates(Surveyor(client, number, shown), sample)

    assert len([one for one in found.values() if one]) >= 7
    for way, estimate in found.items():
        if estimate:
            assert distance_m(*estimate, *shown) < NEARLY_M, way
            assert distance_m(*estimate, *place) > distance_m(*shown, *place) - NEARLY_M, way


def test_the_same_surveyor_finds_a_place_that_is_shown(client: CheckingClient, inside: None, sample: Sample) -> None:
    place = true_place(sample, 1)
    number = sent(client, place=as_sent(place))
    found = estimates(Surveyor(client, number, rounded(*place)), sample)
    assert {way for way, estimate in found.items() if estimate and distance_m(*estimate, *place) < 30} == set(found)
    exact = ("what is shown", "distances", "radii", "boxes", "order", "cursors", "files", "feeds")
    assert all(distance_m(*(found[way] or (0, 0)), *place) < NEARLY_M for way in exact)


def everything(client: CheckingClient, sample: Sample, number: str, about: Point) -> dict[str, str]:
    """{address: its answer, but for what is made up anew each time}."""
    surveyor, area = Surveyor(client, number, about), city.neighbourhood_at(*about)
    latitude, longitude = about
    assert area is not None
    addresses = [
        f"/api/v1/cases/{number}",
        f"/feeds/cases/{number}.atom",
        f"/feeds/neighbourhoods/{area.slug}.atom",
        f"/feeds/nearby.atom?near={latitude},{longitude}",
        "/feeds/cases.csv",
        "/feeds/cases.geojson",
        f"/en/cases/{number}",
        "/en/neighbourhoods",
        f"/en/neighbourhoods/{area.slug}",
        f"/en/nearby?near={latitude},{longitude}",
    ]
    for reach in (40, 130, 400, 3000):
        for north, east in ((0, 0), (reach, 0), (0, reach), (-reach, -reach)):
            (south, west), (up, right) = (
                surveyor.at(north - reach, east - reach),
                surveyor.at(north + reach, east + reach),
            )
            near = f"{(south + up) / 2},{(west + right) / 2}"
            addresses += [
                f"/api/v1/cases?bbox={west},{south},{right},{up}",
                f"/api/v1/cases?near={near}&radius={reach}",
                f"/en/nearby?bbox={west},{south},{right},{up}",
                f"/feeds/cases.csv?near={near}&radius={reach}",
                *(
                    f"/api/v1/cases/likely?service={service.code}&lat={near.replace(',', '&long=')}&accuracy=60"
                    for service in (sample.ordinary, sample.rounded)
                ),
            ]
    answers = {}
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        body = (
            response.get_data(as_text=True)
            .replace(number, "N")
            .replace("\u00a0", " ")
            .replace(f"{number[:4]} {number[4:8]} {number[8:]}", "N")
        )
        answers[address.replace(number, "N")] = UUID.sub("ID", body)
    return answers


def as_rounded(client: CheckingClient, sample: Sample, place: Point) -> str:
    """Sent under a service that hides homes."""
    service = sample.rounded
    return sent(client, service=service.code, answers=sample.answers(service), place=as_sent(place))


def corrected(client: CheckingClient, sample: Sample, place: Point) -> str:
    """Sent under another service first, and corrected by its reporter."""
    number = sent(client, place=as_sent(place), address="1 Penn Square")
    operations.correct_service(queries.find_case(number).reports[0], sample.rounded)
    db.session.commit()
    return number


def barely_known(client: CheckingClient, sample: Sample, place: Point) -> str:
    """Sent with a fix that only knows the block."""
    return sent(client, place=as_sent(place, 400.0))


@pytest.mark.parametrize("make", [as_rounded, corrected, barely_known])
def test_no_answer_depends_on_where_in_its_square_a_place_is(
    client: CheckingClient, inside: None, sample: Sample, make: Callable[[CheckingClient, Sample, Point], str]
) -> None:
    one = true_place(sample, 4)
    shown = rounded(*one)
    other = (2 * shown[0] - one[0], 2 * shown[1] - one[1])  # across the middle of the same square
    assert rounded(*other) == shown
    answers = []
    for place in (one, other):
        db.session.rollback()
        for table in reversed(Model.metadata.sorted_tables):
            db.session.execute(table.delete())
        db.session.commit()
        answers.append(everything(client, sample, make(client, sample, place), shown))
    assert answers[0].keys() == answers[1].keys()
    for address, answer in answers[0].items():
        assert answer == answers[1][address], address
