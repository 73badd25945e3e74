"""A fix may be off by twenty kilometres, from a pole, or from the line where days change: it is answered rightly."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.models import Case, Report
from app.extensions import db
from app.i18n import city_text, force_language
from tests.client import CheckingClient
from tests.factories import Phone
from tests.samples import Sample


@pytest.fixture
def phone(client: CheckingClient) -> Phone:
    """A phone with an ordinary report."""
    return Phone(client)


def case_of(app: Flask, phone: Phone) -> Case:
    """The case of what the phone sent."""
    return db.session.scalars(select(Case).join(Report).where(Report.id == phone.id)).one()


@pytest.mark.parametrize("far", [0.0, 0.1])
def test_a_fix_of_twenty_kilometres_is_kept_and_shown_nowhere(
    app: Flask, phone: Phone, sample: Sample, far: float
) -> None:
    """From iOS with "precise" off: the person may be inside, though the middle of the circle is outside."""
    place = sample.place(east=far, accuracy_m=20_000, address="at the corner shop")
    response = phone.put(phone.report(place=place))
    assert response.status_code == 201
    with app.app_context():
        case, report = case_of(app, phone), db.session.get_one(Report, phone.id)
        assert (case.latitude, case.tile, case.neighbourhood) == (None, None, None)
        assert case.address == "at the corner shop"
        assert (report.latitude, report.accuracy_m) == (place["lat"], 20_000)


def test_a_fix_of_some_hundred_metres_is_shown_as_its_square(app: Flask, phone: Phone, sample: Sample) -> None:
    place = sample.place(accuracy_m=600)
    assert phone.put(phone.report(place=place)).status_code == 201
    with app.app_context():
        case = case_of(app, phone)
        assert case.neighbourhood
        assert (case.latitude, case.longitude) != (place["lat"], place["long"])


ELSEWHERE = [(90, 0), (-90, 0), (90, -180), (0, 180), (0, -180), (0, 0)]


@pytest.mark.parametrize(("latitude", "longitude"), ELSEWHERE)
def test_poles_and_the_antimeridian_are_outside_and_told_whom_to_call(
    phone: Phone, sample: Sample, latitude: float, longitude: float
) -> None:
    response = phone.put(phone.report(place={"lat": latitude, "long": longitude, "accuracy_m": 20_000}))
    assert response.status_code == 422
    assert [error["message"] for error in response.get_json()["errors"]] == [sample.city.outside_help]


@pytest.mark.parametrize(("latitude", "longitude"), [(90.1, 0), (-91, 10), (10, 180.5), (40, -435)])
def test_degrees_that_are_none_on_earth_are_asked_for_in_words(phone: Phone, latitude: float, longitude: float) -> None:
    response = phone.put(phone.report(place={"lat": latitude, "long": longitude}))
    assert response.status_code == 422
    assert "in words" in response.get_json()["errors"][0]["message"]


def test_the_far_side_of_the_earth_is_outside_even_for_a_wide_circle(phone: Phone, sample: Sample) -> None:
    place: dict[str, Any] = {"lat": -sample.here[0], "long": sample.here[1] + 180, "accuracy_m": 5_000_000}
    assert phone.put(phone.report(place=place)).status_code == 422


def test_the_page_without_scripts_says_whom_to_call_in_the_readers_language(
    client: CheckingClient, sample: Sample, lang: str
) -> None:
    service = sample.ordinary
    answers = {f"answer.{code}": text for code, text in sample.answers(service).items()}
    where = {"latitude": "90", "longitude": "0", "accuracy_m": "10"}
    form = {"service": service.code, "language": lang, "schema": "1", "do": "send", **answers, **where}
    response = client.post(f"/{lang}/report", data=form)
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert sample.city.emergency_phone in page
    with client.application.test_request_context(), force_language(lang):
        assert city_text(sample.city.outside_help) in page
