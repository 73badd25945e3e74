"""`make screens`: a picture of every screen at 360 px, in both colour schemes, into screenshots/; and what is wrong.

What is wrong is asked in every setting that people use: narrow, dark, at 400 %, in their own colours.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from app.config import ROOT
from app.i18n import NATIVE_NAMES
from tests.browser.chromium import launched
from tests.browser.city_server import CityServer
from tests.browser.looks import problems_in_every_setting
from tests.browser.phone import SCREEN, open_phone
from tests.browser.pictures import street_photo
from tests.browser.resident import Resident
from tests.browser.walk import every_screen

FOLDER = ROOT / "screenshots"
LANGUAGES = ("en", "es", "ar")
SCHEMES = ("light", "dark")
MOVED_MS = 400  # until a map that was given another size asks for what is on it


def main(languages: list[str]) -> int:
    """Take them all; the exit code tells whether anything was wrong with one."""
    for old in (FOLDER / f"{lang}-{scheme}" for lang in languages for scheme in SCHEMES):
        shutil.rmtree(old, ignore_errors=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        city, browser = CityServer(Path(home)), launched(playwright)
        try:
            city.start()
            city.flask("demo", "seed", "--cases", "300")
            wrong = [fault for lang in languages for fault in taken(playwright, browser, city, lang)]
        finally:
            city.stop()
    print(*wrong, sep="\n")
    return int(bool(wrong))


def taken(playwright: Playwright, browser: Browser, city: CityServer, lang: str) -> list[str]:
    """Pictures of every screen in one language; what is wrong with them."""
    phone = open_phone(playwright, browser, city.url, lang, "granted", device_scale_factor=2)
    wrong = []
    for number, name in enumerate(every_screen(Resident(phone), street_photo(Path(city.folder))), 1):
        wrong += [f"{lang} {name}: {problem}" for problem in problems_in_every_setting(phone.page)]
        phone.page.set_viewport_size(SCREEN)
        for scheme in SCHEMES:
            shoot(phone.page, scheme, FOLDER / f"{lang}-{scheme}" / f"{number:02}-{name}.png")
    phone.context.close()
    return wrong + [f"{lang}: {fault}" for fault in phone.unexpected()]


def shoot(page: Page, scheme: str, file: Path) -> None:
    """The whole page on a screen as high as it needs, so that the bar at its foot stays at the foot."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for _ in range(2):  # a map grows with its screen, and asks for a longer list
        height = page.evaluate("() => document.documentElement.scrollHeight")
        page.set_viewport_size({"width": SCREEN["width"], "height": max(SCREEN["height"], height)})
        page.wait_for_timeout(MOVED_MS)
        page.wait_for_function("() => !document.querySelector('[data-list][aria-busy]')")
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(SCREEN)  # type: ignore[arg-type]


if __name__ == "__main__":
    asked = sys.argv[1:] or list(LANGUAGES)
    raise SystemExit(main([*NATIVE_NAMES] if asked == ["all"] else asked))
