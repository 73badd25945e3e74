"""Slow phones take seconds for a photo: whoever sends meanwhile sends it all the same."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import OpenPhone
from tests.browser.pictures import street_photo
from tests.browser.resident import Resident, waits_for_photo

# The phone draws nothing until it is told to.
SLOW = """(() => {
  const drawn = createImageBitmap;
  const told = new Promise((resolve) => (window.drawNow = resolve));
  window.createImageBitmap = async (...given) => (await told, drawn(...given));
})()"""


def is_slow(person: Resident) -> None:
    """From the next page on."""
    person.page.add_init_script(SLOW)


def draws(person: Resident) -> None:
    person.page.evaluate("() => drawNow()")


def test_a_report_gone_on_with_at_the_last_step_is_sent_with_its_photo(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone())
    person.fills_in(street_photo(tmp_path))
    person.is_kept()
    is_slow(person)
    person.page.reload()
    person.arrives("review")
    person.presses("Send the report")
    expect(person.page.locator("[data-announce]")).to_have_text(person.words("Sending your report…"))
    draws(person)
    person.arrives("receipt")
    person.reads("Your photo has arrived too.")


def test_a_photo_chosen_a_moment_before_words_are_sent_goes_with_them(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone())
    person.fills_in()
    number = person.sends()
    is_slow(person)
    person.phone.go(f"cases/{number}")
    person.page.get_by_text(person.words("Add words or photos")).tap()
    person.page.locator("textarea").fill("The second wall has it too.")
    person.page.locator('[data-addition] input[type="file"]').set_input_files(street_photo(tmp_path))
    person.presses("Send")
    expect(person.button("Sending…")).to_be_visible()
    draws(person)
    expect(person.page.get_by_text(person.words("The city has what you added."))).to_be_visible()
    waits_for_photo(person.page)
