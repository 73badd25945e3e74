"""On a shared phone what the city has does not stay; on a phone of one's own it does."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import OpenPhone
from tests.browser.kept import keep, states
from tests.browser.phone_page import (
    HAS_SAVED,
    HAS_SENT,
    IS_KNOWN_AS_SHARED,
    NO_NETWORK,
    RECEIPT,
    RING,
    SWITCH,
    WORKER_IS_READY,
    becomes,
    begins_a_report,
    cookies,
    deletes_all,
    has,
    kept_here,
    sends_a_report,
    turns_it,
)
from tests.browser.pictures import street_photo
from tests.browser.resident import Resident


def test_the_keys_end_with_the_browser_on_a_shared_phone(lasting_phone: OpenPhone) -> None:
    person = Resident(lasting_phone())
    kept_here(person)
    turns_it(person, "Yes, others use it")
    number = sends_a_report(person)
    person.phone.context.close()
    next_person = Resident(lasting_phone())
    next_person.phone.go(f"cases/{number}")
    expect(next_person.page.locator(".timeline")).to_be_visible()
    expect(next_person.page.locator("#own-title")).to_have_count(0)
    next_person.phone.go("phone")
    expect(next_person.page.locator("[data-when-shared]")).to_be_visible()


def test_the_keys_outlive_the_browser_on_a_phone_of_ones_own(lasting_phone: OpenPhone) -> None:
    person = Resident(lasting_phone())
    number = sends_a_report(person)
    person.phone.context.close()
    again = Resident(lasting_phone())
    again.phone.go(f"cases/{number}")
    expect(again.page.locator("#own-title")).to_be_visible()


def test_a_phone_shared_without_scripts_saves_no_pages_with_them(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.phone.expects(*NO_NETWORK)
    person.phone.context.add_cookies([{"name": SWITCH, "value": "1", "url": person.phone.url}])
    person.phone.go("")
    becomes(person.page, IS_KNOWN_AS_SHARED, True)
    person.page.evaluate(WORKER_IS_READY)
    person.phone.go("nearby?near=39.9524,-75.1636")
    person.page.locator(".case-card").first.get_by_role("link").click()
    expect(person.page.locator(".timeline")).to_be_visible()
    address = person.page.url
    person.phone.context.set_offline(True)
    person.page.goto(address)
    expect(person.page.locator(".timeline")).to_have_count(0)


def test_a_shared_phone_forgets_what_was_sent_and_keeps_what_was_not(phone: OpenPhone) -> None:
    person = Resident(phone())
    number = sends_a_report(person)
    begins_a_report(person)
    kept_here(person)
    keep(person.page, state="sent", receipt=RECEIPT)
    has(person.page, drafts=1, cases=2)
    turns_it(person, "Yes, others use it")
    has(person.page, drafts=1, cases=0)
    assert states(person.page) == ["draft"]
    assert cookies(person)[RING]["expires"] == -1
    assert cookies(person)[SWITCH]["expires"] > 0
    person.phone.go(f"cases/{number}")
    expect(person.page.locator("#own-title")).to_be_visible()


def test_a_shared_phone_stays_one(phone: OpenPhone) -> None:
    person = Resident(phone())
    kept_here(person)
    turns_it(person, "Yes, others use it")
    kept_here(person)
    expect(person.page.locator("[data-when-shared]")).to_be_visible()
    turns_it(person, "Turn it off")
    kept_here(person)
    expect(person.page.locator("[data-when-shared]")).to_be_hidden()
    expect(person.button("Yes, others use it")).to_be_visible()


def test_a_report_sent_on_a_shared_phone_leaves_nothing_there(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone())
    kept_here(person)
    turns_it(person, "Yes, others use it")
    person.fills_in(street_photo(tmp_path))
    person.sends()
    person.reads("Your photo has arrived too.")
    assert states(person.page) == []
    assert states(person.page, "photos") == []
    assert cookies(person)[RING]["expires"] == -1
    kept_here(person)
    has(person.page, waiting=0, drafts=0, photos=0, cases=0)


def test_whoever_opens_a_page_next_finds_nothing_of_what_was_sent(phone: OpenPhone) -> None:
    person = Resident(phone())
    begins_a_report(person)
    keep(person.page, state="sent", receipt=RECEIPT)
    person.phone.context.add_cookies([{"name": SWITCH, "value": "1", "url": person.phone.url}])
    person.phone.go("about")
    becomes(person.page, HAS_SENT, False)
    assert states(person.page) == ["draft"]


def test_on_a_phone_of_ones_own_it_is_still_there(phone: OpenPhone) -> None:
    person = Resident(phone())
    begins_a_report(person)
    keep(person.page, state="sent", receipt=RECEIPT)
    person.phone.go("about")
    kept_here(person)
    has(person.page, drafts=1, cases=1)


def test_pages_that_were_read_do_not_stay_on_a_shared_phone(phone: OpenPhone) -> None:
    person = Resident(phone())
    number = sends_a_report(person)
    person.page.evaluate(WORKER_IS_READY)
    for path in (f"cases/{number}", "mine", ""):
        person.phone.go(path)
    becomes(person.page, HAS_SAVED, True, number)
    kept_here(person)
    turns_it(person, "Yes, others use it")
    becomes(person.page, HAS_SAVED, False, number)
    for path in (f"cases/{number}", "mine", ""):
        person.phone.go(path)
    kept_here(person)
    assert not person.page.evaluate(HAS_SAVED, number)


def test_deleting_on_a_shared_phone_leaves_it_shared(phone: OpenPhone) -> None:
    person = Resident(phone())
    begins_a_report(person)
    kept_here(person)
    turns_it(person, "Yes, others use it")
    deletes_all(person)
    expect(person.page.locator("[data-deleted]")).to_be_visible()
    assert states(person.page) == []
    assert set(cookies(person)) == {"lang", SWITCH}
    person.phone.go("phone")
    expect(person.page.locator("[data-when-shared]")).to_be_visible()


def test_the_switch_works_without_a_connection(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.phone.expects(*NO_NETWORK)
    sends_a_report(person)
    kept_here(person)
    person.phone.context.set_offline(True)
    person.presses("Yes, others use it")
    has(person.page, cases=0)
    expect(person.page.locator("[data-when-shared]")).to_be_visible()
    person.phone.context.set_offline(False)
    kept_here(person)
    assert cookies(person)[RING]["expires"] == -1
