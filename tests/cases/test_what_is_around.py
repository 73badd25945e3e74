"""What a phone keeps of a place, to ask "Is it one of these?" without a network."""

from typing import Any

import pytest

from tests.client import CheckingClient
from tests.factories import sent
from tests.samples import Sample


def around(client: CheckingClient, sample: Sample, lang: str = "en") -> dict[str, Any]:
    """What a phone at the city's centre gets."""
    latitude, longitude = sample.here
    response = client.get(f"/api/v1/cases/around?lat={latitude}&long={longitude}&lang={lang}")
    assert response.status_code == 200
    assert "no-store" not in response.headers["Cache-Control"]
    found: dict[str, Any] = response.get_json()
    return found


def numbers(client: CheckingClient, sample: Sample) -> list[str]:
    """The cases of the same."""
    return [case["number"] for case in around(client, sample)["cases"]]


def test_a_phone_gets_the_cases_with_their_places_and_all_words(
    client: CheckingClient, sample: Sample, lang: str
) -> None:
    number = sent(client)
    answer = around(client, sample, lang)
    (case,) = answer["cases"]
    assert (case["number"], case["service"]) == (number, sample.ordinary.code)
    assert (case["lat"], case["long"]) == pytest.approx(sample.here, abs=1e-4)
    assert all(case[name] for name in ("service_name", "status_text", "received_text", "reports_text", "url"))
    assert "{distance}" in answer["texts"]["away"]
    assert not [name for name in case if name.startswith("distance")]


def test_what_is_too_far_away_is_not_there(client: CheckingClient, sample: Sample) -> None:
    near, _far = sent(client, place=sample.place(north=0.002)), sent(client, place=sample.place(north=0.005))
    assert numbers(client, sample) == [near]


@pytest.mark.parametrize("kind", ["private", "rounded"])
def test_cases_that_are_not_shared_are_not_there(client: CheckingClient, sample: Sample, kind: str) -> None:
    service = getattr(sample, kind)
    sent(client, service=service.code, answers=sample.answers(service))
    assert numbers(client, sample) == []


def test_closed_cases_are_not_there(client: CheckingClient, sample: Sample, cases: Any) -> None:
    cases("update", sent(client), "--status", "closed", "--reason", "fixed")
    assert numbers(client, sample) == []


@pytest.mark.parametrize("asked", ["", "lat=1", "lat=x&long=y", "lat=91&long=0", "lat=nan&long=0"])
def test_a_place_that_is_none_is_refused(client: CheckingClient, asked: str) -> None:
    assert client.get(f"/api/v1/cases/around?{asked}").status_code == 422
