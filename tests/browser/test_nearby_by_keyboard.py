"""What is near without a finger on the screen: the list does everything, and the map can be left as it was entered."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPhone
from tests.browser.on_the_map import (
    CITY_HALL,
    box_of,
    numbers_in_list,
    settled,
    waits_for_another_part,
)
from tests.browser.test_with_the_keyboard_alone import Typist

AS_IT_IS_READ = r"""
- main:
  - heading "Problems near you" [level=1]
  - group: Fishtown Change the place or the kind of problem
  - link "Show the map"
  - status
  - region "Nearest first":
    - heading "Nearest first" [level=2]
    - list:
      - listitem:
        - article:
          - heading [level=3]:
            - link:
              - /url: /\/en\/cases\/\d{10}/
          - paragraph
          - paragraph: /\d (ft|mi) (away|to the)/
          - paragraph: /Reported .+ Case \d{4} \d{4} \d{2}/
"""
MAP_AS_IT_IS_READ = r"""
- main:
  - heading "Problems near you" [level=1]
  - group: Around you Change the place or the kind of problem
  - link "Hide the map" [expanded]
  - paragraph:
    - link "The list below shows the same problems."
  - region "Map":
    - application "Map":
      - button
    - button "Zoom in"
    - button "Zoom out"
  - status: /\d+ problems?/
  - region "Nearest first":
    - heading "Nearest first" [level=2]
    - paragraph: /\d+ problems?/
    - list
"""


@pytest.fixture
def typist(phone: OpenPhone) -> Typist:
    """Somebody with keys alone."""
    return Typist(phone(has_touch=False, is_mobile=False))


def test_what_is_near_by_keys_alone_and_no_map(typist: Typist) -> None:
    page = typist.page
    typist.phone.go("nearby")
    typist.tabs_to(page.get_by_label("Neighborhood"))
    page.keyboard.type("Fisht")
    typist.tabs_to(page.get_by_label("Open or closed"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    typist.taps_on(page.get_by_role("button", name="Show", exact=True))
    expect(page).to_have_url(re.compile("neighbourhood=fishtown"))
    expect(page.locator("main")).to_match_aria_snapshot(AS_IT_IS_READ)
    typist.taps_on(page.locator(".case-card a").first)
    expect(page).to_have_url(re.compile(r"/cases/\d{10}$"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_lately_closed_ones_by_keys(typist: Typist) -> None:
    page = typist.page
    typist.phone.go(f"nearby?near={CITY_HALL}")
    typist.taps_on(page.locator("main summary").first)
    typist.tabs_to(page.get_by_label("Open or closed"))
    page.keyboard.type("Closed")
    typist.taps_on(page.get_by_role("button", name="Show", exact=True))
    expect(page).to_have_url(re.compile("status=closed"))
    expect(page.locator("[data-closed]").first).to_be_visible()


def opens_map_by_keys(typist: Typist) -> Page:
    typist.phone.go(f"nearby?near={CITY_HALL}")
    typist.taps_on(typist.page.locator("[data-toggle]"))
    return settled(typist.page)


def test_a_map_says_that_the_list_has_the_same(typist: Typist) -> None:
    page = opens_map_by_keys(typist)
    expect(page.locator("main")).to_match_aria_snapshot(MAP_AS_IT_IS_READ)
    expect(page.get_by_role("region", name="Map")).to_have_accessible_description(
        "The list below shows the same problems."
    )


def test_arrows_move_the_map_and_signs_zoom_it(typist: Typist) -> None:
    page = opens_map_by_keys(typist)
    typist.tabs_to(page.locator(".map-frame"))
    before, (west, *_rest) = page.url, box_of(page)
    page.keyboard.press("ArrowRight")
    box = waits_for_another_part(page, before)
    assert box[0] > west
    before = page.url
    page.keyboard.press("-")
    wider = waits_for_another_part(page, before)
    assert wider[2] - wider[0] > box[2] - box[0]
    expect(page.locator(".map-frame")).to_be_focused()


def test_a_pin_leads_to_its_card_and_escape_back(typist: Typist) -> None:
    page = opens_map_by_keys(typist)
    typist.tabs_to(page.locator(".map-frame"))
    pin = page.locator(".map-pin").first
    for _ in range(60):
        page.keyboard.press("Tab")
        if pin.evaluate("(element) => element === document.activeElement"):
            break
    expect(pin).to_be_focused()
    expect(pin).to_have_accessible_name(re.compile(r"\w+ .*(away|to the)"))
    page.keyboard.press("Enter")
    expect(page.locator("[data-chosen] .case-card a")).to_be_focused()
    page.keyboard.press("Escape")
    expect(pin).to_be_focused()


def test_tab_leads_out_of_the_map_and_on_to_the_list(typist: Typist) -> None:
    page = opens_map_by_keys(typist)
    typist.tabs_to(page.locator(".map-frame"))
    marks = page.locator(".map-frame button").count()
    for _ in range(marks + 2):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Zoom out")).to_be_focused()
    page.keyboard.press("Tab")
    while page.evaluate("() => document.activeElement.closest('.map') !== null"):
        page.keyboard.press("Tab")  # whose pictures these are
    assert page.evaluate("() => document.activeElement.closest('[data-list]') !== null")


def test_one_link_leads_past_the_map(typist: Typist) -> None:
    page = opens_map_by_keys(typist)
    typist.taps_on(page.get_by_role("link", name="The list below shows the same problems."))
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('[data-list]') !== null")


def test_the_card_that_has_the_focus_stands_out_on_the_map(typist: Typist) -> None:
    page = opens_map_by_keys(typist)
    number = numbers_in_list(page)[0]
    page.locator("[data-list] .case-card a").first.focus()
    expect(page.locator(f'[data-pin~="{number}"]')).to_have_attribute("data-lit", "")
    expect(page.locator("[data-lit]")).to_have_count(1)


def test_a_list_that_changed_is_told(typist: Typist) -> None:
    page = opens_map_by_keys(typist)
    said = page.locator("[data-said]")
    expect(said).to_have_text(re.compile(r"^\d+ problems?$"))
    expect(said).to_have_role("status")
