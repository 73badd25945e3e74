"""The page is closed, the network comes back: the worker alone sends what waits, and tells of the receipt."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import BrowserContext, Playwright

from tests.browser.killing import Owner
from tests.faults.browsers.crowding import let_the_worker_send, write_them
from tests.faults.server import Server

PATIENCE_STEPS, STEP_MS = 240, 250
SHOWN = """async () => {
  const shown = await registration.getNotifications();
  return shown.map(({ body, tag, lang }) => ({ body: body.replace(/\\D/g, ''), tag, lang }));
}"""


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Server]:
    """A city that has seen nothing yet."""
    folder = tmp_path / "city"
    folder.mkdir()
    server = Server(folder)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def owner(playwright: Playwright, city: Server, tmp_path: Path) -> Iterator[Owner]:
    """Somebody whose phone may show notifications of this city."""
    owner = Owner(playwright, tmp_path / "phone", city.url)
    yield owner
    owner.loses_the_browser()
    assert owner.faults == []


def notifications(context: BrowserContext) -> list[dict[str, Any]]:
    """What the lock screen shows, asked of the worker: a page of ours would keep it from being shown."""
    for _ in range(PATIENCE_STEPS):
        shown: list[dict[str, Any]] = context.service_workers[-1].evaluate(SHOWN)
        if shown:
            return shown
        context.pages[0].wait_for_timeout(STEP_MS)
    return []


def test_the_worker_sends_it_and_says_so_while_no_page_is_open(owner: Owner, city: Server) -> None:
    context = write_them(owner, reports=1)
    context.grant_permissions(["notifications"], origin=city.url)
    context.pages[0].goto("about:blank")
    assert city.count("cases") == 0  # asked before: the browser may wake the worker as soon as there is a network
    context.set_offline(False)
    let_the_worker_send(context)
    shown = notifications(context)
    [(report_id, number)] = city.rows("SELECT r.id, c.number FROM reports r JOIN cases c ON c.id = r.case_id")
    assert shown == [{"body": str(number), "tag": str(UUID(report_id)), "lang": "en"}]
