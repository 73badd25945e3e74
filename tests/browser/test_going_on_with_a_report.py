"""A report that was begun is there again: after a reload on any step, in another language, after a crash."""

import re
from pathlib import Path

from playwright.sync_api import Playwright, expect

from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone
from tests.browser.kept import states
from tests.browser.killing import Owner
from tests.browser.pictures import photo_taken_at, street_photo
from tests.browser.resident import Resident, step_of
from tests.browser.words import Words

STEPS = ("photo", "place", "service", "details", "review")


def test_a_reload_on_each_step_loses_nothing(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone())

    def reloads(step: str) -> None:
        person.is_kept()
        person.page.reload()
        person.arrives(step)

    person.opens_report()
    person.takes_photo(street_photo(tmp_path))
    reloads("photo")
    expect(person.page.locator("[data-photos] canvas")).to_have_count(1)
    person.continues(to="place")
    person.types_address("1234 Market St")
    reloads("place")
    expect(person.page.locator('input[name="address"]')).to_have_value("1234 Market St")
    person.continues(to="service")
    person.chooses("Graffiti")
    reloads("service")
    expect(person.page.get_by_role("radio", name="Graffiti", exact=True).first).to_be_checked()
    person.continues(to="details")
    person.answers("Bare brick or stone", "A bridge")
    reloads("details")
    expect(person.page.get_by_label("A bridge")).to_be_checked()
    person.continues(to="review")
    reloads("review")
    person.sees_everything()
    assert states(person.page) == ["draft"]
    person.goes_back(to="details")
    person.continues(to="review")
    number = person.sends()
    person.page.reload()
    person.arrives("receipt")
    assert person.number() == number


def test_words_typed_in_the_last_moment_before_a_reload(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.opens_report()
    person.continues(to="place")
    person.page.locator('input[name="address"]').press_sequentially("99 Elfreth's Alley")
    person.page.reload()
    person.arrives("place")
    expect(person.page.locator('input[name="address"]')).to_have_value("99 Elfreth's Alley")


def test_another_language_in_the_middle_keeps_all_of_it(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone())
    person.fills_in(street_photo(tmp_path))
    person.is_kept()
    person.page.locator(".languages summary").tap()
    person.page.get_by_role("link", name="Español").tap()
    person.words = Words("es")
    person.arrives("review")
    expect(person.page.locator("html")).to_have_attribute("lang", "es")
    person.sees_everything()
    for step in reversed(STEPS[:-1]):
        person.goes_back(to=step)
    for step in STEPS[1:]:
        person.continues(to=step)
    assert states(person.page) == ["draft"]
    with person.phone.context.expect_event("request", lambda request: request.method == "PUT") as sending:
        person.sends()
    assert sending.value.url.endswith("?lang=es")
    person.reads("Your photo has arrived too.")


def test_two_reports_in_two_tabs_do_not_touch_each_other(phone: OpenPhone, tmp_path: Path) -> None:
    first = Resident(phone())
    first.fills_in(street_photo(tmp_path))
    second = Resident(first.phone)
    second.page = first.phone.context.new_page()
    second.page.goto(f"{first.phone.url}/en/report")
    second.continues(to="place")
    second.types_address("99 Elfreth's Alley")
    second.is_kept()
    for person in (first, second):
        person.page.reload()
    first.arrives("review")
    first.sees_everything()
    second.arrives("place")
    expect(second.page.locator('input[name="address"]')).to_have_value("99 Elfreth's Alley")
    first.sends()
    first.reads("Your photo has arrived too.")
    assert sorted(states(second.page)) == ["draft", "sent"]
    expect(second.page.locator('input[name="address"]')).to_have_value("99 Elfreth's Alley")


def test_a_browser_that_is_killed_goes_on_where_it_was(
    playwright: Playwright, server: CityServer, tmp_path: Path
) -> None:
    owner = Owner(playwright, tmp_path / "phone", server.url)
    person = owner.opens_the_browser()
    person.fills_in(street_photo(tmp_path))
    person.is_kept()
    address = person.page.url
    owner.loses_the_browser()
    person = owner.opens_the_browser()
    person.page.goto(address)  # as browsers do when they open their tabs again
    person.arrives("review")
    person.sees_everything()
    person.goes_back(to="details")
    person.continues(to="review")
    person.sends()
    person.phone.context.close()
    assert not owner.faults + person.phone.unexpected()


def test_a_page_that_was_closed_is_offered_on_the_next(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone())
    person.fills_in(street_photo(tmp_path))
    person.is_kept()
    closed, person.page = person.page, person.phone.context.new_page()
    closed.close(run_before_unload=False)
    person.page.goto(f"{person.phone.url}/en/report")
    person.arrives("photo")
    person.reads("You have an unfinished report")
    person.taps_on(person.page.get_by_role("link", name="Go on with it"))
    person.arrives("review")
    person.sees_everything()
    person.sends()
    person.page.goto(f"{person.phone.url}/en/report")
    person.arrives("photo")
    expect(person.page.get_by_text("You have an unfinished report")).to_be_hidden()


def test_whoever_only_looked_is_offered_nothing(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.opens_report()
    person.continues(to="place")
    person.taps_on(person.page.locator('input[name="address"]'))
    assert "draft" not in person.page.url
    person.page.reload()
    person.arrives("photo")
    expect(person.page.get_by_text("You have an unfinished report")).to_be_hidden()


def test_a_camera_that_was_closed_again_leaves_nothing_to_go_on_with(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.opens_report()
    with person.page.expect_file_chooser():
        person.taps_on(person.page.get_by_label("Take a photo"))
    person.is_kept()
    person.opens_report()
    person.page.wait_for_load_state("networkidle")
    expect(person.page.get_by_text("You have an unfinished report")).to_be_hidden()
    person.phone.go("mine")
    person.page.wait_for_load_state("networkidle")
    expect(person.page.get_by_text("No reports yet")).to_be_visible()


def test_a_report_that_is_not_here_any_more_leaves_a_blank_form(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.opens_report("?draft=7a0e4b3e-0000-4000-8000-000000000000")
    expect(person.page.get_by_text("This report is no longer on this phone.")).to_be_visible()
    expect(person.page).to_have_url(re.compile(r"/en/report$"))
    person.continues(to="place")
    person.types_address("1234 Market St")
    person.is_kept()
    assert "7a0e4b3e" not in person.page.url


def test_the_place_in_a_photo_is_still_offered_after_a_reload(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone())
    person.opens_report()
    person.takes_photo(photo_taken_at(39.9524, -75.1636, tmp_path))
    person.is_kept()
    person.page.reload()
    person.arrives("photo")
    person.continues(to="place")
    person.presses("Use the place where the photo was taken")
    person.is_kept()
    person.page.reload()
    person.arrives("place")
    expect(step_of(person.page, "place")).to_contain_text("We use the place where the photo was taken.")


def test_a_service_in_the_address_is_chosen_on_a_page_that_never_heard_of_it(phone: OpenPhone) -> None:
    person = Resident(phone())
    blank = person.phone.context.request.get(f"{person.phone.url}/en/report").body()
    person.page.route("**/en/report?*", lambda route: route.fulfill(body=blank, content_type="text/html"))
    person.opens_report("?service=SR-CL01")
    expect(person.page.locator('input[name="service"]:checked')).to_have_attribute("value", "SR-CL01")
    baked = re.search(rb'name="id" value="([^"]+)"', blank)
    assert baked
    expect(person.page.locator('input[name="id"]')).not_to_have_value(baked[1].decode())
