"""R5: six tabs and the worker all want to send what waits in one outbox."""

import json
import re
import time
from collections import Counter
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Playwright, Response, expect

from tests.browser.killing import Owner, outbox_of
from tests.faults.browsers.outcome import Outcome, missing_or_doubled
from tests.faults.server import Server

PATIENCE_SECONDS = 300
SAVED = "Saved on this phone. It will be sent when there is a connection."
WORDS = re.compile(r"/api/v1/reports/[^/?]+(\?.*)?$")
# The one report that a person wrote becomes many: each with an id, a secret and words of its own.
MULTIPLY = """async (count) => {
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const database = await asked(indexedDB.open('stoop'));
  const rows = () => database.transaction('sendings', 'readwrite', { durability: 'strict' }).objectStore('sendings');
  const [first] = await asked(rows().getAll());
  for (let index = 1; index < count; index++) {
    const body = { ...JSON.parse(new TextDecoder().decode(first.body)), description: `Report ${index}` };
    await asked(rows().put({
      ...first, id: crypto.randomUUID(), secret: (crypto.randomUUID() + crypto.randomUUID()).replaceAll('-', ''),
      createdAt: first.createdAt + index, summary: { ...first.summary, words: body.description },
      body: new TextEncoder().encode(JSON.stringify(body)).buffer,
    }));
  }
  database.close();
}"""


def send_from_all(playwright: Playwright, server: Server, folder: Path, *, reports: int, tabs: int) -> Outcome:
    """Every report is one case, and hardly any was sent twice."""
    outcome = Outcome()
    owner = Owner(playwright, folder / "phone", server.url)
    sends = count_sends(write_them(owner, reports))
    context = owner.phone.context if owner.phone else None
    assert context
    open_tabs(context, owner.url, tabs)
    context.set_offline(False)
    let_the_worker_send(context)
    wait_until_sent(context, outcome)
    outcome.counts.update(
        {"reports": reports, "tabs": tabs, "sends": sends["PUT"], "cases stored": server.count("cases")}
    )
    owner.loses_the_browser()
    outcome.surprises += [*missing_or_doubled(server, {f"Report {index}" for index in range(reports)}), *owner.faults]
    if sends["PUT"] > reports * 1.1:
        outcome.surprises.append(f"{sends['PUT']} sends of {reports} reports")
    return outcome


def write_them(owner: Owner, reports: int) -> BrowserContext:
    """So many reports wait on the phone, which has no network."""
    person = owner.opens_the_browser()
    person.phone.go("")
    person.page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
    person.phone.context.set_offline(True)
    person.fills_in()
    person.goes_back(to="details")
    person.page.get_by_label(person.words("What should the crew know?")).fill("Report 0")
    person.continues(to="review")
    person.presses("Send the report")
    expect(person.page.get_by_text(person.words(SAVED)).first).to_be_visible()
    person.page.evaluate(MULTIPLY, reports)
    return person.phone.context


def count_sends(context: BrowserContext) -> Counter[str]:
    """How often the words of a report came to the city, from a page or from the worker. Without a network none does."""
    sends: Counter[str] = Counter()

    def count(response: Response) -> None:
        if WORDS.search(response.url):
            sends[response.request.method] += 1

    context.on("response", count)
    return sends


def open_tabs(context: BrowserContext, url: str, tabs: int) -> None:
    """So many tabs show the app, all from what the phone has kept."""
    while len(context.pages) < tabs:
        context.new_page()
    for page in context.pages:
        page.goto(f"{url}/en/mine")


def let_the_worker_send(context: BrowserContext) -> None:
    """What the system does when the network comes back."""
    session = context.new_cdp_session(context.pages[0])
    found: list[dict[str, Any]] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    session.send("ServiceWorker.enable")
    context.pages[0].wait_for_timeout(300)
    scope = found[0]
    wish = {"registrationId": scope["registrationId"], "tag": "stoop-outbox", "lastChance": False}
    session.send("ServiceWorker.dispatchSyncEvent", {"origin": scope["scopeURL"].rstrip("/"), **wish})


def wait_until_sent(context: BrowserContext, outcome: Outcome) -> None:
    """Nobody taps on anything."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while left := [row for row in outbox_of(context.pages[0]) if row["state"] != "sent"]:
        if time.monotonic() > deadline:
            outcome.surprises.append(f"not sent: {json.dumps(left[0])} and {len(left) - 1} more")
            return
        context.pages[0].wait_for_timeout(250)
