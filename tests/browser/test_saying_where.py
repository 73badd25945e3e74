"""Saying where it is: by an address that the city suggests, by a pin on the map, by an odd fix, and by words alone."""

import re
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Playwright, expect

from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone, put_away
from tests.browser.looks import problems
from tests.browser.offline import NO_NETWORK
from tests.browser.phone import Phone, open_phone
from tests.browser.resident import Resident, step_of
from tests.places.town import BROAD, EAST, LANDMARKS, MARKET, NORTH, NORTH_BROAD

FIELD = "Address, corner or landmark"
MILE_AWAY = {"latitude": 39.9652, "longitude": -75.1636, "accuracy": 12}
TWENTY_KM = {"latitude": 39.9524, "longitude": -75.1636, "accuracy": 20_000}
# A phone that hands out one old fix: where it was a day ago, as if that were now.
YESTERDAY = """() => {
  const coords = { latitude: 39.9524, longitude: -75.1636, accuracy: 8 };
  navigator.geolocation.watchPosition = (told) => setTimeout(() => told({ coords, timestamp: Date.now() - 86400000 }));
}"""
PLACE = """() => ['latitude', 'longitude', 'accuracy_m', 'place_source']
  .map((name) => document.querySelector(`[name=${name}]`).value)"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityServer]:
    """A city that has imported three streets and two landmarks."""
    city = CityServer(tmp_path_factory.mktemp("town"))
    city.start()
    for name, text in (("market", MARKET), ("broad", BROAD), ("north", NORTH_BROAD), ("landmarks", LANDMARKS)):
        (city.folder / f"{name}.csv").write_text(text, "utf-8")
        city.flask("places", "import", str(city.folder / f"{name}.csv"))
    yield city
    city.stop()


@pytest.fixture
def phone(playwright: Playwright, chromium: Browser, town: CityServer) -> Iterator[OpenPhone]:
    """A phone in that city."""
    phones: list[Phone] = []

    def new(**options: Any) -> Phone:
        phones.append(open_phone(playwright, chromium, town.url, **options))
        return phones[-1]

    yield new
    put_away(phones)


def at_the_place(phone: Phone) -> Resident:
    """A person who is asked where it is."""
    person = Resident(phone)
    person.opens_report()
    person.continues(to="place")
    expect(person.page.locator("[aria-controls=place-map]")).to_be_visible()
    return person


def field(person: Resident) -> Locator:
    """Where the address is typed."""
    return person.page.get_by_role("combobox", name=person.words(FIELD))


def types(person: Resident, text: str) -> None:
    """Key by key."""
    person.taps_on(field(person))
    field(person).press_sequentially(text)


def options(person: Resident) -> Locator:
    """What the city suggests."""
    return person.page.get_by_role("option")


def place(person: Resident) -> list[str]:
    """Latitude, longitude, accuracy and source as they would be sent."""
    return list(person.page.evaluate(PLACE))


def found(person: Resident) -> Locator:
    """What is said of the place."""
    return person.page.locator("[data-found]")


def goes_on_to_the_end(person: Resident) -> None:
    """From the place to the last step."""
    person.continues(to="service")
    person.chooses("Graffiti")
    person.continues(to="details")
    person.answers("Bare brick or stone", "A bridge")
    person.continues(to="review")


def stored_place(person: Resident, town: CityServer) -> dict[str, Any]:
    """Send; the place in the row."""
    number = person.sends()
    store = sqlite3.connect(town.folder / "stoop.db")
    store.row_factory = sqlite3.Row
    row = store.execute(
        "SELECT reports.* FROM reports JOIN cases ON cases.id = reports.case_id WHERE cases.number = ?", [number]
    ).fetchone()
    store.close()
    return dict(row)


def test_an_address_is_chosen_with_a_finger_and_sent_as_a_place(phone: OpenPhone, town: CityServer) -> None:
    person = at_the_place(phone())
    types(person, "1220 mar")
    expect(options(person)).to_have_text(["1220 Market St"])
    person.taps_on(options(person))
    expect(field(person)).to_have_value("1220 Market St")
    expect(options(person)).to_have_count(0)
    expect(found(person)).to_contain_text("We know the place to within 100 ft.")
    goes_on_to_the_end(person)
    expect(person.page.locator("[data-summary]")).to_contain_text("We know the place to within 100 ft.")
    stored = stored_place(person, town)
    assert (stored["place_source"], stored["address"], stored["accuracy_m"]) == ("address", "1220 Market St", 20)
    assert (stored["latitude"], stored["longitude"]) == (NORTH, round(EAST - 0.0122, 6))
    person.taps_on(person.page.get_by_role("link", name="See your case"))
    expect(person.page.locator(".facts").last).to_contain_text("We know the place to within 100 ft.")


def test_typing_on_after_choosing_forgets_the_point(phone: OpenPhone) -> None:
    person = at_the_place(phone())
    types(person, "1220 mar")
    person.taps_on(options(person))
    expect(found(person)).to_be_visible()
    field(person).press_sequentially(", behind it")
    expect(found(person)).to_be_hidden()
    assert place(person) == ["", "", "", ""]


def test_a_list_is_left_with_escape_and_what_was_typed_stays(phone: OpenPhone) -> None:
    person = at_the_place(phone())
    field(person).click()
    person.page.keyboard.type("20 broad")
    expect(options(person)).to_have_count(2)
    person.page.keyboard.press("Escape")
    expect(options(person)).to_have_count(0)
    expect(field(person)).to_have_value("20 broad")
    expect(field(person)).to_have_attribute("aria-expanded", "false")
    person.page.keyboard.press("ArrowDown")
    expect(options(person)).to_have_count(2)


def test_the_street_near_the_phone_comes_first(phone: OpenPhone) -> None:
    for north, first in ((0.01, "20 N Broad St"), (-0.01, "20 S Broad St")):
        here = {"latitude": NORTH + north, "longitude": EAST, "accuracy": 12}
        person = at_the_place(phone(location="granted", geolocation=here))
        expect(found(person)).to_be_visible()
        types(person, "20 broad")
        expect(options(person).first).to_have_text(first)


def test_somebody_who_reports_from_elsewhere_means_the_address(phone: OpenPhone) -> None:
    person = at_the_place(phone(location="granted", geolocation=MILE_AWAY))
    expect(found(person)).to_contain_text("We know the place")
    types(person, "1220 mar")
    person.taps_on(options(person))
    expect(found(person)).to_contain_text("1220 Market St")
    assert place(person)[3] == "address"


@pytest.mark.parametrize("typed", ["500 Cooper St, Camden, NJ", "behind the school", "1234", "x" * 500])
def test_words_that_the_city_does_not_know_are_a_place_all_the_same(
    phone: OpenPhone, town: CityServer, typed: str
) -> None:
    person = at_the_place(phone())
    with person.page.expect_response("**/api/v1/places?*"):
        person.types_address(typed)
    expect(options(person)).to_have_count(0)
    expect(found(person)).to_be_hidden()
    goes_on_to_the_end(person)
    stored = stored_place(person, town)
    assert (stored["place_source"], stored["address"]) == ("words", typed[:300])


def test_without_a_network_words_are_typed_as_ever(phone: OpenPhone) -> None:
    person = at_the_place(phone())
    person.phone.expects(*NO_NETWORK)
    person.phone.context.set_offline(True)
    types(person, "1220 market")
    person.presses("Show the map")
    person.reads("We could not open the map. Please write the address instead.")
    expect(options(person)).to_have_count(0)
    person.continues(to="service")


def test_the_list_is_for_everyone(phone: OpenPhone) -> None:
    for lang in ("en", "ar"):
        person = at_the_place(phone(lang=lang))
        types(person, "20 broad")
        expect(options(person)).to_have_count(2)
        field(person).press("ArrowDown")
        assert not problems(person.page)
        assert all(option.bounding_box()["height"] >= 44 for option in options(person).all())  # type: ignore[index]


def test_the_whole_place_by_keyboard_and_ear_with_no_map(phone: OpenPhone) -> None:
    person = at_the_place(phone())
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


def test_a_pin_is_put_under_the_cross_and_wins_over_the_fix(phone: OpenPhone, town: CityServer) -> None:
    person = at_the_place(phone(location="granted", geolocation=MILE_AWAY))
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
    goes_on_to_the_end(person)
    expect(person.page.locator("[data-summary]")).to_contain_text("You put a pin on the map.")
    assert stored_place(person, town)["place_source"] == "pin"


def test_a_tap_puts_the_pin_and_says_what_is_there(phone: OpenPhone) -> None:
    here = {"latitude": NORTH, "longitude": round(EAST - 0.0122, 6), "accuracy": 25}
    person = at_the_place(phone(location="granted", geolocation=here))
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


def test_the_pin_goes_by_arrow_keys_in_small_and_in_large_steps(phone: OpenPhone) -> None:
    person = at_the_place(phone(location="granted"))
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


def test_a_pin_from_far_away_is_only_an_area_and_leads_nearer(phone: OpenPhone) -> None:
    person = at_the_place(phone())
    person.presses("Show the map")
    person.presses("Put the pin here")
    expect(found(person)).to_contain_text("We only know the area")
    person.presses("Put the pin here")
    expect(found(person)).to_contain_text("We know the place to within 100 ft.")


def test_the_map_is_for_everyone(phone: OpenPhone) -> None:
    for lang in ("en", "ar"):
        person = at_the_place(phone(lang=lang, location="granted"))
        person.page.locator("[aria-controls=place-map]").tap()
        expect(person.page.locator(".map-frame")).to_be_visible()
        person.page.locator("#place-map .map-foot > .button").tap()
        expect(person.page.locator(".map-pin")).to_be_visible()
        assert not problems(person.page)


def test_a_pin_is_there_again_after_a_reload(phone: OpenPhone) -> None:
    person = at_the_place(phone(location="granted"))
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


def test_a_fix_from_yesterday_is_nobodys_place(phone: OpenPhone) -> None:
    visitor = phone(location="granted")
    visitor.context.add_init_script(f"({YESTERDAY})()")
    person = at_the_place(visitor)
    person.reads("Looking for your place…")
    expect(found(person)).to_be_hidden()
    message = person.page.locator("[data-message]")
    expect(message).to_have_text("We could not find your place. Please write the address instead.", timeout=25_000)
    assert place(person) == ["", "", "", ""]


def test_a_fix_of_twenty_kilometres_only_says_the_area(phone: OpenPhone, town: CityServer) -> None:
    person = at_the_place(phone(location="granted", geolocation=TWENTY_KM))
    expect(found(person)).to_contain_text(
        re.compile(r"We only know the area, to within 12\.4 mi\. Please add the address")
    )
    goes_on_to_the_end(person)
    assert stored_place(person, town)["accuracy_m"] == 20_000
