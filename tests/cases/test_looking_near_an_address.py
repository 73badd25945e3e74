"""Somebody types an address to see what is near it, with scripts or without."""

from pathlib import Path

import pytest

from app.cases.numbers import spaced
from tests.client import CheckingClient
from tests.factories import sent
from tests.places.town import Town
from tests.samples import Sample


@pytest.fixture
def known(client: CheckingClient, sample: Sample, tmp_path: Path) -> str:
    """The city knows 12 Mill Street, and something was reported there."""
    latitude, longitude = sample.here
    town = Town(client.application, client, tmp_path)
    assert town.bring(f"address,lat,lon\n12 MILL ST,{latitude},{longitude}\n").exit_code == 0
    return sent(client)


def looks(client: CheckingClient, status: int = 200, **asked: str) -> str:
    response = client.get("/en/nearby", query_string=asked)
    assert response.status_code == status
    return response.get_data(as_text=True)


def test_an_address_is_enough_to_see_what_is_near_it(client: CheckingClient, known: str) -> None:
    page = looks(client, address="12 mill stret")
    assert spaced(known) in page
    assert 'value="12 mill stret"' in page


def test_a_typed_address_wins_over_where_one_was(client: CheckingClient, sample: Sample, known: str) -> None:
    far = sample.city.neighbourhoods[0]
    assert spaced(known) in looks(client, address="12 Mill St", near=f"{far.latitude},{far.longitude}")
    assert spaced(known) in looks(client, address="12 Mill St", neighbourhood=far.slug)


@pytest.mark.parametrize("typed", ["nowhere at all", "1", "x" * 500, "<b>"])
def test_an_address_that_nobody_knows_is_said_and_kept(client: CheckingClient, known: str, typed: str) -> None:
    page = looks(client, 422, address=typed)
    assert "We could not find your place. Please choose a neighborhood." in page
    assert spaced(known) not in page


def test_an_empty_address_asks_for_nothing(client: CheckingClient, sample: Sample, known: str) -> None:
    latitude, longitude = sample.here
    assert spaced(known) in looks(client, address=" ", near=f"{latitude},{longitude}")
    assert spaced(known) not in looks(client, address="")


@pytest.mark.parametrize("pack", ["philadelphia"])
def test_who_names_another_town_is_told_whom_to_ask(client: CheckingClient, known: str) -> None:
    page = looks(client, address="12 Mill St, Camden NJ")
    assert "This place seems to be outside Philadelphia." in page
    assert "Ask the town or county where it is." in page
    assert "notice-danger" not in page
    assert spaced(known) not in page
