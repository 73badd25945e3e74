"""What is on this phone: people see it, delete it, and hand the phone on."""

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPhone
from tests.browser.kept import keep, states
from tests.browser.looks import problems
from tests.browser.pictures import street_photo
from tests.browser.resident import Resident

NO_NETWORK = ("net::ERR_", "Failed to fetch")
RING, SWITCH = "stoop_keys", "stoop_shared"
RECEIPT = {"report_id": "r", "number": "4821903756", "url": "/c/4821903756", "status": "received", "photos": []}
ALL_THAT_IS_KEPT = """async () => ({
  databases: (await indexedDB.databases()).map(({ name }) => name),
  caches: await caches.keys(),
  local: Object.keys(localStorage),
  session: Object.keys(sessionStorage),
})"""
NOTHING: dict[str, list[str]] = {"databases": [], "caches": [], "local": [], "session": []}
APPLE_TAB = "Object.defineProperty(Navigator.prototype, 'standalone', { get: () => false })"
APPLE_APP = APPLE_TAB.replace("false", "true")
REFUSED = "IDBFactory.prototype.open = () => { throw new DOMException('refused', 'SecurityError'); }"
PERSISTING = """let isKept = false;
StorageManager.prototype.persisted = async () => isKept;
StorageManager.prototype.persist = async () => (isKept = %s);"""

ROWS = """async () => {
  if (!(await indexedDB.databases()).some(({ name }) => name === 'stoop')) return [];
  const opening = indexedDB.open('stoop');
  const database = await new Promise((resolve) => (opening.onsuccess = () => resolve(opening.result)));
  const rows = database.transaction('sendings').objectStore('sendings').getAll();
  await new Promise((resolve) => (rows.onsuccess = resolve));
  database.close();
  return rows.result;
}"""
HAS_DRAFT = f"async () => (await ({ROWS})()).some(({{ state, draft }}) => state === 'draft' && draft)"
HAS_SENT = f"async () => (await ({ROWS})()).some(({{ state }}) => state === 'sent')"
IS_KNOWN_AS_SHARED = """async () => {
  if (!(await indexedDB.databases()).some(({ name }) => name === 'stoop')) return false;
  const opening = indexedDB.open('stoop');
  const database = await new Promise((resolve) => (opening.onsuccess = () => resolve(opening.result)));
  const setting = database.transaction('settings').objectStore('settings').get('shared');
  await new Promise((resolve) => (setting.onsuccess = resolve));
  database.close();
  return setting.result === true;
}"""
# Whether any saved page or answer speaks of this case.
HAS_SAVED = """async (number) => {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const text = await (await cache.match(request)).text();
      if ((request.url + text.replace(/\\s/g, '')).includes(number)) return true;
    }
  }
  return false;
}"""
IS_SO = """async ([wanted, value]) => {
  for (let tries = 0; tries < 100; tries++) {
    if ((await (CHECK)(value)) === wanted) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}"""


def becomes(page: Page, check: str, wanted: bool, value: str = "") -> None:
    """Waits for what no locator sees."""
    assert page.evaluate(IS_SO.replace("CHECK", check), [wanted, value]), f"never {wanted}: {check}"


def kept_here(person: Resident) -> None:
    """The page, with its figures."""
    person.phone.go("phone")
    expect(person.page.locator("[data-room]")).to_be_visible()


def has(page: Page, **counts: int) -> None:
    """The page says so many of each; it follows what changes."""
    for name, count in counts.items():
        expect(page.locator(f'[data-count="{name.replace("_", "-")}"]')).to_have_text(str(count))


def begins_a_report(person: Resident, photo: Path | None = None) -> None:
    """Words on this phone that nobody sent."""
    person.opens_report()
    if photo:
        person.takes_photo(photo)
    person.continues(to="place")
    person.types_address("1234 Market St")
    becomes(person.page, HAS_DRAFT, True)


def sends_a_report(person: Resident) -> str:
    person.fills_in()
    return person.sends()


