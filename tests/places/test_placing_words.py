"""Who says where it is only in words is found near there all the same, where the words surely mean one place."""

from typing import Any

import pytest
from sqlalchemy import select

from app.cases.models import Report
from app.extensions import db
from tests.cases.test_reporting_without_scripts import WORDS, keys
from tests.client import CheckingClient
from tests.factories import Phone, sent
from tests.places.town import Town, point
from tests.samples import Sample

CORNER = "39.95,-75.16"


def words(address: str) -> dict[str, Any]:
    """A place as a phone sends it that knows no more."""
    return {"source": "words", "address": address}


def near(client: CheckingClient, where: str = CORNER) -> dict[str, Any]:
    """{number: (longitude, latitude)} of what is open within 5 km."""
    answer = client.get(f"/api/v1/cases?near={where}&radius=5000").get_json()
    return {one["id"]: one["geometry"]["coordinates"] for one in answer["features"]}


def test_a_typed_address_is_among_what_is_near(client: CheckingClient, town: Town) -> None:
    number = sent(client, place=words("1220 market street"))
    latitude, longitude = point(1220)
    assert near(client)[number] == [longitude, latitude]


def test_the_words_stay_as_they_were_sent(client: CheckingClient, town: Town) -> None:
    number = sent(client, place=words("1220 markt, by the red door"))
    assert client.get(f"/api/v1/cases/{number}").get_json()["properties"]["address"] == "1220 markt, by the red door"


def test_the_report_says_that_its_place_was_words(client: CheckingClient, town: Town) -> None:
    sent(client, place=words("1220 Market St"))
    with client.application.app_context():
        report = db.session.scalars(select(Report)).one()
        assert (report.place_source, report.latitude) == ("words", point(1220)[0])
        assert 0 < (report.accuracy_m or 0) < 30


@pytest.mark.parametrize(
    "address",
    [
        "20 Broad St",
        "Market St",
        "9999 Market St",
        "behind the school",
        "19107",
        "1220 Market St, Camden",
        "1234",
        "<b>",
    ],
)
def test_words_that_mean_no_one_place_stay_words(client: CheckingClient, town: Town, address: str) -> None:
    number = sent(client, place=words(address))
    assert near(client) == {}
    assert client.get(f"/api/v1/cases/{number}").get_json()["properties"]["address"] == address


def test_a_fix_is_believed_more_than_words(client: CheckingClient, town: Town) -> None:
    number = sent(client, place={"lat": 39.96, "long": -75.17, "accuracy_m": 8, "address": "1220 Market St"})
    assert near(client)[number] == [-75.17, 39.96]


def test_a_typed_place_outside_the_city_has_no_point(client: CheckingClient, town: Town) -> None:
    town.bring("address,zip_code,lat,lon\n12 EDGE RD,19154,40.14,-75.28\n")  # within the box, outside the outline
    number = sent(client, place=words("12 Edge Rd"))
    assert near(client, "40.14,-75.28") == {}
    assert client.get(f"/api/v1/cases/{number}").status_code == 200


def test_the_same_bytes_again_are_the_same_report(client: CheckingClient, town: Town) -> None:
    phone = Phone(client)
    body = phone.report(place=words("1220 Market St"))
    assert [phone.put(body).status_code, phone.put(body).status_code] == [201, 200]


def test_without_an_import_words_are_words(client: CheckingClient) -> None:
    sent(client, place=words("1220 Market St"))
    assert near(client) == {}


def test_a_form_without_scripts_is_placed_likewise(client: CheckingClient, town: Town, sample: Sample) -> None:
    service = sample.ordinary
    answers = {f"answer.{code}": text for code, text in sample.answers(service).items()}
    form = WORDS | keys(client) | answers | {"service": service.code, "address": "1220 Market St"}
    assert client.post("/en/report", data=form).status_code == 303
    assert list(near(client).values()) == [list(reversed(point(1220)))]
