"""R10: what can never be sent stands first. The others go; it stays, explained, until the person decides."""

import time
from pathlib import Path

from playwright.sync_api import Page, Playwright, expect

from tests.browser.killing import Owner, outbox_of
from tests.browser.resident import Resident
from tests.faults.browsers.crowding import write_them
from tests.faults.browsers.outcome import Outcome, missing_or_doubled
from tests.faults.sender import put, report
from tests.faults.server import Server

GOOD = 3
PATIENCE_SECONDS = 60
# What storage, older versions and bad luck may leave behind; each is older than all the good ones.
POISON = {
    "its body is gone": "(row) => ({ ...row, body: null })",
    "its body is no JSON": "(row) => ({ ...row, body: new TextEncoder().encode('{\"schema\":').buffer })",
    "its body is empty": "(row) => ({ ...row, body: new ArrayBuffer(0) })",
    "half of its fields are gone": "({ id, kind, state, createdAt, body }) => ({ id, kind, state, createdAt, body })",
    "its kind is unknown": "(row) => ({ ...row, kind: 'wishes' })",
    "its secret is too short": "(row) => ({ ...row, secret: 'x' })",
    "its id is somebody else's": "(row, taken) => ({ ...row, id: taken })",
}
SPOIL = """async ([makers, taken]) => {
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const database = await asked(indexedDB.open('stoop'));
  const rows = () => database.transaction('sendings', 'readwrite', { durability: 'strict' }).objectStore('sendings');
  const good = (await asked(rows().getAll()))[0];
  for (const [index, make] of makers.entries()) {
    const row = { ...good, id: crypto.randomUUID(), createdAt: good.createdAt - 1000 + index };
    await asked(rows().put(make(row, taken)));
  }
  database.close();
}"""


def send_past_poison(playwright: Playwright, server: Server, folder: Path) -> Outcome:
    """All good reports are with the city; each poisoned one is on the screen, with words, until it is deleted."""
    outcome = Outcome()
    another = report("Report of somebody else")
    another.numbers.add(put(server.port, another).json["number"])
    owner = Owner(playwright, folder / "phone", server.url)
    context = write_them(owner, GOOD)
    page = context.pages[0]
    spoil(page, str(another.id))
    person = Resident(owner.phone)  # type: ignore[arg-type]
    person.phone.expects("status of 4")
    person.phone.go("mine")
    context.set_offline(False)
    outcome.surprises += settled(page)
    outcome.surprises += list(missing_or_doubled(server, {another.words, *(f"Report {n}" for n in range(GOOD))}))
    outcome.counts.update({"good": GOOD, "poisoned": len(POISON), "cases stored": server.count("cases") - 1})
    decided = {"explained on the screen": explained(person), "deleted by the person": deleted(person)}
    outcome.counts.update(decided)
    owner.loses_the_browser()
    outcome.surprises += owner.faults
    if outcome.counts["explained on the screen"] != len(POISON) or outcome.counts["deleted by the person"] != len(
        POISON
    ):
        outcome.surprises.append("not every poisoned row was shown and could be deleted")
    return outcome


def spoil(page: Page, taken: str) -> None:
    """The poisoned rows stand first in the queue."""
    makers = ",".join(POISON.values())
    page.evaluate(f"(taken) => ({SPOIL})([[{makers}], taken])", taken)


def settled(page: Page) -> list[str]:
    """The good ones are sent and the others wait for the person."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while states(page) != {"sent": GOOD, "needs-you": len(POISON)}:
        if time.monotonic() > deadline:
            return [f"after {PATIENCE_SECONDS} s: {states(page)}"]
        page.wait_for_timeout(250)
    return []


def states(page: Page) -> dict[str, int]:
    """How many rows stand where."""
    found = [row["state"] for row in outbox_of(page)]
    return {state: found.count(state) for state in sorted(set(found), reverse=True)}


def explained(person: Resident) -> int:
    """Cards with a sentence of their own."""
    return person.page.locator(".sending-card:has(.sending-said p:not(:empty))").count()


def deleted(person: Resident) -> int:
    """Each is gone after two taps."""
    cards, gone = person.page.locator(".sending-card"), 0
    while left := cards.count():
        cards.first.get_by_role("button", name=person.words("Delete")).tap()
        person.button("Yes, delete it").tap()
        expect(cards).to_have_count(left - 1)
        gone += 1
    return gone
