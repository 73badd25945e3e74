"""Browsers that refuse storage, phones that are full, stores that are emptied half-way: it is said, and it is sent."""

from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import Dialog, Locator, expect

from tests.browser.conftest import OpenPhone
from tests.browser.pictures import street_photo
from tests.browser.resident import Resident, step_of

NO_ANSWER = "Failed to load resource: net::ERR_"
NO_WORKER = "Service Worker registration blocked"
NO_STORE = "indexedDB.open = () => { throw new DOMException('The operation is insecure', 'SecurityError'); }"
NO_ROOM_FOR_PHOTOS = """IDBObjectStore.prototype.put = ((put) => function (...given) {
  if (this.name === 'photos') throw new DOMException('No room', 'QuotaExceededError');
  return put.apply(this, given);
})(IDBObjectStore.prototype.put)"""
NO_FILE = "Blob.prototype.arrayBuffer = () => Promise.reject(new DOMException('It is gone', 'NotFoundError'))"

LOSE_PHOTOS = """async () => {
  const database = await new Promise((resolve) => {
    indexedDB.open('stoop').onsuccess = ({ target }) => resolve(target.result);
  });
  const emptying = database.transaction('photos', 'readwrite');
  emptying.objectStore('photos').clear();
  await new Promise((resolve) => { emptying.oncomplete = resolve; });
  database.close();
}"""
NOTHING_IS_LEFT = """() => new Promise((resolve) => {
  indexedDB.open('stoop').onsuccess = ({ target: { result: database } }) => {
    database.transaction('sendings').objectStore('sendings').count().onsuccess = ({ target }) => {
      database.close();
      resolve(target.result === 0);
    };
  };
})"""


def notice(person: Resident) -> Locator:
    """The line above the form."""
    return person.page.locator('[data-module="report-notice"]')


def asks_before_it_goes(person: Resident) -> bool:
    """Whether a reload is asked about; the answer is to stay."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    person.page.once("dialog", stay)
    with person.page.expect_event("dialog"):
        person.page.evaluate("() => void setTimeout(() => location.reload())")
    return asked == ["beforeunload"]


def test_a_browser_that_refuses_storage_says_so_and_sends(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone())
    person.phone.context.add_init_script(NO_STORE)
    person.fills_in(street_photo(tmp_path))
    expect(notice(person)).to_contain_text("This browser keeps nothing.")
    assert asks_before_it_goes(person)
    person.sends()
    person.reads("Your photo has arrived too.")
    expect(notice(person)).to_be_hidden()
    person.page.reload()  # and nobody asks


def test_without_storage_and_connection_the_page_must_stay_open(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone())
    person.phone.expects(NO_ANSWER)
    person.phone.context.add_init_script(NO_STORE)
    person.fills_in(street_photo(tmp_path))
    person.phone.context.set_offline(True)
    person.presses("Send the report")
    person.reads("Keep this page open: nothing is lost, and we try again by ourselves.")
    expect(step_of(person.page, "saved")).to_be_hidden()
    assert asks_before_it_goes(person)
    person.phone.context.set_offline(False)
    expect(step_of(person.page, "receipt")).to_be_visible(timeout=60_000)
    person.reads("Your photo has arrived too.")


def test_a_full_phone_keeps_the_words_and_sends_the_photo_from_the_page(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone())
    person.phone.context.add_init_script(NO_ROOM_FOR_PHOTOS)
    person.fills_in(street_photo(tmp_path))
    expect(notice(person)).to_contain_text("This phone has no room left to keep your report.")
    person.presses("Send the report")
    person.reads("We could not save your report on this phone")
    expect(step_of(person.page, "saved")).to_be_hidden()
    with person.page.expect_download() as download:
        person.presses("Save a copy")
    names = ZipFile(download.value.path()).namelist()
    assert [name.rsplit(".")[-1] for name in sorted(names)] == ["jpg", "json", "txt"]
    person.presses("Send now")
    person.arrives("receipt")
    person.reads("Your photo has arrived too.")
    person.page.wait_for_function(NOTHING_IS_LEFT)


def test_a_store_that_is_emptied_half_way_is_filled_again(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone())
    person.fills_in(street_photo(tmp_path))
    person.is_kept()
    person.page.evaluate("() => void indexedDB.deleteDatabase('stoop')")
    person.goes_back(to="details")
    person.page.get_by_label("What should the crew know?").fill("It is behind the stairs")
    person.is_kept()
    person.page.reload()
    person.arrives("details")
    person.continues(to="review")
    person.sees_everything()
    person.sends()
    person.reads("Your photo has arrived too.")


def test_a_photo_that_is_gone_from_the_store_is_said(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone())
    person.fills_in(street_photo(tmp_path))
    person.is_kept()
    person.page.evaluate(LOSE_PHOTOS)
    person.page.reload()
    person.arrives("review")
    for step in ("details", "service", "place", "photo"):
        person.goes_back(to=step)
    person.reads("This photo is gone from your phone. Please take it or choose it again.")
    person.takes_photo(street_photo(tmp_path))
    for step in ("place", "service", "details", "review"):
        person.continues(to=step)
    person.sees_everything()
    person.sends()
    person.reads("Your photo has arrived too.")


def test_a_file_that_vanishes_while_it_is_read_is_said(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone())
    person.phone.context.add_init_script(NO_FILE)
    person.opens_report()
    person.page.get_by_label("Choose photos").set_input_files(street_photo(tmp_path))
    person.reads("This photo is gone from your phone. Please take it or choose it again.")
    expect(person.page.locator("[data-photos] > li")).to_have_count(0)
    person.continues(to="place")


def test_a_network_that_goes_before_the_first_touch(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone(service_workers="block"))
    person.phone.expects(NO_ANSWER, NO_WORKER, "dynamically imported module")
    person.page.route("**/static/js/parts/keeping-*", lambda route: route.abort())
    person.fills_in(street_photo(tmp_path))
    person.presses("Send the report")
    person.reads("Your report is not sent yet")
    assert asks_before_it_goes(person)
    person.page.unroute_all()
    person.presses("Try again now")
    person.arrives("receipt")
    person.reads("Your photo has arrived too.")
