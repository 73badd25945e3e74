"""Where the cases of this phone stand: on their page and at home, with a connection and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone
from tests.browser.kept import TROUBLE, keep
from tests.browser.looks import problems
from tests.browser.mine import BODY, KNOWS_A_CASE, card, cuts_off_the_city, later, looks_at_mine
from tests.browser.offline import comes_home, no_network
from tests.browser.phone import Phone
from tests.browser.phone_page import becomes
from tests.browser.resident import Resident


def sends_a_report(person: Resident) -> str:
    """The number of its case."""
    person.fills_in()
    return person.sends()


def test_without_an_answer_one_reads_what_was_true_and_when(phone: OpenPhone) -> None:
    person = Resident(phone())
    number = sends_a_report(person)
    page = looks_at_mine(person.phone)
    becomes(page, KNOWS_A_CASE, True)
    own = page.locator("[data-own]")
    expect(own.get_by_role("link", name="Graffiti")).to_have_attribute("href", f"/en/cases/{number}")
    checked = page.locator("[data-checked]").inner_text()
    assert re.fullmatch(r"Checked \w+ \d+, \d{4}, \d+:\d\d\s[AP]M", checked)
    cuts_off_the_city(person.phone)
    page.reload()
    expect(page.locator("[data-silence]")).to_contain_text("We could not ask the city just now.")
    expect(own.get_by_role("link", name="Graffiti")).to_be_visible()
    expect(own).to_contain_text("Received")
    expect(page.locator("[data-checked]")).to_have_text(checked)


def test_the_cards_are_the_same_as_without_scripts(phone: OpenPhone) -> None:
    person = Resident(phone())
    sends_a_report(person)
    page = looks_at_mine(person.phone)
    expect(page.locator("[data-own] .case-card-facts")).to_contain_text("Reported")
    made = page.locator("[data-own-list]").inner_text()
    plain = phone(java_script_enabled=False)
    plain.context.add_cookies(person.phone.context.cookies())  # type: ignore[arg-type]
    plain.go("mine")
    facts = ("Graffiti", "Received", "Reported", "Case")
    assert [fact in plain.page.locator("[data-own-list]").inner_text() for fact in facts] == [True] * 4
    assert [fact in made for fact in facts] == [True] * 4
    assert plain.page.locator("[data-own] .case-card > *").count() == page.locator("[data-own] .case-card > *").count()


def test_another_language_shows_all_of_it_in_that(phone: OpenPhone) -> None:
    person = Resident(phone())
    sends_a_report(person)
    keep(looks_at_mine(person.phone), language="en")
    person.phone.lang = "es"
    page = looks_at_mine(person.phone)
    expect(page.locator("[data-own] article")).to_contain_text("Recibido")
    expect(card(page).locator("h3 span")).to_have_attribute("lang", "en")


def test_what_was_checked_in_another_language_says_in_which(phone: OpenPhone) -> None:
    person = Resident(phone())
    sends_a_report(person)
    expect(looks_at_mine(person.phone).locator("[data-own] article")).to_have_count(1)
    cuts_off_the_city(person.phone)
    person.phone.lang = "es"
    page = looks_at_mine(person.phone)
    title = page.locator("[data-own] h3")
    expect(title).to_have_attribute("lang", "en")
    expect(title).to_have_text("Graffiti")


def test_home_says_that_a_report_waits(phone: OpenPhone) -> None:
    owner = phone()
    page = looks_at_mine(owner)
    cuts_off_the_city(owner)
    keep(page, state="sending", body=BODY, nextTryAt=later(), attempts=3)
    owner.go("")
    line = page.get_by_role("link", name="1 report waits on this phone")
    line.tap()
    expect(card(page)).to_contain_text("Not sent yet")


def test_home_puts_what_needs_the_person_first(phone: OpenPhone) -> None:
    owner = phone()
    page = looks_at_mine(owner)
    cuts_off_the_city(owner)
    for state in ("sending", "needs-you", "needs-you", "draft"):
        keep(page, state=state, body=BODY, nextTryAt=later(), trouble=TROUBLE)
    owner.go("")
    expect(page.locator("[data-waiting]")).to_have_text("2 reports need you")


def test_home_says_nothing_to_whoever_sent_nothing(phone: OpenPhone) -> None:
    owner = phone()
    owner.go("")
    expect(owner.page.get_by_role("heading", name="What people report most")).to_be_visible()
    expect(owner.page.locator("[data-module='home'], [data-own]").locator("visible=true")).to_have_count(0)
    assert owner.page.evaluate("async () => (await indexedDB.databases()).length") == 0


def reads_a_case_nearby(phone: Phone) -> str:
    """Somebody else's; its number. True afterwards: its page is saved."""
    phone.go("nearby?near=39.9524,-75.1636")
    phone.page.locator(".case-card").first.get_by_role("link").tap()
    expect(phone.page.locator(".timeline")).to_be_visible()
    phone.page.wait_for_function("() => caches.match(location.pathname).then(Boolean)")
    return phone.page.url.rpartition("/")[2]


def seen(page: Page) -> list[str | None]:
    """Where the cases lead that somebody looked at."""
    return [link.get_attribute("href") for link in page.locator("[data-seen] a").all()]


def test_in_the_subway_one_reads_where_cases_stood(phone: OpenPhone, server: CityServer) -> None:
    person = Resident(phone())
    comes_home(person.phone)
    number = sends_a_report(person)
    other = reads_a_case_nearby(person.phone)
    page = looks_at_mine(person.phone)
    becomes(page, KNOWS_A_CASE, True)
    expect(page.locator("[data-own] article")).to_have_count(1)
    checked = page.locator("[data-checked]").inner_text()
    with no_network(server, person.phone):
        looks_at_mine(person.phone)
        expect(page.locator("[data-own]").get_by_role("link")).to_have_attribute("href", f"/en/cases/{number}")
        expect(page.locator("[data-checked]")).to_have_text(checked)
        expect(page.locator("[data-silence]")).to_be_visible()
        expect(page.locator("[data-seen]")).to_contain_text("Saved")
        assert seen(page) == [f"/en/cases/{other}"]
        person.phone.go("")
        expect(page.locator("[data-own] article")).to_have_count(1)
        expect(page.locator("[data-checked]")).to_have_text(checked)
        looks_at_mine(person.phone)
        page.locator("[data-seen] a").tap()
        expect(page.locator(".timeline")).to_be_visible()


def test_ones_own_case_is_not_among_those_one_looked_at(phone: OpenPhone) -> None:
    person = Resident(phone())
    comes_home(person.phone)
    number = sends_a_report(person)
    person.phone.go(f"cases/{number}")
    person.page.wait_for_function("() => caches.match(location.pathname).then(Boolean)")
    page = looks_at_mine(person.phone)
    expect(page.locator("[data-own] article")).to_have_count(1)
    expect(page.locator("[data-checked]")).to_contain_text("Checked")
    expect(page.locator("[data-seen]")).to_be_hidden()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_page_without_a_network_is_for_everyone(phone: OpenPhone, server: CityServer, lang: str) -> None:
    person = Resident(phone(lang=lang, viewport={"width": 320, "height": 640}))
    comes_home(person.phone)
    sends_a_report(person)
    reads_a_case_nearby(person.phone)
    page = looks_at_mine(person.phone)
    expect(page.locator("[data-own] article")).to_have_count(1)
    with no_network(server, person.phone):
        looks_at_mine(person.phone)
        expect(page.locator("[data-seen] a")).to_be_visible()
        assert problems(page) == []
