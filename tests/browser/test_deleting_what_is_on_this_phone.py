"""One form deletes all that these pages keep on a phone, with and without a connection."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import OpenPhone
from tests.browser.kept import states
from tests.browser.phone_page import (
    HAS_DRAFT,
    NO_NETWORK,
    RING,
    ROWS,
    WORKER_IS_READY,
    becomes,
    begins_a_report,
    cookies,
    deletes_all,
    forgets_phone,
    has,
    kept_here,
    sends_a_report,
)
from tests.browser.pictures import street_photo
from tests.browser.resident import Resident

ALL_THAT_IS_KEPT = """async () => ({
  databases: (await indexedDB.databases()).map(({ name }) => name),
  caches: await caches.keys(),
  local: Object.keys(localStorage),
  session: Object.keys(sessionStorage),
})"""
NOTHING: dict[str, list[str]] = {"databases": [], "caches": [], "local": [], "session": []}


def test_deleting_leaves_nothing(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone())
    sends_a_report(person)
    begins_a_report(person, street_photo(tmp_path))
    kept_here(person)
    deletes_all(person)
    expect(person.page.locator("[data-deleted]")).to_be_visible()
    assert person.page.evaluate(ALL_THAT_IS_KEPT) == NOTHING
    assert set(cookies(person)) == {"lang"}
    has(person.page, drafts=0, photos=0, cases=0, pages=0)


def test_after_deleting_nobody_knows_whose_the_case_is_and_it_goes_on(phone: OpenPhone) -> None:
    person = Resident(phone())
    number = sends_a_report(person)
    kept_here(person)
    forgets_phone(person)
    expect(person.page.locator("[data-deleted]")).to_be_focused()
    person.phone.go(f"cases/{number}")
    expect(person.page.locator(".timeline")).to_be_visible()
    expect(person.page.locator("#own-title")).to_have_count(0)


def test_deleting_asks_once_and_says_what_would_be_lost(phone: OpenPhone) -> None:
    person = Resident(phone())
    begins_a_report(person)
    kept_here(person)
    has(person.page, drafts=1)
    expect(person.button("Forget this phone")).to_be_hidden()
    expect(person.button("Yes, delete all of it")).to_be_hidden()
    person.taps_on(person.page.get_by_text("Delete all of it from this phone"))
    expect(person.page.get_by_text("What is not sent would be lost for good.")).to_be_visible()
    assert states(person.page) == ["draft"]


def test_where_all_is_sent_one_tap_is_enough(phone: OpenPhone) -> None:
    person = Resident(phone())
    sends_a_report(person)
    kept_here(person)
    expect(person.button("Forget this phone")).to_be_visible()
    expect(person.page.get_by_text("Delete all of it from this phone")).to_be_hidden()
    expect(person.page.get_by_text("What is not sent would be lost for good.")).to_be_hidden()


def test_deleting_without_a_connection_keeps_its_word_later(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.phone.expects(*NO_NETWORK)
    sends_a_report(person)
    kept_here(person)
    person.phone.context.set_offline(True)
    forgets_phone(person)
    expect(person.page.locator("[data-half-deleted]")).to_be_visible()
    assert person.page.evaluate(ALL_THAT_IS_KEPT) == NOTHING
    assert RING in cookies(person)
    person.phone.context.set_offline(False)
    expect(person.page.locator("[data-deleted]")).to_be_visible()
    expect(person.page.locator("[data-half-deleted]")).to_be_hidden()
    assert RING not in cookies(person)


def test_a_hotel_that_answers_instead_of_the_city_is_not_believed(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.phone.expects("status of")
    sends_a_report(person)
    kept_here(person)
    person.page.route("**/phone/forget", lambda route: route.fulfill(status=200, body="<h1>Welcome to our hotel</h1>"))
    forgets_phone(person)
    expect(person.page.locator("[data-half-deleted]")).to_be_visible()
    expect(person.page.locator("[data-deleted]")).to_be_hidden()


def test_after_deleting_the_app_opens_without_a_connection_again(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.phone.expects(*NO_NETWORK)
    kept_here(person)
    person.page.evaluate(WORKER_IS_READY)
    person.phone.go("phone")
    forgets_phone(person)
    expect(person.page.locator("[data-deleted]")).to_be_visible()
    person.phone.go("")
    becomes(person.page, "async () => Boolean(await caches.match('/en/report'))", True)
    person.phone.context.set_offline(True)
    person.opens_report()


def test_a_tab_beside_it_forgets_too(phone: OpenPhone) -> None:
    person = Resident(phone())
    begins_a_report(person)
    person.phone.go("mine")
    beside = person.phone.context.new_page()
    beside.goto(f"{person.phone.url}/en/phone")
    beside.get_by_text("Delete all of it from this phone").tap()
    beside.get_by_role("button", name="Yes, delete all of it").tap()
    expect(beside.locator("[data-deleted]")).to_be_visible()
    becomes(person.page, HAS_DRAFT, False)
    person.page.reload()
    expect(person.page.get_by_role("heading", level=1)).to_be_visible()
    assert person.page.evaluate(ROWS, "sendings") == []


def test_a_plain_form_clears_what_scripts_kept(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.phone.expects("status of|net::ERR_|Force close|AbortError|NotKept")  # scripts see their store go
    sends_a_report(person)
    person.phone.go("phone")
    person.page.evaluate("() => document.querySelector('[data-forget]').submit()")
    expect(person.page).to_have_url(re.compile(r"deleted=1$"))
    expect(person.page.locator("[data-deleted]")).to_be_visible()
    assert RING not in cookies(person)
    assert not {"stoop"} & set(person.page.evaluate(ALL_THAT_IS_KEPT)["local"])
