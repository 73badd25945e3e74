"""Saying where it is with a pin: by finger, under the cross, and by arrow keys."""

from playwright.sync_api import expect

from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone
from tests.browser.looks import problems
from tests.browser.saying_where import (
    MILE_AWAY,
    at_the_place,
    found,
    options,
    place,
    stored_place,
    types,
)
from tests.places.town import EAST, NORTH


def test_a_pin_is_put_under_the_cross_and_wins_over_the_fix(town_phone: OpenPhone, town: CityServer) -> None:
    person = at_the_place(town_phone(location="granted", geolocation=MILE_AWAY))
    expect(found(person)).to_contain_text("We know the place")
    person.presses("Show the map")
    expect(person.page.locator(".map-circle")).to_have_count(1)
    expect(person.page.locator(".pin-cross")).to_be_visible()
    person.presses("Put the pin here")
    expect(found(person)).to_contain_text("You put a pin on the map. We know the place to within 50 ft.")
    latitude, longitude, accuracy_m, source = place(person)
    assert source == "pin"
    assert abs(float(latitude) - MILE_AWAY["latitude"]) < 1e-4
    assert abs(float(longitude) - MILE_AWAY["longitude"]) < 1e-4
    assert 5 <= int(accuracy_m) <= 15
    types(person, "1220 mar")
    person.taps_on(options(person))
    assert place(person) == [latitude, longitude, accuracy_m, "pin"]
    person.tells_of_graffiti()
    expect(person.page.locator("[data-summary]")).to_contain_text("You put a pin on the map.")
    assert stored_place(person, town)["place_source"] == "pin"


def test_a_tap_puts_the_pin_and_says_what_is_there(town_phone: OpenPhone) -> None:
    here = {"latitude": NORTH, "longitude": round(EAST - 0.0122, 6), "accuracy": 25}
    person = at_the_place(town_phone(location="granted", geolocation=here))
    expect(found(person)).to_be_visible()
    person.presses("Show the map")
    frame = person.page.locator(".map-frame")
    box = frame.bounding_box()
    assert box
    frame.tap(position={"x": box["width"] / 2 + 60, "y": box["height"] / 2})
    expect(found(person)).to_contain_text("Near \u2068")
    expect(person.page.get_by_role("status").filter(has_text="Near")).to_be_visible()
    assert float(place(person)[1]) > here["longitude"]
    person.presses("It is somewhere else")
    assert place(person) == ["", "", "", ""]
    expect(person.page.locator(".map-pin")).to_have_count(0)


def test_the_pin_goes_by_arrow_keys_in_small_and_in_large_steps(town_phone: OpenPhone) -> None:
    person = at_the_place(town_phone(location="granted"))
    person.button("Show the map").click()
    frame = person.page.get_by_role("application", name="Map")
    frame.focus()
    person.page.keyboard.press("Enter")
    pin = person.page.get_by_role("button", name="Your pin. Move it with the arrow keys.")
    expect(pin).to_be_focused()
    start = float(place(person)[0])
    person.page.keyboard.press("ArrowUp")
    small = float(place(person)[0]) - start
    person.page.keyboard.press("Shift+ArrowUp")
    large = float(place(person)[0]) - start - small
    assert 0 < small < large < 10 * small
    assert place(person)[3] == "pin"


def test_a_pin_from_far_away_is_only_an_area_and_leads_nearer(town_phone: OpenPhone) -> None:
    person = at_the_place(town_phone())
    person.presses("Show the map")
    person.presses("Put the pin here")
    expect(found(person)).to_contain_text("We only know the area")
    person.presses("Put the pin here")
    expect(found(person)).to_contain_text("We know the place to within 100 ft.")


def test_the_map_is_for_everyone(town_phone: OpenPhone) -> None:
    for lang in ("en", "ar"):
        person = at_the_place(town_phone(lang=lang, location="granted"))
        person.page.locator("[aria-controls=place-map]").tap()
        expect(person.page.locator(".map-frame")).to_be_visible()
        person.page.locator("#place-map .map-foot > .button").tap()
        expect(person.page.locator(".map-pin")).to_be_visible()
        assert not problems(person.page)


def test_a_pin_is_there_again_after_a_reload(town_phone: OpenPhone) -> None:
    person = at_the_place(town_phone(location="granted"))
    expect(found(person)).to_be_visible()
    person.presses("Show the map")
    person.presses("Put the pin here")
    expect(found(person)).to_contain_text("You put a pin on the map.")
    before = place(person)
    person.is_kept()
    person.page.reload()
    person.arrives("place")
    expect(found(person)).to_contain_text("You put a pin on the map.")
    assert place(person) == before
