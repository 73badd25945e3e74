"""Where scripts are off or never arrive, the same report is one plain form."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ADDRESSES, OpenPhone
from tests.browser.looks import texts_that_do_not_fit
from tests.browser.pictures import street_photo
from tests.browser.resident import Resident


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_mistake_keeps_the_words_and_the_photo(phone: OpenPhone, tmp_path: Path, lang: str) -> None:
    person = Resident(phone(lang=lang, java_script_enabled=False))
    person.phone.expects("status of 422")
    page, words = person.page, person.words
    person.phone.go("report")
    page.get_by_label(words("Choose photos")).set_input_files(street_photo(tmp_path))
    person.types_address("1234 Market St")
    person.chooses("Graffiti")
    person.presses("Send the report")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    kept = page.get_by_role("checkbox", name=words("Remove photo %(number)s", number=1))
    expect(kept).to_be_visible()
    expect(page.locator('input[name="address"]')).to_have_value("1234 Market St")
    expect(page.get_by_role("radio", name=words.of_city("Graffiti"), exact=True).first).to_be_checked()
    assert not texts_that_do_not_fit(page)

    person.answers("Bare brick or stone", "A bridge")
    person.presses("Send the report")
    number = person.number()
    person.taps_on(page.get_by_role("link", name=words("See your case")))
    expect(page).to_have_url(re.compile(rf"/{lang}/cases/{number}$"))
    expect(page.locator(".promise")).to_be_visible()
    expect(page.locator(".timeline li")).not_to_have_count(0)
    person.phone.go("mine")
    expect(page.locator(".case-card")).to_have_count(1)
    latitude, longitude = ADDRESSES["1234 MARKET ST"]
    person.phone.go(f"nearby?near={latitude},{longitude}")
    expect(page.locator(f'.case-card a[href*="{number}"]')).to_be_visible()


def test_asking_for_the_questions_first(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone(java_script_enabled=False))
    page = person.page
    person.phone.go("report")
    page.get_by_label("Choose photos").set_input_files(street_photo(tmp_path))
    person.chooses("Graffiti")
    person.presses("Show the questions for this problem")
    person.answers("Bare brick or stone", "A bridge")
    person.types_address("1234 Market St")
    person.presses("Send the report")
    person.number()
    person.taps_on(page.get_by_role("link", name="See your case"))
    expect(page.locator(".photos img").or_(page.get_by_text("We are still working on 1 photo."))).to_be_visible()


def test_nothing_on_the_page_needs_scripts_that_are_off(phone: OpenPhone) -> None:
    person = Resident(phone(java_script_enabled=False))
    person.phone.go("report")
    for name in ("Continue", "Back", "Use my location"):
        expect(person.button(name).locator("visible=true")).to_have_count(0)
    assert not texts_that_do_not_fit(person.page)


def test_scripts_that_never_arrive(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.phone.expects("net::ERR_FAILED")
    person.page.route("**/*.js", lambda route: route.abort())
    person.phone.go("report")
    expect(person.page.locator('input[name="address"]')).to_be_visible(timeout=10_000)
    for name in ("Continue", "Back", "Use my location"):
        expect(person.button(name).locator("visible=true")).to_have_count(0)
    person.chooses("Graffiti")
    person.presses("Show the questions for this problem")
    person.answers("Bare brick or stone", "A bridge")
    person.types_address("1234 Market St")
    person.presses("Send the report")
    person.number()
