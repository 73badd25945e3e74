"""A browser that dies at once, as when a phone runs out of memory or power; and what its phone still knows."""

import os
import signal
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page, Playwright

from tests.browser.phone import Phone, open_lasting_phone
from tests.browser.resident import Resident

NO_NETWORK = ("net::ERR_", "Failed to fetch", "Failed to load resource")

READ_OUTBOX = """async () => {
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const database = await asked(indexedDB.open('stoop'));
  const rows = await asked(database.transaction('sendings').objectStore('sendings').getAll());
  database.close();
  return rows.map(({ id, kind, state, summary, photos, receipt, attempts, trouble }) => ({
    id, kind, state, attempts, trouble, words: summary?.words, number: receipt?.number ?? null,
    photos: (photos ?? []).map(({ sha256, state }) => ({ sha256, state })),
  }));
}"""


def outbox_of(page: Page) -> list[dict[str, Any]]:
    """The rows of the outbox, as they lie on the phone."""
    rows: list[dict[str, Any]] = page.evaluate(READ_OUTBOX)
    return rows


@dataclass
class Owner:
    """Somebody whose phone lies in a folder, whatever happens to the browser on it."""

    playwright: Playwright
    folder: Path
    url: str
    lang: str = "en"
    faults: list[str] = field(default_factory=list)
    phone: Phone | None = None

    def opens_the_browser(self) -> Resident:
        """A browser with everything that the phone has kept."""
        self.phone = open_lasting_phone(self.playwright, self.folder, self.url, lang=self.lang)
        self.phone.expects(*NO_NETWORK)
        return Resident(self.phone)

    def loses_the_browser(self) -> None:
        """The phone ran out of power."""
        if self.phone:
            kill_browser(self.phone, self.folder)
            self.faults += self.phone.unexpected()
            self.phone = None


def kill_browser(phone: Phone, folder: Path) -> None:
    """SIGKILL to every process of the browser that lives in `folder`."""
    for pid in browser_processes(folder):
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
    with suppress(Error):
        phone.context.close()


def browser_processes(folder: Path) -> list[int]:
    """The leaders of its process groups; only Linux says."""
    found = set()
    for cmdline in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if f"--user-data-dir={folder}".encode() in cmdline.read_bytes().split(b"\0"):
                found.add(os.getpgid(int(cmdline.parent.name)))
    return sorted(found - {os.getpgid(0)})
