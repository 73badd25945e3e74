"""Where scripts are off or never arrive, the same report is one plain form."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.city_server import CityServer
from tests.browser.conftest import ADDRESSES, OpenPhone
from tests.browser.looks import texts_that_do_not_fit
from tests.browser.neighbours import neighbour_reports
from tests.browser.pictures import street_photo
from tests.browser.resident import Resident
from tests.browser.words import Words


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
    number = sends_an_own_report(person)
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
    sends_an_own_report(person)
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
    expect(person.page.locator('input[name="address"]')).to_be_visible()
    for name in ("Continue", "Back", "Use my location"):
        expect(person.button(name).locator("visible=true")).to_have_count(0)
    person.chooses("Graffiti")
    person.presses("Show the questions for this problem")
    person.answers("Bare brick or stone", "A bridge")
    person.types_address("1234 Market St")
    sends_an_own_report(person)


def half_filled(person: Resident, picture: Path) -> None:
    """A form with a photo, a place, a kind of problem and words in it, which nobody has sent."""
    page, words = person.page, person.words
    person.phone.go("report")
    page.get_by_label(words("Choose photos")).set_input_files(picture)
    person.types_address("1234 Market St")
    person.chooses("Graffiti")
    page.get_by_label(words("What should the crew know?")).fill("Red tags")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_changing_the_language_takes_everything_along(phone: OpenPhone, tmp_path: Path, lang: str) -> None:
    person = Resident(phone(lang=lang, java_script_enabled=False))
    page = person.page
    half_filled(person, street_photo(tmp_path))
    page.locator(".languages summary").tap()
    page.get_by_role("navigation", name=person.words("Languages")).get_by_role("button", name="Español").tap()

    person.words = Words("es")
    expect(page).to_have_url(re.compile("/es/report$"))
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_label(person.words("Address, corner or landmark"))).to_have_value("1234 Market St")
    expect(page.get_by_label(person.words("What should the crew know?"))).to_have_value("Red tags")
    expect(page.get_by_role("checkbox", name=person.words("Remove photo %(number)s", number=1))).to_be_visible()
    expect(page.get_by_role("radio", name=person.words.of_city("Graffiti"), exact=True).first).to_be_checked()
    expect(page.locator(".field-wrong")).to_have_count(0)
    person.answers("Bare brick or stone", "A bridge")
    sends_an_own_report(person)


def test_changing_the_language_takes_words_for_a_case_along(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone(java_script_enabled=False))
    person.phone.expects("status of 422")  # the questions come with it
    half_filled(person, street_photo(tmp_path))
    person.presses("Send the report")
    person.answers("Bare brick or stone", "A bridge")
    person.phone.go(f"cases/{sends_an_own_report(person).replace(' ', '')}")
    person.page.get_by_text(person.words("Add words or photos")).tap()
    person.page.locator("textarea").fill("It grew overnight.")
    person.page.locator(".languages summary").tap()
    person.page.get_by_role("button", name="Español").tap()
    expect(person.page.locator("html")).to_have_attribute("lang", "es")
    expect(person.page.locator("textarea")).to_have_value("It grew overnight.")
    expect(person.page.locator(".timeline").get_by_text("It grew overnight.")).to_have_count(0)
    person.words = Words("es")
    person.presses("Send")
    expect(person.page.locator(".timeline").get_by_text("It grew overnight.")).to_have_count(1)


def test_the_enter_key_asks_for_the_questions_and_changes_no_language(phone: OpenPhone) -> None:
    person = Resident(phone(lang="es", java_script_enabled=False))
    person.phone.go("report")
    person.chooses("Graffiti")
    person.types_address("1234 Market St")
    person.page.keyboard.press("Enter")
    expect(person.page.locator("html")).to_have_attribute("lang", "es")
    person.answers("Bare brick or stone", "A bridge")
    sends_an_own_report(person)


def test_where_scripts_run_languages_are_links_and_a_draft_keeps_the_form(phone: OpenPhone) -> None:
    person = Resident(phone())
    page = person.page
    person.opens_report()
    person.continues(to="place")
    person.types_address("1234 Market St")
    person.is_kept()
    page.locator(".languages summary").tap()
    page.get_by_role("navigation", name="Languages").get_by_role("link", name="Español").tap()
    expect(page).to_have_url(re.compile(r"/es/report\?draft="))
    expect(page.locator('input[name="address"]')).to_have_value("1234 Market St")


def test_being_asked_whether_it_is_one_of_these(phone: OpenPhone, server: CityServer, tmp_path: Path) -> None:
    latitude, longitude = ADDRESSES["2200 RIDGE AVE"]
    number = neighbour_reports(server, {"latitude": latitude, "longitude": longitude, "accuracy": 12})
    person = Resident(phone(java_script_enabled=False))
    page = person.page
    half_filled(person, street_photo(tmp_path))
    person.types_address("2200 Ridge Ave")
    person.presses("Show the questions for this problem")
    person.answers("Bare brick or stone", "A bridge")
    person.presses("Send the report")

    expect(page.get_by_role("heading", level=1)).to_have_text("Is it one of these?")
    expect(page.get_by_role("radio", name="No, mine is another problem")).to_be_checked()
    assert not texts_that_do_not_fit(page)
    person.taps_on(page.locator(f'input[value="{number}"]'))
    person.presses("Send the report")
    assert person.number() == number
    expect(page.get_by_text("You are one of 2 people who reported this.")).to_be_visible()
    person.taps_on(page.get_by_role("link", name="See your case"))
    expect(page.locator(".words")).to_have_count(2)


def sends_an_own_report(person: Resident) -> str:
    """Send the form; whoever is asked whether it is one of these says no. The case number on the receipt."""
    person.presses("Send the report")
    expect(person.page.locator('[name="asked"], .receipt')).to_be_attached()
    if person.page.locator('[name="asked"]').count():
        person.presses("Send the report")
    return person.number()
