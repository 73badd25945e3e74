"""A phone of the Pixel class, 360 px wide, and a witness of everything that must not happen on it."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request

from tests.browser.chromium import FLAGS, LAUNCH

Location = Literal["granted", "rough", "denied"]

CITY_HALL = {"latitude": 39.9524, "longitude": -75.1636}
FIXES = {"granted": CITY_HALL | {"accuracy": 12}, "rough": CITY_HALL | {"accuracy": 5000}}
SCREEN = {"width": 360, "height": 740}
REGIONS = {"en": "en-US", "es": "es-US", "ar": "ar-EG"}
# What the content security policy and Trusted Types refuse is a fault, also where Chromium writes no line about it.
VIOLATIONS = """document.addEventListener('securitypolicyviolation', (event) =>
  console.error(`refused: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"""


@dataclass
class Phone:
    """One person's phone: its browser, the language, and what went wrong on it."""

    context: BrowserContext
    url: str
    lang: str
    page: Page
    faults: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open `/<lang>/<path>`."""
        self.page.goto(f"{self.url}/{self.lang}/{path}")

    def expects(self, *patterns: str) -> None:
        """Faults that this test brings about on purpose."""
        self.expected += patterns

    def unexpected(self) -> list[str]:
        """What must not have happened."""
        return [fault for fault in self.faults if not any(re.search(pattern, fault) for pattern in self.expected)]

    def watch(self) -> None:
        """Write down each error, and each request that leaves the city."""
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        self.context.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning", "assert"}:
            self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(self.url + "/"):
            self.faults.append(f"left the city: {request.url}")


def open_phone(
    playwright: Playwright, browser: Browser, url: str, lang: str = "en", location: Location = "denied", **options: Any
) -> Phone:
    """A new phone that has never been here. `options` are Playwright's own."""
    return _watched(browser.new_context(**_settings(playwright, lang, location) | options), url, lang)


def open_lasting_phone(
    playwright: Playwright, folder: Path, url: str, lang: str = "en", location: Location = "denied", **options: Any
) -> Phone:
    """A phone that keeps what it has in `folder`, also when its browser ends; the same folder is the same phone."""
    flags = options.pop("args", [])
    settings = _settings(playwright, lang, location) | options
    browser = playwright.chromium.launch_persistent_context(folder, **LAUNCH, args=[*FLAGS, *flags], **settings)
    return _watched(browser, url, lang)


def _settings(playwright: Playwright, lang: str, location: Location) -> dict[str, Any]:
    settings = playwright.devices["Pixel 5"] | {"viewport": SCREEN, "screen": SCREEN}
    settings.pop("default_browser_type", None)
    settings |= {"locale": REGIONS.get(lang, lang), "timezone_id": "America/New_York", "reduced_motion": "reduce"}
    if location in FIXES:
        settings |= {"geolocation": FIXES[location], "permissions": ["geolocation"]}
    return settings


def _watched(context: BrowserContext, url: str, lang: str) -> Phone:
    context.set_default_timeout(30_000)
    context.add_init_script(VIOLATIONS)
    phone = Phone(context, url, lang, context.pages[0] if context.pages else context.new_page())
    phone.watch()
    return phone
