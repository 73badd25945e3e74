"""What is on this phone: how much, for how long, and a copy of it."""

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPhone
from tests.browser.kept import keep
from tests.browser.looks import problems
from tests.browser.phone_page import (
    NO_NETWORK,
    RECEIPT,
    WORKER_IS_READY,
    begins_a_report,
    forgets_phone,
    has,
    kept_here,
    sends_a_report,
    turns_it,
)
from tests.browser.pictures import street_photo
from tests.browser.resident import Resident

APPLE_TAB = "Object.defineProperty(Navigator.prototype, 'standalone', { get: () => false })"
APPLE_APP = APPLE_TAB.replace("false", "true")
REFUSED = "IDBFactory.prototype.open = () => { throw new DOMException('refused', 'SecurityError'); }"
PERSISTING = """let isKept = false;
StorageManager.prototype.persisted = async () => isKept;
StorageManager.prototype.persist = async () => (isKept = %s);"""


def test_a_new_phone_has_nothing(phone: OpenPhone) -> None:
    person = Resident(phone())
    kept_here(person)
    has(person.page, waiting=0, drafts=0, photos=0, cases=0)
    expect(person.page.locator('[data-kept="needs-you"]')).to_be_hidden()
    expect(person.button("Save a copy")).to_be_hidden()


def test_a_begun_report_is_counted_with_its_photo(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone())
    begins_a_report(person, street_photo(tmp_path))
    kept_here(person)
    has(person.page, drafts=1, photos=1, waiting=0)


def test_the_figures_follow_what_happens_elsewhere(phone: OpenPhone) -> None:
    person = Resident(phone())
    begins_a_report(person)
    kept_here(person)
    keep(person.page, state="needs-you", body="{}", photos=(("a", b"photo"), ("b", b"other")))
    keep(person.page, state="sent", receipt=RECEIPT)
    has(person.page, drafts=1, needs_you=1, photos=2, cases=1)


def test_a_sent_report_is_a_case_and_waits_no_more(phone: OpenPhone) -> None:
    person = Resident(phone())
    sends_a_report(person)
    kept_here(person)
    has(person.page, waiting=0, drafts=0, photos=0, cases=1)


def test_a_copy_of_what_the_city_does_not_have(phone: OpenPhone) -> None:
    person = Resident(phone())
    begins_a_report(person)
    kept_here(person)
    with person.page.expect_download() as saved:
        person.presses("Save a copy")
    with zipfile.ZipFile(saved.value.path()) as copy:
        text = copy.read("report-1.txt").decode()
    assert "1234 Market St" in text
    expect(person.page.locator("[data-saved-copy]")).to_have_text(person.words("A copy is saved."))


def test_the_page_opens_without_a_connection(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.phone.expects(*NO_NETWORK)
    begins_a_report(person)
    person.page.evaluate(WORKER_IS_READY)
    person.phone.context.set_offline(True)
    kept_here(person)
    has(person.page, drafts=1)
    expect(person.page.get_by_role("heading", level=1)).to_have_text("What is on this phone")


def test_both_forms_work_without_scripts(phone: OpenPhone) -> None:
    person = Resident(phone(java_script_enabled=False))
    person.phone.go("phone")
    person.presses("Yes, others use it")
    expect(person.page.get_by_text("This is on: other people use this phone.")).to_be_visible()
    forgets_phone(person)
    expect(person.page).to_have_url(re.compile(r"/en/phone\?deleted=1$"))
    expect(person.page.get_by_text("It is deleted.")).to_be_visible()
    expect(person.page.get_by_text("This is on: other people use this phone.")).to_be_visible()


@pytest.mark.parametrize(
    ("says", "answer"), [("true", "Your phone keeps it from now on."), ("false", "did not say yes")]
)
def test_asking_the_phone_to_keep_it(phone: OpenPhone, says: str, answer: str) -> None:
    person = Resident(phone())
    person.phone.context.add_init_script(PERSISTING % says)
    person.phone.go("phone")
    expect(person.page.get_by_text("When your phone runs out of room")).to_be_visible()
    person.presses("Ask the phone to keep it")
    expect(person.page.get_by_text(answer)).to_be_visible()
    expect(person.page.get_by_text("Your phone keeps it until you delete it.")).to_be_visible(visible=says == "true")
    expect(person.button("Ask the phone to keep it")).to_be_visible(visible=says == "false")


def test_a_browser_that_keeps_nothing_says_so(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.phone.context.add_init_script(REFUSED)
    person.phone.go("phone")
    expect(person.page.get_by_text("Your browser lets us keep nothing.")).to_be_visible()
    expect(person.button("Ask the phone to keep it")).to_be_hidden()


@pytest.mark.parametrize(("where", "is_warned"), [(APPLE_TAB, True), (APPLE_APP, False), ("", False)])
def test_only_a_tab_on_an_apple_phone_is_warned(phone: OpenPhone, where: str, is_warned: bool) -> None:
    person = Resident(phone())
    person.phone.context.add_init_script(where)
    kept_here(person)
    expect(person.page.get_by_text("You are in a browser tab on an iPhone or iPad.")).to_be_visible(visible=is_warned)


@pytest.mark.parametrize("lang", ["en", "es", "ar"])
def test_the_page_is_for_everyone(phone: OpenPhone, lang: str) -> None:
    person = Resident(phone(lang=lang, viewport={"width": 320, "height": 640}))
    person.phone.context.add_init_script(APPLE_TAB)
    begins_a_report(person)
    kept_here(person)
    keep(person.page, state="needs-you", body="{}")
    has(person.page, needs_you=1)
    person.page.locator("[data-forget]").evaluate("(form) => (form.querySelector('details').open = true)")
    turns_it(person, "Yes, others use it")
    found = problems(person.page)
    person.page.emulate_media(color_scheme="dark")
    found += problems(person.page, ("color-contrast", "link-in-text-block"))
    assert not found, "\n".join(found)
