"""What our own search cannot place waits for the geocoder of the city, if it has one."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.cases.jobs import PLACING
from app.cases.orders import MOST_ATTEMPTS
from app.geocoder import Box, Found, NotAnswered
from tests.client import CheckingClient
from tests.conftest import NOON, count
from tests.factories import sent
from tests.places.test_placing_words import near, words
from tests.places.town import Town

SCHOOL = Found(39.9512, -75.1612, 40)


@dataclass
class FakeGeocoder:
    """Says always the same place, or that it cannot say."""

    says: Found | Exception | None = SCHOOL
    asked: list[str] = field(default_factory=list)

    def find(self, text: str, box: Box) -> Found | None:
        """As somebody else's would."""
        self.asked.append(text)
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


@pytest.fixture
def geocoder(app: Flask) -> Iterator[FakeGeocoder]:
    """The city has one."""
    before, fake = app.extensions["geocoder"], FakeGeocoder()
    app.extensions["geocoder"] = fake
    yield fake
    app.extensions["geocoder"] = before


def work(app: Flask) -> None:
    """What the worker does in a minute."""
    with app.app_context():
        PLACING.work_now()


def waiting(app: Flask) -> int:
    """How many places wait."""
    with app.app_context():
        return count("place_orders")


def test_words_are_placed_after_the_report_is_received(
    app: Flask, client: CheckingClient, geocoder: FakeGeocoder
) -> None:
    number = sent(client, place=words("behind the school"))
    assert (near(client), geocoder.asked) == ({}, [])
    work(app)
    assert near(client)[number] == [SCHOOL.longitude, SCHOOL.latitude]
    assert geocoder.asked == ["behind the school, Philadelphia"]


def test_the_case_has_its_neighbourhood_then(app: Flask, client: CheckingClient, geocoder: FakeGeocoder) -> None:
    number = sent(client, place=words("behind the school"))
    work(app)
    assert client.get(f"/api/v1/cases/{number}").get_json()["properties"]["neighbourhood"]


def test_what_our_own_search_places_is_asked_of_nobody(
    app: Flask, client: CheckingClient, town: Town, geocoder: FakeGeocoder
) -> None:
    sent(client, place=words("1220 Market St"))
    work(app)
    assert geocoder.asked == []


def test_words_that_may_name_a_person_stay_in_the_house(
    app: Flask, client: CheckingClient, geocoder: FakeGeocoder
) -> None:
    sent(client, place=words("call Ana on 215 555 0100, behind the school"))
    work(app)
    assert (geocoder.asked, waiting(app)) == ([], 0)


def test_without_a_geocoder_nothing_waits(app: Flask, client: CheckingClient) -> None:
    sent(client, place=words("behind the school"))
    assert waiting(app) == 0


@pytest.mark.parametrize("says", [None, Found(40.7, -74.0, 20), Found(39.95, -75.16, 4000)])
def test_no_place_is_better_than_a_wrong_one(
    app: Flask, client: CheckingClient, geocoder: FakeGeocoder, says: Found | None
) -> None:
    geocoder.says = says
    sent(client, place=words("behind the school"))
    work(app)
    assert (near(client), waiting(app)) == ({}, 0)


def test_a_vague_place_is_shown_as_its_square(app: Flask, client: CheckingClient, geocoder: FakeGeocoder) -> None:
    geocoder.says = Found(SCHOOL.latitude, SCHOOL.longitude, 400)
    number = sent(client, place=words("behind the school"))
    work(app)
    assert near(client)[number] != [SCHOOL.longitude, SCHOOL.latitude]


def test_one_that_fails_is_asked_again_later_and_given_up_in_the_end(
    app: Flask, client: CheckingClient, geocoder: FakeGeocoder
) -> None:
    geocoder.says = NotAnswered("TimeoutError")
    sent(client, place=words("behind the school"))
    work(app)
    work(app)
    assert len(geocoder.asked) == 1  # not twice in a minute
    for day in range(1, MOST_ATTEMPTS + 3):
        with clock.stopped_at(NOON + timedelta(days=2 * day)):
            work(app)
    assert len(geocoder.asked) == MOST_ATTEMPTS
    with app.app_context():
        assert "1  places that the geocoder could not say" in app.test_cli_runner().invoke(args=["sweep"]).output


def test_who_took_the_report_back_is_not_looked_for(app: Flask, client: CheckingClient, geocoder: FakeGeocoder) -> None:
    number = sent(client, place=words("behind the school"))
    client.post(f"/en/cases/{number}/withdraw")
    work(app)
    assert (geocoder.asked, waiting(app)) == ([], 0)


def test_the_words_are_in_no_log(
    app: Flask, client: CheckingClient, geocoder: FakeGeocoder, caplog: pytest.LogCaptureFixture
) -> None:
    geocoder.says = NotAnswered("ValueError")
    sent(client, place=words("behind the school"))
    work(app)
    assert "school" not in caplog.text
