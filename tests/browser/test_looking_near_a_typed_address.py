"""What is near an address that somebody types, by keys alone and with a finger; the map is never opened."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import OpenPhone
from tests.browser.offline import NO_NETWORK, comes_home
from tests.browser.phone import Phone
from tests.browser.test_with_the_keyboard_alone import Typist

JFK = "1400 John F Kennedy Blvd"
NEAR_JFK = re.compile(r"near=39\.96140%2C-75\.16360")


def field(phone: Phone) -> Locator:
    """Where the address is typed."""
    return phone.page.locator('input[name="address"]')


def option(phone: Phone) -> Locator:
    """What is suggested."""
    return phone.page.locator("[role=listbox]").get_by_role("option")


def test_an_address_chosen_by_keys_is_where_the_list_is_looked_at_from(phone: OpenPhone) -> None:
    typist = Typist(phone(has_touch=False, is_mobile=False))
    typist.phone.go("nearby")
    typist.tabs_to(field(typist.phone))
    typist.page.keyboard.type("1400 john f")
    expect(option(typist.phone)).to_have_text([JFK])
    typist.page.keyboard.press("ArrowDown")
    typist.page.keyboard.press("Enter")
    expect(field(typist.phone)).to_have_value(JFK)
    expect(field(typist.phone)).to_be_focused()
    typist.taps_on(typist.page.get_by_role("button", name="Show", exact=True))
    expect(typist.page).to_have_url(NEAR_JFK)
    expect(typist.page.locator("main summary")).to_contain_text(JFK)
    expect(typist.page.locator(".case-card").first).to_contain_text(re.compile(r"\d (ft|mi) (away|to the)"))
    expect(typist.page.locator(".map-frame")).to_have_count(0)


@pytest.mark.parametrize("lang", ["es", "ar"])
def test_a_finger_chooses_one_in_any_language(phone: OpenPhone, lang: str) -> None:
    somebody = phone(lang=lang)
    somebody.go("nearby")
    field(somebody).press_sequentially("1400 john f")
    option(somebody).tap()
    expect(somebody.page.locator('input[name="near"]')).to_have_value("39.96140,-75.16360")
    assert somebody.page.evaluate("() => document.documentElement.scrollWidth") <= 360


def test_words_that_nobody_chose_from_the_list_are_looked_up_by_the_city(phone: OpenPhone) -> None:
    somebody = phone()
    somebody.go("nearby")
    field(somebody).fill("1400 john f kenedy")
    somebody.page.get_by_role("button", name="Show", exact=True).tap()
    expect(somebody.page.locator(".case-card").first).to_be_visible()


def test_who_names_another_town_is_told_whom_to_ask(phone: OpenPhone) -> None:
    somebody = phone()
    somebody.expects("422")
    somebody.go("nearby")
    field(somebody).fill("123 Market St, Camden")
    somebody.page.get_by_role("button", name="Show", exact=True).tap()
    expect(somebody.page.get_by_text("This place seems to be outside Philadelphia.")).to_be_visible()
    expect(somebody.page.get_by_text("Ask the town or county where it is.")).to_be_visible()


def test_without_a_network_nothing_is_suggested_and_the_words_stay(phone: OpenPhone) -> None:
    somebody = phone()
    somebody.expects(*NO_NETWORK)
    comes_home(somebody)  # a worker that is still fetched when the network goes is another matter
    somebody.go("nearby")
    somebody.context.set_offline(True)
    with somebody.page.expect_event("requestfailed"):
        field(somebody).press_sequentially("1400 john")
    expect(option(somebody)).to_have_count(0)
    expect(field(somebody)).to_have_value("1400 john")
