"""Before sending, a resident is shown what may be the same problem."""

from typing import Any

import pytest

from app.places.geometry import distance_m
from tests.client import CheckingClient
from tests.factories import sent
from tests.samples import Sample

METRE = 1 / 111_195  # degrees of latitude


def asked(client: CheckingClient, sample: Sample, **changes: Any) -> list[dict[str, Any]]:
    """What is offered to whoever reports an ordinary problem at the centre."""
    at = {"service": sample.ordinary.code, "lat": sample.here[0], "long": sample.here[1], "accuracy": 0}
    response = client.get("/api/v1/cases/likely", query_string=at | changes)
    assert response.status_code == 200
    return list(response.get_json()["cases"])


def numbers(offered: list[dict[str, Any]]) -> list[str]:
    return [case["number"] for case in offered]


def test_an_open_case_of_the_same_kind_near_by_is_offered(client: CheckingClient, sample: Sample) -> None:
    number = sent(client, place=sample.place(10 * METRE, address="1 Penn Square"))
    (case,) = asked(client, sample)
    assert case["number"] == number
    assert case["service"] == sample.ordinary.code
    assert case["status"] == "received"
    assert case["distance_m"] == 10
    assert case["address"] == "1 Penn Square"
    assert case["reports_text"] == "Reported by 1 person"
    assert case["received_text"] == "Reported November 18, 2026"
    assert case["photo"] is None
    assert case["url"] == f"/en/cases/{number}"


def test_what_lies_further_than_the_service_says_is_not_offered(client: CheckingClient, sample: Sample) -> None:
    within = sample.ordinary.same_within_m
    near = sent(client, place=sample.place((within - 1) * METRE))
    sent(client, place=sample.place((within + 1) * METRE))
    assert numbers(asked(client, sample)) == [near]


def test_a_fix_that_is_not_sure_reaches_further(client: CheckingClient, sample: Sample) -> None:
    number = sent(client, place=sample.place((sample.ordinary.same_within_m + 20) * METRE))
    assert numbers(asked(client, sample, accuracy=25)) == [number]


@pytest.mark.parametrize("accuracy", ["5000", "inf", "1e400"])
def test_a_fix_that_says_nothing_is_offered_nothing(client: CheckingClient, sample: Sample, accuracy: str) -> None:
    sent(client)
    assert asked(client, sample, accuracy=accuracy) == []


@pytest.mark.parametrize("accuracy", ["", "wide", "-5", "nan"])
def test_an_accuracy_that_is_none_is_passed_over(client: CheckingClient, sample: Sample, accuracy: str) -> None:
    number = sent(client)
    assert numbers(asked(client, sample, accuracy=accuracy)) == [number]


def test_a_slack_fix_reaches_no_further_than_the_block(client: CheckingClient, sample: Sample) -> None:
    sent(client, place=sample.place((sample.ordinary.same_within_m + 61) * METRE))
    assert asked(client, sample, accuracy=900) == []


def test_an_unrelated_problem_at_the_same_place_is_not_offered(client: CheckingClient, sample: Sample) -> None:
    sent(client, service=sample.unrelated.code, answers={})
    assert asked(client, sample) == []


def test_a_kindred_service_is_offered_after_the_same(client: CheckingClient, sample: Sample) -> None:
    one, other = sample.kindred
    kindred = sent(client, service=other.code, answers={})
    same = sent(client, service=one.code, answers={})
    assert numbers(asked(client, sample, service=one.code)) == [same, kindred]
    assert numbers(asked(client, sample, service=other.code)) == [kindred, same]


def test_the_same_words_come_first(client: CheckingClient, sample: Sample) -> None:
    said = sent(client, place=sample.place(8 * METRE), description="Red tags on the north wall")
    near = sent(client, place=sample.place(2 * METRE), description="A sofa")
    assert numbers(asked(client, sample)) == [near, said]
    assert numbers(asked(client, sample, words="red TAGS, north wall!")) == [said, near]


def test_at_most_five_are_offered_the_nearest_first(client: CheckingClient, sample: Sample) -> None:
    made = [sent(client, place=sample.place(metres * METRE)) for metres in range(7)]
    assert numbers(asked(client, sample)) == made[:5]


def test_nothing_private_is_offered(client: CheckingClient, sample: Sample) -> None:
    sent(client, service=sample.private.code, answers=sample.answers(sample.private))
    assert asked(client, sample, service=sample.private.code) == []


def test_cases_whose_places_are_rounded_are_not_offered(client: CheckingClient, sample: Sample) -> None:
    sent(client, service=sample.rounded.code, answers=sample.answers(sample.rounded))
    assert asked(client, sample, service=sample.rounded.code) == []


def test_a_closed_case_is_not_offered(client: CheckingClient, sample: Sample) -> None:
    number = sent(client)
    client.post(f"/en/cases/{number}/withdraw")
    assert asked(client, sample) == []


def test_for_an_unknown_service_nothing_is_offered(client: CheckingClient, sample: Sample) -> None:
    sent(client)
    assert asked(client, sample, service="NO-SUCH") == asked(client, sample, service="") == []


@pytest.mark.parametrize("place", [{"lat": ""}, {"lat": "91"}, {"long": "nan"}, {"lat": "north"}])
def test_a_place_that_is_none_is_named(client: CheckingClient, sample: Sample, place: dict[str, str]) -> None:
    at = {"service": sample.ordinary.code, "lat": "40", "long": "-75"} | place
    response = client.get("/api/v1/cases/likely", query_string=at)
    assert response.status_code == 422
    assert response.mimetype == "application/problem+json"


def test_what_is_offered_is_written_in_the_readers_language(client: CheckingClient, sample: Sample) -> None:
    number = sent(client)
    (case,) = asked(client, sample, lang="ar" if "ar" in sample.city.languages else "es")
    assert case["url"] != f"/en/cases/{number}"
    assert case["status_text"] != "Received"


def test_nothing_between_keeps_where_somebody_is(client: CheckingClient, sample: Sample) -> None:
    response = client.get("/api/v1/cases/likely", query_string={"lat": 40, "long": -75})
    assert response.headers["Cache-Control"] == "private, no-store"


def test_no_distance_tells_more_than_the_map(client: CheckingClient, sample: Sample) -> None:
    """A vague fix is shown as its square: asked from all sides, distances lead to the middle of that, and no nearer."""
    number = sent(client, place=sample.place(accuracy_m=400))
    east, north = client.get(f"/api/v1/cases/{number}").get_json()["geometry"]["coordinates"]
    assert (north, east) != sample.here
    for away in ((0, 0), (8, 0), (0, 8), (-8, 0), (0, -8)):
        at = {"lat": north + away[0] * METRE, "long": east + away[1] * METRE}
        (case,) = asked(client, sample, **at)
        assert case["distance_m"] == round(distance_m(at["lat"], at["long"], north, east))
