"""Phones that are elsewhere, that hardly know, or that say nothing: a clear answer, and nothing lost."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import OpenPhone
from tests.browser.pictures import photo_taken_at
from tests.browser.resident import Resident

NEW_YORK = {"latitude": 40.7128, "longitude": -74.006, "accuracy": 12}
ACROSS_THE_RIVER = {"latitude": 39.9448, "longitude": -75.08, "accuracy": 12}  # in the box around the city, not in it
FIFTY_METRES = {"latitude": 39.9524, "longitude": -75.1636, "accuracy": 50}


def test_a_phone_in_another_city_is_told_so(phone: OpenPhone) -> None:
    person = Resident(phone(location="granted", geolocation=NEW_YORK))
    person.opens_report()
    person.continues(to="place")
    person.reads("This place seems to be outside Philadelphia.")
    person.presses("It is somewhere else")
    person.types_address("1234 Market St")
    person.tells_of_graffiti()
    person.sends()


def test_a_phone_across_the_river_is_told_before_anything_is_sent(phone: OpenPhone) -> None:
    person = Resident(phone(location="granted", geolocation=ACROSS_THE_RIVER))
    person.opens_report()
    person.continues(to="place")
    person.reads("This place seems to be outside Philadelphia.")
    person.types_address("1234 Market St")
    person.tells_of_graffiti()
    person.sends()


def test_a_phone_in_the_city_is_not_told_so(phone: OpenPhone) -> None:
    person = Resident(phone(location="granted"))
    person.opens_report()
    with person.page.expect_response("**/api/v1/places/at?*accuracy=12*") as answer:
        person.continues(to="place")
    assert answer.value.json()["inside"]
    expect(person.page.locator("[data-found]")).to_be_visible()
    expect(person.page.locator("[data-outside]")).to_be_hidden()


def test_a_place_that_the_city_refuses_keeps_the_rest(phone: OpenPhone) -> None:
    """What is outside was not known beforehand: nobody waits for that answer."""
    person = Resident(phone(location="granted", geolocation=ACROSS_THE_RIVER))
    person.phone.expects("status of 422", "ERR_FAILED", "places/at")
    person.page.route("**/api/v1/places/at?*", lambda route: route.abort())
    person.opens_report()
    person.continues(to="place")
    expect(person.page.locator("[data-found]")).to_be_visible()
    person.tells_of_graffiti()
    person.presses("Send the report")
    person.arrives("place")
    expect(person.page.locator("[data-mistake]")).to_be_visible()
    person.presses("It is somewhere else")
    person.types_address("1234 Market St")
    for step in ("service", "details", "review"):
        person.continues(to=step)
    person.sends()


def test_a_phone_that_only_knows_the_area_asks_for_words(phone: OpenPhone) -> None:
    person = Resident(phone(location="rough"))
    person.opens_report()
    person.continues(to="place")
    person.reads("Please add the address or the nearest corner.")
    person.types_address("Broad and Pine")
    person.tells_of_graffiti()
    person.sends()


def test_a_phone_that_is_not_sure_asks(phone: OpenPhone) -> None:
    person = Resident(phone(location="granted", geolocation=FIFTY_METRES))
    person.opens_report()
    person.continues(to="place")
    person.presses("Continue")
    person.reads("Is this the right place?")
    person.presses("Yes, it is here")
    person.tells_of_graffiti()
    expect(person.page.locator("[data-summary]")).to_contain_text(re.compile(r"Where this phone was"))
    person.sends()


def test_the_place_of_a_photo_from_elsewhere_is_not_offered(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone())
    person.opens_report()
    person.takes_photo(photo_taken_at(40.7128, -74.006, tmp_path))
    person.continues(to="place")
    expect(person.button("Use the place where the photo was taken")).to_be_hidden()


def test_not_knowing_the_place_is_an_answer(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.opens_report()
    person.continues(to="place")
    person.taps_on(person.page.get_by_label("I can't place it"))
    person.tells_of_graffiti()
    person.sends()
