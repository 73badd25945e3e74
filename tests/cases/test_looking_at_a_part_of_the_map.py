"""The page of what is near, of a part of the map: the same cases that the map shows, without scripts too."""

import re
from typing import Any

import pytest

from app.cases import operations, queries
from app.cases.workflow import ClosingReason, Status
from app.extensions import db
from tests.client import CheckingClient
from tests.factories import sent
from tests.samples import Sample

SOME, MANY = 0.004, 0.02  # degrees: some 450 m and 2 km


@pytest.fixture(autouse=True)
def _no_limit(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = app.config["SETTINGS"]
    changed = {name: getattr(settings, name) for name in settings.__slots__} | {"reports_per_hour": 10_000}
    monkeypatch.setitem(app.config, "SETTINGS", type(settings)(**changed))


def around(sample: Sample, reach: float = SOME) -> str:
    """A part of the map with the sample's place in its middle."""
    latitude, longitude = sample.here
    return f"bbox={longitude - reach:.5f},{latitude - reach:.5f},{longitude + reach:.5f},{latitude + reach:.5f}"


def page_of(client: CheckingClient, query: str, lang: str = "en", status: int = 200) -> str:
    response = client.get(f"/{lang}/nearby?view=map&{query}")
    assert response.status_code == status
    return response.get_data(as_text=True)


def cards_on(page: str) -> list[str]:
    return re.findall(r'data-case="(\d+)"', page)


def clusters_on(page: str) -> list[str]:
    return re.findall(r"data-cluster .*value=\"([^\"]+)\"", page)


def test_a_part_lists_what_lies_in_it_the_middle_first(client: CheckingClient, lang: str, sample: Sample) -> None:
    aside, middle = sent(client, place=sample.place(SOME / 2)), sent(client)
    sent(client, place=sample.place(SOME * 2))
    assert cards_on(page_of(client, around(sample), lang)) == [middle, aside]


def test_the_list_and_the_api_have_the_same_cases(client: CheckingClient, sample: Sample) -> None:
    for step in range(6):
        sent(client, place=sample.place(step / 3000))
    answer = client.get(f"/api/v1/cases?{around(sample)}&limit=50").get_json()
    assert cards_on(page_of(client, around(sample))) == [feature["id"] for feature in answer["features"]]
    assert f"{answer['total']} problems" in page_of(client, around(sample))


def test_the_place_that_was_said_is_what_distances_are_from(client: CheckingClient, sample: Sample) -> None:
    far, near = sent(client), sent(client, place=sample.place(SOME / 2))
    place = sample.place(SOME * 0.75)
    query = f"{around(sample)}&near={place['lat']},{place['long']}"
    assert cards_on(page_of(client, query)) == [near, far]


def test_a_place_that_was_chosen_after_the_part_wins(client: CheckingClient, sample: Sample) -> None:
    place = sample.place(SOME * 2)
    left, found = sent(client), sent(client, place=place)
    page = page_of(client, f"{around(sample)}&near={place['lat']},{place['long']}")
    assert cards_on(page) == [found, left]
    assert 'data-bbox=""' in page


def test_closed_ones_are_on_the_map_where_they_were_asked_for(
    client: CheckingClient, inside: None, sample: Sample
) -> None:
    opened, closed = sent(client), sent(client)
    operations.update_status(queries.find_case(closed), Status.CLOSED, reason=ClosingReason.FIXED)
    db.session.commit()
    assert cards_on(page_of(client, around(sample))) == [opened]
    page = page_of(client, f"{around(sample)}&status=closed")
    assert cards_on(page) == [closed]
    assert "data-closed" in page


def test_a_kind_that_was_chosen_is_the_only_one_on_the_map(client: CheckingClient, sample: Sample) -> None:
    other = sent(client, service=sample.other.code)
    sent(client)
    assert cards_on(page_of(client, f"{around(sample)}&service={sample.other.code}")) == [other]


@pytest.fixture
def crowd(client: CheckingClient, sample: Sample) -> list[str]:
    """More cases than a map tells apart, the nearest to the sample's place first."""
    return [sent(client, place=sample.place(step / 6000)) for step in range(60)]


def test_too_many_for_pins_are_counted_and_listed_page_by_page(
    client: CheckingClient, crowd: list[str], sample: Sample
) -> None:
    page = page_of(client, around(sample, MANY))
    assert sum(map(int, clusters_on(page))) == 60
    assert "60 problems" in page
    assert cards_on(page) == crowd[:50]
    following = re.search(r'href="/en/nearby\?([^"]*cursor=[^"]*)"', page)
    assert following
    rest = client.get(f"/en/nearby?{following[1].replace('&amp;', '&')}").get_data(as_text=True)
    assert cards_on(rest) == crowd[50:]
    assert "60 problems" in rest


def test_clusters_are_said_in_words(client: CheckingClient, crowd: list[str], sample: Sample) -> None:
    labels = re.findall(r'data-label="([^"]+)" value', page_of(client, around(sample, MANY)))
    assert labels
    assert all(re.fullmatch(r"\d+ problems?", label) for label in labels)


def test_the_whole_world_is_the_city(client: CheckingClient, lang: str, sample: Sample) -> None:
    number = sent(client)
    assert cards_on(page_of(client, "bbox=-180,-90,180,90", lang)) == [number]


NO_PART = (
    "x", "1,2,3", "1,2,3,4,5", "nan,nan,nan,nan", "inf,0,1,1", "-75.1,39.9,-75.2,40", "0,1,1,0", "-190,0,0,1",
    "0,0,0,0",
)  # fmt: skip


@pytest.mark.parametrize("box", NO_PART)
def test_what_is_no_part_of_a_map_is_said_in_words(client: CheckingClient, lang: str, box: str) -> None:
    page = page_of(client, f"bbox={box}", lang, status=422)
    assert "notice-danger" in page
    assert "data-case" not in page


def test_a_wrong_part_does_not_hide_what_is_near(client: CheckingClient, sample: Sample) -> None:
    number = sent(client)
    assert cards_on(page_of(client, f"bbox=x&{sample.near}", status=422)) == [number]


@pytest.mark.parametrize("query", ["bbox=10,50,11,51", "near=-33.86,151.2", "bbox=10,50,11,51&near=-33.86,151.2"])
def test_another_continent_is_outside_the_city(client: CheckingClient, query: str) -> None:
    page = page_of(client, query)
    assert "This place seems to be outside" in page
    assert "Nothing here" not in page


def test_an_empty_part_of_the_city_is_not_outside(client: CheckingClient, sample: Sample) -> None:
    page = page_of(client, around(sample))
    assert "Nothing here" in page
    assert "This place seems to be outside" not in page


def test_a_form_keeps_the_part_of_the_map(client: CheckingClient, sample: Sample) -> None:
    page = page_of(client, around(sample))
    assert re.search(r'name="bbox" value="-?\d[^"]*"', page)
    assert 'name="view" value="map"' in page


def test_whoever_did_not_open_a_map_sends_nothing_of_it(client: CheckingClient, sample: Sample) -> None:
    page = client.get(f"/en/nearby?{sample.near}").get_data(as_text=True)
    assert re.findall(r'name="(?:view|bbox)" value=""[^>]* disabled', page)
    assert "data-open" not in page
