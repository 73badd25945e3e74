"""A person at the page of what is on their phone, and what a look into the browser finds there."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.resident import Resident

NO_NETWORK = ("net::ERR_", "Failed to fetch")
RING, SWITCH = "stoop_keys", "stoop_shared"
RECEIPT = {"report_id": "r", "number": "4821903756", "url": "/c/4821903756", "status": "received", "photos": []}
WORKER_IS_READY = "() => navigator.serviceWorker.ready.then(() => true)"
# All rows of one of the outbox's stores. Looking makes no outbox where there is none.
ROWS = """async (store) => {
  if (!(await indexedDB.databases()).some(({ name }) => name === 'stoop')) return [];
  const opening = indexedDB.open('stoop');
  const database = await new Promise((resolve) => (opening.onsuccess = () => resolve(opening.result)));
  const rows = database.transaction(store).objectStore(store).getAll();
  await new Promise((resolve) => (rows.onsuccess = resolve));
  database.close();
  return rows.result;
}"""
HAS_DRAFT = f"async () => (await ({ROWS})('sendings')).some(({{ state, draft }}) => state === 'draft' && draft)"
HAS_SENT = f"async () => (await ({ROWS})('sendings')).some(({{ state }}) => state === 'sent')"
IS_KNOWN_AS_SHARED = f"async () => (await ({ROWS})('settings')).includes(true)"
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
    """The whole way; its case number."""
    person.fills_in()
    return person.sends()


def cookies(person: Resident) -> dict[str, Any]:
    """By name."""
    return {str(cookie.get("name")): cookie for cookie in person.phone.context.cookies()}


def forgets_phone(person: Resident) -> None:
    """One tap, where the city has everything."""
    person.presses("Forget this phone")


def deletes_all(person: Resident) -> None:
    """Where something would be lost: opens the fold, and says yes."""
    person.taps_on(person.page.get_by_text(person.words("Delete all of it from this phone")))
    person.presses("Yes, delete all of it")


def turns_it(person: Resident, name: str) -> None:
    """Tap the switch that says so; true afterwards: the city has heard of it."""
    with person.page.expect_response("**/phone/shared"):
        person.presses(name)
