"""What the service worker has done on a phone, and how to wait for it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from tests.browser.city_server import CityServer
from tests.browser.phone import Phone

PATIENCE_SECONDS = 90
NO_NETWORK = ("net::ERR_", "Failed to fetch")
SHELL = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith('stoop-shell-'));
  const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return keys.flat().map(({ url }) => url.slice(location.origin.length)).sort();
}"""


# Playwright's own wait takes a promise for an answer.
UNTIL = """async () => {
  const end = performance.now() + 60_000;
  while (!(await (%s)())) {
    if (performance.now() > end) throw new Error('it never came true');
    await new Promise((done) => setTimeout(done, 50));
  }
}"""


def wait_until(page: Page, condition: str) -> None:
    """Wait for an async function of the page to say true."""
    page.evaluate(UNTIL % condition)


def wait_for_worker(page: Page) -> None:
    """True afterwards: a worker has everything that one language needs, and answers for this page."""
    page.wait_for_function("() => navigator.serviceWorker.controller?.state === 'activated'", timeout=60_000)


def comes_home(phone: Phone) -> None:
    """True afterwards: this person was here once, at home alone, and left with a worker."""
    phone.go("")
    wait_for_worker(phone.page)


def saved_shell(page: Page) -> list[str]:
    """Paths of the shell on this phone."""
    return list(page.evaluate(SHELL))


@contextmanager
def no_network(city: CityServer, *phones: Phone) -> Iterator[None]:
    """Inside, nobody answers."""
    for phone in phones:
        phone.expects(*NO_NETWORK)
    city.kill_web()
    try:
        yield
    finally:
        city.start_web()


def restarts(city: CityServer, **settings: str) -> None:
    """True afterwards: the operator has set these, and only these."""
    city.kill_web()
    for name in ("STOOP_WORKER",):
        city.environ.pop(name, None)
    city.environ |= settings
    city.start_web()


def next_worker_takes_over(page: Page) -> None:
    """With no page of the city open: wait until the worker that waits is the one. The browser lets the other finish."""
    states: dict[str, str] = {}
    session = page.context.new_cdp_session(page)
    session.on(
        "ServiceWorker.workerVersionUpdated",
        lambda told: states.update({each["versionId"]: each["status"] for each in told["versions"]}),
    )
    session.send("ServiceWorker.enable")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while set(states.values()) - {"redundant"} != {"activated"}:
        assert time.monotonic() < deadline, states
        page.wait_for_timeout(50)
    session.detach()


def stop_workers(page: Page) -> None:
    """As the browser does after half a minute of rest: the next page starts the worker anew."""
    session = page.context.new_cdp_session(page)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")
    session.detach()
