"""`python -m tests.browser.app_pictures`: what phones show before they install the app, into the pack's screenshots."""

import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Playwright, sync_playwright

from app.config import PACKS
from app.i18n import NATIVE_NAMES
from tests.browser.chromium import launched
from tests.browser.city_server import CityServer
from tests.browser.phone import open_phone
from tests.browser.readme_pictures import painted_wall
from tests.browser.resident import Resident, waits_for_photo

FOLDER = PACKS / "philadelphia" / "screenshots"
LANGUAGES = tuple(NATIVE_NAMES)
COLOURS = 64


def main(languages: list[str]) -> None:
    """The same three screens in each language."""
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        city, browser = CityServer(Path(home)), launched(playwright)
        city.start()
        try:
            for lang in languages:
                draw(playwright, browser, city, lang)
        finally:
            city.stop()


def draw(playwright: Playwright, browser: Browser, city: CityServer, lang: str) -> None:
    """Home, the first step of a report with its photo, and the case that came of it."""
    person = Resident(open_phone(playwright, browser, city.url, lang, device_scale_factor=2))
    person.phone.go("")
    shoot(person, "home")
    person.fills_in(painted_wall(Path(city.folder) / "wall.jpg"))
    number = person.sends()
    city.flask("cases", "update", number, "--status", "in_progress")
    person.phone.go(f"cases/{number}")
    waits_for_photo(person.page)
    person.page.evaluate("() => scrollTo(0, 0)")
    shoot(person, "case")
    person.opens_report()
    person.takes_photo(painted_wall(Path(city.folder) / "wall.jpg"), button="Choose photos")
    shoot(person, "report")
    person.phone.context.close()


def shoot(person: Resident, name: str) -> None:
    """A picture in few colours, so that it is small."""
    file = FOLDER / person.phone.lang / f"{name}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    person.page.mouse.move(0, 0)
    person.page.evaluate("() => document.activeElement.blur()")
    person.page.wait_for_timeout(700)  # the light of the last tap fades
    person.page.screenshot(path=file)
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file.relative_to(FOLDER)}: {file.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1:] or list(LANGUAGES))
