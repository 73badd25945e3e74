"""A resident was here once. In the subway the app still opens, and what was read before can be read again."""

import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone
from tests.browser.looks import problems
from tests.browser.offline import comes_home, no_network
from tests.browser.phone import Phone, open_lasting_phone
from tests.browser.words import Words

SAVED = "We cannot reach the city right now. You see this page as it was on %(moment)s."
NEARBY = "nearby?near=39.9524,-75.1636"


def reads_a_case(phone: Phone) -> str:
    """From the list of what is near to the first case on it; its number."""
    phone.go(NEARBY)
    link = phone.page.locator(".case-card a").first
    path = link.get_attribute("href")
    assert path
    link.click()
    expect(phone.page).to_have_url(phone.url + path)
    return path.rpartition("/")[2]


def says_it_is_saved(phone: Phone) -> None:
    line = phone.page.locator(".saved")
    expect(line).to_be_visible()
    expect(line).to_contain_text(Words(phone.lang)(SAVED).partition("%(moment)s")[0])
    assert "2" in phone.page.locator(".saved-moment").inner_text()


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def test_after_home_alone_the_app_opens_in_the_subway(visitor: OpenPhone, fickle_city: CityServer, lang: str) -> None:
    anna = visitor(lang=lang)
    with no_network(fickle_city, anna):
        for path in ("", "report", "mine", "report?service=graffiti"):
            anna.go(path)
            expect(anna.page.locator(".saved")).to_be_hidden()
            expect(anna.page.locator(".tabs")).to_be_visible()
        anna.go("report")
        expect(anna.page.locator('[data-step="photo"]')).to_be_visible()


def test_a_case_and_the_list_can_be_read_again_and_say_from_when_they_are(
    visitor: OpenPhone, fickle_city: CityServer, lang: str
) -> None:
    anna = visitor(lang=lang)
    number = reads_a_case(anna)
    shown = heading(anna.page)
    expect(anna.page.locator(".saved")).to_be_hidden()
    with no_network(fickle_city, anna):
        anna.go(f"cases/{number}")
        assert heading(anna.page) == shown
        says_it_is_saved(anna)
        anna.go("nearby?near=40.0000,-75.2000")
        expect(anna.page.locator(".case-card").first).to_be_visible()
        says_it_is_saved(anna)


def test_a_printed_address_opens_the_saved_case(visitor: OpenPhone, fickle_city: CityServer) -> None:
    anna = visitor()
    number = reads_a_case(anna)
    with no_network(fickle_city, anna):
        anna.page.goto(f"{fickle_city.url}/c/{number}")
        expect(anna.page.locator(".number")).to_contain_text(number[:4])
        says_it_is_saved(anna)
        anna.page.goto(f"{fickle_city.url}/")
        expect(anna.page).to_have_url(f"{fickle_city.url}/en/")


def test_what_was_never_read_says_so_and_lists_what_was(visitor: OpenPhone, fickle_city: CityServer, lang: str) -> None:
    anna = visitor(lang=lang)
    number = reads_a_case(anna)
    with no_network(fickle_city, anna):
        anna.go("about")
        expect(anna.page.locator("h1")).to_have_text(Words(lang)("This page is not on your phone"))
        expect(anna.page.locator(f'a[href="/{lang}/cases/{number}"]')).to_be_visible()
        assert not problems(anna.page)
    anna.page.locator('a[href=""]').click()
    expect(anna.page.locator("h1")).to_have_text(Words(lang)("About Stoop 311"))


@pytest.mark.parametrize("path", ["", "report", "mine", "nearby", "phone"])
def test_pages_without_a_network_are_for_everyone(
    visitor: OpenPhone, fickle_city: CityServer, lang: str, path: str
) -> None:
    anna = visitor(lang=lang)
    reads_a_case(anna)
    with no_network(fickle_city, anna):
        anna.go(path)
        assert not problems(anna.page)


def test_the_phone_was_off_and_the_city_is_still_away(
    playwright: Playwright, fickle_city: CityServer, tmp_path: Path
) -> None:
    def switched_on() -> Phone:
        return open_lasting_phone(playwright, tmp_path / "phone", fickle_city.url)

    before = switched_on()
    comes_home(before)
    number = reads_a_case(before)
    before.context.close()
    fickle_city.kill_web()
    after = switched_on()
    try:
        after.go(f"cases/{number}")
        says_it_is_saved(after)
        after.go("report")
        expect(after.page.locator('[data-step="photo"]')).to_be_visible()
    finally:
        fickle_city.start_web()
        after.context.close()


def test_a_city_that_does_not_answer_is_not_waited_for(visitor: OpenPhone, fickle_city: CityServer) -> None:
    anna = visitor()
    number = reads_a_case(anna)
    assert fickle_city.web
    os.killpg(fickle_city.web.pid, signal.SIGSTOP)
    try:
        anna.go(f"cases/{number}")
        says_it_is_saved(anna)
    finally:
        os.killpg(fickle_city.web.pid, signal.SIGCONT)
    anna.go(f"cases/{number}")
    expect(anna.page.locator(".saved")).to_be_hidden()


def test_a_form_is_sent_as_if_there_were_no_worker(visitor: OpenPhone) -> None:
    anna = visitor()
    anna.expects("422")
    anna.go("report")
    with anna.page.expect_navigation():
        anna.page.evaluate("() => document.querySelector('form[method=post]').submit()")
    expect(anna.page.locator(".error-summary")).to_be_visible()
