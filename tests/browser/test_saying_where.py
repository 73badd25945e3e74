"""Saying where it is: by an address that the city suggests, by an odd fix, and by words alone; with no map."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone
from tests.browser.looks import problems
from tests.browser.offline import NO_NETWORK
from tests.browser.resident import step_of
from tests.browser.saying_where import (
    MILE_AWAY,
    at_the_place,
    field,
    found,
    options,
    place,
    stored_place,
    types,
)
from tests.places.town import EAST, NORTH

TWENTY_KM = {"latitude": 39.9524, "longitude": -75.1636, "accuracy": 20_000}
# A phone that hands out one old fix: where it was a day ago, as if that were now.
YESTERDAY = """() => {
  const coords = { latitude: 39.9524, longitude: -75.1636, accuracy: 8 };
  navigator.geolocation.watchPosition = (told) => setTimeout(() => told({ coords, timestamp: Date.now() - 86400000 }));
}"""


def test_an_address_is_chosen_with_a_finger_and_sent_as_a_place(town_phone: OpenPhone, town: CityServer) -> None:
    person = at_the_place(town_phone())
    types(person, "1220 mar")
    expect(options(person)).to_have_text(["1220 Market St"])
    person.taps_on(options(person))
    expect(field(person)).to_have_value("1220 Market St")
    expect(options(person)).to_have_count(0)
    expect(found(person)).to_contain_text("We know the place to within 100 ft.")
    person.tells_of_graffiti()
    expect(person.page.locator("[data-summary]")).to_contain_text("We know the place to within 100 ft.")
    stored = stored_place(person, town)
    assert (stored["place_source"], stored["address"], stored["accuracy_m"]) == ("address", "1220 Market St", 20)
    assert (stored["latitude"], stored["longitude"]) == (NORTH, round(EAST - 0.0122, 6))
    person.taps_on(person.page.get_by_role("link", name="See your case"))
    expect(person.page.locator(".facts").last).to_contain_text("We know the place to within 100 ft.")


def test_typing_on_after_choosing_forgets_the_point(town_phone: OpenPhone) -> None:
    person = at_the_place(town_phone())
    types(person, "1220 mar")
    person.taps_on(options(person))
    expect(found(person)).to_be_visible()
    field(person).press_sequentially(" E")
    expect(found(person)).to_be_hidden()
    assert place(person) == ["", "", "", ""]


def test_where_to_look_behind_a_chosen_address_leaves_it_where_it_is(town_phone: OpenPhone, town: CityServer) -> None:
    person = at_the_place(town_phone())
    types(person, "1220 mar")
    person.taps_on(options(person))
    field(person).press_sequentially(", behind it")
    expect(found(person)).to_be_visible()
    person.tells_of_graffiti()
    stored = stored_place(person, town)
    assert (stored["place_source"], stored["address"], stored["latitude"]) == (
        "address",
        "1220 Market St, behind it",
        NORTH,
    )


def test_who_names_another_town_reads_whom_to_ask(town_phone: OpenPhone) -> None:
    person = at_the_place(town_phone())
    types(person, "1220 Market St, Camden NJ")
    expect(person.page.get_by_role("status").filter(has_text="Ask the town or county where it is.")).to_be_visible()
    expect(options(person)).to_have_count(0)
    expect(field(person)).to_have_attribute("aria-expanded", "false")


def test_a_list_is_left_with_escape_and_what_was_typed_stays(town_phone: OpenPhone) -> None:
    person = at_the_place(town_phone())
    field(person).click()
    person.page.keyboard.type("20 broad")
    expect(options(person)).to_have_count(2)
    person.page.keyboard.press("Escape")
    expect(options(person)).to_have_count(0)
    expect(field(person)).to_have_value("20 broad")
    expect(field(person)).to_have_attribute("aria-expanded", "false")
    person.page.keyboard.press("ArrowDown")
    expect(options(person)).to_have_count(2)


@pytest.mark.parametrize("touch", [Locator.tap, Locator.click], ids=["finger", "mouse"])
def test_the_button_below_the_list_stays_where_it_is_pressed(
    town_phone: OpenPhone, touch: Callable[[Locator], None]
) -> None:
    person = at_the_place(town_phone())
    types(person, "20 broad")
    expect(options(person)).to_have_count(2)
    touch(person.button("Continue"))
    person.arrives("service")
    person.goes_back(to="place")
    expect(field(person)).to_have_value("20 broad")
    expect(options(person)).to_have_count(0)


def test_a_list_does_not_open_under_a_finger(town_phone: OpenPhone) -> None:
    person = at_the_place(town_phone())
    field(person).click()
    person.button("Continue").dispatch_event("pointerdown")
    with person.page.expect_response(re.compile("q=20(%20|[+])broad&")) as answer:
        person.page.keyboard.type("20 broad")
    answer.value.finished()
    person.page.evaluate("() => fetch('/healthz').then((answer) => answer.text())")  # by then it has been read
    expect(options(person)).to_have_count(0)
    person.button("Continue").dispatch_event("pointerup")
    expect(options(person)).to_have_count(2)


def test_the_street_near_the_phone_comes_first(town_phone: OpenPhone) -> None:
    for north, first in ((0.01, "20 N Broad St"), (-0.01, "20 S Broad St")):
        here = {"latitude": NORTH + north, "longitude": EAST, "accuracy": 12}
        person = at_the_place(town_phone(location="granted", geolocation=here))
        expect(found(person)).to_be_visible()
        types(person, "20 broad")
        expect(options(person).first).to_have_text(first)


def test_somebody_who_reports_from_elsewhere_means_the_address(town_phone: OpenPhone) -> None:
    person = at_the_place(town_phone(location="granted", geolocation=MILE_AWAY))
    expect(found(person)).to_contain_text("We know the place")
    types(person, "1220 mar")
    person.taps_on(options(person))
    expect(found(person)).to_contain_text("1220 Market St")
    assert place(person)[3] == "address"


@pytest.mark.parametrize("typed", ["500 Cooper St, Camden, NJ", "behind the school", "1234", "x" * 500])
def test_words_that_the_city_does_not_know_are_a_place_all_the_same(
    town_phone: OpenPhone, town: CityServer, typed: str
) -> None:
    person = at_the_place(town_phone())
    with person.page.expect_response("**/api/v1/places?*"):
        person.types_address(typed)
    expect(options(person)).to_have_count(0)
    expect(found(person)).to_be_hidden()
    person.tells_of_graffiti()
    stored = stored_place(person, town)
    assert (stored["place_source"], stored["address"]) == ("words", typed[:300])


def test_without_a_network_words_are_typed_as_ever(town_phone: OpenPhone) -> None:
    person = at_the_place(town_phone())
    person.phone.expects(*NO_NETWORK)
    person.phone.context.set_offline(True)
    types(person, "1220 market")
    person.presses("Show the map")
    person.reads("We could not open the map. Please write the address instead.")
    expect(options(person)).to_have_count(0)
    person.continues(to="service")


def test_the_list_is_for_everyone(town_phone: OpenPhone) -> None:
    for lang in ("en", "ar"):
        person = at_the_place(town_phone(lang=lang))
        types(person, "20 broad")
        expect(options(person)).to_have_count(2)
        field(person).press("ArrowDown")
        assert not problems(person.page)
        assert all(option.bounding_box()["height"] >= 44 for option in options(person).all())  # type: ignore[index]


def test_the_whole_place_by_keyboard_and_ear_with_no_map(town_phone: OpenPhone) -> None:
    person = at_the_place(town_phone())
    asked: list[str] = []
    person.page.on("request", lambda request: asked.append(request.url))
    for _ in range(4):
        person.page.keyboard.press("Tab")
        if field(person).evaluate("(element) => element === document.activeElement"):
            break
    person.page.keyboard.type("20 broad")
    expect(step_of(person.page, "place").get_by_role("status").filter(has_text="2 places found.")).to_have_count(1)
    person.page.keyboard.press("ArrowDown")
    person.page.keyboard.press("ArrowDown")
    expect(step_of(person.page, "place")).to_match_aria_snapshot("""
      - combobox "Address, corner or landmark" [expanded] [active]: 20 broad
      - listbox "Address, corner or landmark":
        - option "20 N Broad St"
        - option "20 S Broad St" [selected]
      - status: 2 places found.
    """)
    active = field(person).get_attribute("aria-activedescendant")
    expect(person.page.locator(f"#{active}")).to_have_text("20 S Broad St")
    person.page.keyboard.press("Enter")
    expect(found(person)).to_contain_text("20 S Broad St")
    assert place(person)[3] == "address"
    person.page.keyboard.press("Enter")
    person.arrives("service")
    assert not [url for url in asked if "/tiles/" in url or "-map" in url]


def test_a_fix_from_yesterday_is_nobodys_place(town_phone: OpenPhone) -> None:
    visitor = town_phone(location="granted")
    visitor.context.add_init_script(f"({YESTERDAY})()")
    person = at_the_place(visitor)
    person.reads("Looking for your place…")
    expect(found(person)).to_be_hidden()
    message = person.page.locator("[data-message]")
    expect(message).to_have_text("We could not find your place. Please write the address instead.", timeout=60_000)
    assert place(person) == ["", "", "", ""]


def test_a_fix_of_twenty_kilometres_only_says_the_area(town_phone: OpenPhone, town: CityServer) -> None:
    person = at_the_place(town_phone(location="granted", geolocation=TWENTY_KM))
    expect(found(person)).to_contain_text(
        re.compile(r"We only know the area, to within 12\.4 mi\. Please add the address")
    )
    person.tells_of_graffiti()
    assert stored_place(person, town)["accuracy_m"] == 20_000