def cookies(person: Resident) -> dict[str, Any]:
    return {str(cookie.get("name")): cookie for cookie in person.phone.context.cookies()}


def deletes_all(person: Resident) -> None:
    person.taps_on(person.page.get_by_text(person.words("Delete all of it from this phone")))
    person.presses("Yes, delete all of it")


def turns_it(person: Resident, name: str) -> None:
    with person.page.expect_response("**/phone/shared"):
        person.presses(name)


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
    deletes_all(person)
    expect(person.page.locator("[data-deleted]")).to_be_focused()
    person.phone.go(f"cases/{number}")
    expect(person.page.locator(".timeline")).to_be_visible()
    expect(person.page.locator("#own-title")).to_have_count(0)


def test_deleting_asks_once_and_says_what_would_be_lost(phone: OpenPhone) -> None:
    person = Resident(phone())
    begins_a_report(person)
    kept_here(person)
    expect(person.button("Yes, delete all of it")).to_be_hidden()
    person.taps_on(person.page.get_by_text("Delete all of it from this phone"))
    expect(person.page.get_by_text("What is not sent would be lost for good.")).to_be_visible()
    assert states(person.page) == ["draft"]


def test_where_all_is_sent_nothing_would_be_lost(phone: OpenPhone) -> None:
    person = Resident(phone())
    sends_a_report(person)
    kept_here(person)
    person.taps_on(person.page.get_by_text("Delete all of it from this phone"))
    expect(person.button("Yes, delete all of it")).to_be_visible()
    expect(person.page.get_by_text("What is not sent would be lost for good.")).to_be_hidden()


def test_deleting_without_a_connection_keeps_its_word_later(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.phone.expects(*NO_NETWORK)
    sends_a_report(person)
    kept_here(person)
    person.phone.context.set_offline(True)
    deletes_all(person)
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
    deletes_all(person)
    expect(person.page.locator("[data-half-deleted]")).to_be_visible()
    expect(person.page.locator("[data-deleted]")).to_be_hidden()


def test_after_deleting_the_app_opens_without_a_connection_again(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.phone.expects(*NO_NETWORK)
    kept_here(person)
    person.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    person.phone.go("phone")
    deletes_all(person)
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
    assert person.page.evaluate(ROWS) == []


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
    person.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
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
    person.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
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


def test_the_page_opens_without_a_connection(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.phone.expects(*NO_NETWORK)
    begins_a_report(person)
    person.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    person.phone.context.set_offline(True)
    kept_here(person)
    has(person.page, drafts=1)
    expect(person.page.get_by_role("heading", level=1)).to_have_text("What is on this phone")


def test_both_forms_work_without_scripts(phone: OpenPhone) -> None:
    person = Resident(phone(java_script_enabled=False))
    person.phone.go("phone")
    person.presses("Yes, others use it")
    expect(person.page.get_by_text("This is on: other people use this phone.")).to_be_visible()
    deletes_all(person)
    expect(person.page).to_have_url(re.compile(r"/en/phone\?deleted=1$"))
    expect(person.page.get_by_text("It is deleted.")).to_be_visible()
    expect(person.page.get_by_text("This is on: other people use this phone.")).to_be_visible()


def test_a_plain_form_clears_what_scripts_kept(phone: OpenPhone) -> None:
    person = Resident(phone())
    sends_a_report(person)
    person.phone.go("phone")
    person.page.evaluate("() => document.querySelector('[data-forget]').submit()")
    expect(person.page).to_have_url(re.compile(r"deleted=1$"))
    expect(person.page.locator("[data-deleted]")).to_be_visible()
    assert RING not in cookies(person)
    assert not {"stoop"} & set(person.page.evaluate(ALL_THAT_IS_KEPT)["local"])


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
    person.page.locator("[data-forget]").evaluate("(form) => (form.closest('details').open = true)")
    turns_it(person, "Yes, others use it")
    found = problems(person.page)
    person.page.emulate_media(color_scheme="dark")
    found += problems(person.page, ("color-contrast", "link-in-text-block"))
    assert not found, "\n".join(found)
