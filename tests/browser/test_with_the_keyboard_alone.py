"""The whole report without a finger on the screen; whatever has the focus can be seen."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPhone
from tests.browser.pictures import street_photo
from tests.browser.resident import Resident

MOST_TABS = 60
# The middle of what has the focus, or of one of its lines, belongs to it: no bar at the screen's edge lies over it.
IS_IN_SIGHT = """() => {
  const focused = document.activeElement.closest('label') ?? document.activeElement;
  return [...focused.getClientRects()].some(({ left, right, top, bottom }) => {
    const middle = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2;
    return focused.contains(document.elementFromPoint((left + right) / 2, middle));
  });
}"""
HAS_A_RING = """() => {
  for (let box = document.activeElement; box; box = box.parentElement) {
    const { outlineStyle, outlineWidth } = getComputedStyle(box);
    if (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) return true;
  }
  return false;
}"""


class Typist(Resident):
    """Presses keys, and insists on seeing where the focus is."""

    def taps_on(self, target: Locator) -> None:
        self.tabs_to(target)
        self.page.keyboard.press("Space" if target.get_attribute("type") in {"radio", "checkbox"} else "Enter")
        self.taps += 1

    def tabs_to(self, target: Locator) -> None:
        """Tab until it has the focus; each stop on the way is in sight."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            assert self.page.evaluate(IS_IN_SIGHT), f"out of sight: {focused(self.page)}"
            assert self.page.evaluate(HAS_A_RING), f"no ring around {focused(self.page)}"
            if target.evaluate("(element) => element === document.activeElement"):
                return
        raise AssertionError(f"no way with Tab to {target}")

    def arrives(self, step: str) -> None:
        super().arrives(step)
        if len(self.screens) > 1:
            expect(self.page.locator(f'[data-step="{step}"] [data-heading]')).to_be_focused()


def focused(page: Page) -> str:
    """What has the focus, in a few words."""
    return str(page.evaluate("() => document.activeElement.outerHTML.slice(0, 200)"))


def test_reporting_with_the_keyboard(phone: OpenPhone, tmp_path: Path) -> None:
    person = Typist(phone(has_touch=False, is_mobile=False))
    page = person.page
    person.opens_report()
    person.takes_photo(street_photo(tmp_path), button="Choose photos")
    person.continues(to="place")
    person.tabs_to(page.locator('input[name="address"]'))
    page.keyboard.type("1234 Market St")
    page.keyboard.press("Enter")
    person.arrives("service")
    person.tabs_to(page.get_by_label("Say it in your own words"))
    page.keyboard.type("spray paint")
    person.reads("1 kind of problem found.")
    person.taps_on(page.get_by_role("radio", name=re.compile("^Graffiti")).first)
    person.continues(to="details")
    person.answers("Bare brick or stone")
    person.tabs_to(page.get_by_role("radio", name="A house or apartment building"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="A store or restaurant")).to_be_checked()
    person.continues(to="review")
    person.sends()
    person.taps_on(page.get_by_role("link", name="See your case"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Graffiti")


def test_a_missing_answer_is_where_the_focus_goes(phone: OpenPhone) -> None:
    person = Typist(phone(has_touch=False, is_mobile=False))
    person.opens_report()
    person.continues(to="place")
    person.presses("Continue")
    field = person.page.locator('input[name="address"]')
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("Say where it is|write the address", re.I))


def test_the_first_stop_leads_past_the_header(phone: OpenPhone) -> None:
    person = Typist(phone(has_touch=False, is_mobile=False))
    person.phone.go("nearby")
    person.taps_on(person.page.get_by_role("link", name="Skip to the main part"))
    expect(person.page.locator("main")).to_be_focused()
