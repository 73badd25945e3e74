"""`python -m tests.browser.readme_pictures`: the two phones of the README, into docs/pictures/."""

import random
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import sync_playwright

from app.config import ROOT
from tests.browser.chromium import launched
from tests.browser.city_server import CityServer
from tests.browser.phone import open_phone
from tests.browser.resident import Resident, waits_for_photo

FOLDER = ROOT / "docs" / "pictures"
PLACE = "1900 N 5th St"
SIZE = {"width": 360, "height": 840}
COLOURS = 96


def main() -> None:
    """A wall is tagged, somebody reports it, the city starts the work."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        city = CityServer(Path(home))
        city.start()
        try:
            phone = open_phone(playwright, launched(playwright), city.url, viewport=SIZE, device_scale_factor=1)
            draw(Resident(phone), city, painted_wall(Path(home) / "wall.jpg"))
        finally:
            city.stop()


def draw(person: Resident, city: CityServer, wall: Path) -> None:
    """The first step with its photo, and the page of the case that came of it."""
    person.opens_report()
    person.takes_photo(wall, button="Choose photos")
    shoot(person, "report.png")
    person.continues(to="place")
    person.types_address(PLACE)
    person.continues(to="service")
    person.chooses("Graffiti")
    person.continues(to="details")
    person.answers("Bare brick or stone", "A store or restaurant")
    person.continues(to="review")
    number = person.sends()
    city.flask("cases", "update", number, "--status", "in_progress")
    person.phone.go(f"cases/{number}")
    waits_for_photo(person.page)
    person.page.evaluate("() => scrollTo(0, 0)")
    shoot(person, "case.png")


def shoot(person: Resident, name: str) -> None:
    """A picture in few colours, so that it is small."""
    person.page.mouse.move(0, 0)
    person.page.evaluate("() => document.activeElement.blur()")
    person.page.wait_for_timeout(700)  # the light of the last tap fades
    person.page.screenshot(path=FOLDER / name)
    with Image.open(FOLDER / name) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / name, optimize=True)


def painted_wall(file: Path) -> Path:
    """A brick wall with a tag on it."""
    chance = random.Random(311)
    wall = Image.new("RGB", (1200, 400), "#b9a998")
    pen = ImageDraw.Draw(wall)
    for row, top in enumerate(range(0, 400, 50)):
        for left in range(-100 + row % 2 * 70, 1200, 140):
            shade = chance.randint(-14, 14)
            pen.rectangle((left, top, left + 132, top + 42), fill=(150 + shade, 78 + shade, 62 + shade))
    loops = [(220 + i * 118, 170 + chance.randint(-90, 110)) for i in range(8)]
    pen.line(loops, fill="#f4f1ea", width=34, joint="curve")
    pen.line([(x + 30, y + 60) for x, y in loops[::-1]], fill="#2f6fb4", width=20, joint="curve")
    wall.save(file, "JPEG", quality=85)
    return file


if __name__ == "__main__":
    main()
