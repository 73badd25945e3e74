"""The main job, the whole way: from the first tap to the case in the list of what is near, on a phone."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ADDRESSES, OpenPhone
from tests.browser.looks import problems
from tests.browser.pictures import iphone_photo, photo_taken_at, street_photo
from tests.browser.resident import Resident, waits_for_photo

LANGUAGES = ("en", "es")
MOST_SCREENS, MOST_TAPS = 6, 12


def near(step: int) -> dict[str, float]:
    """A spot of its own for each test, so that its case is the nearest."""
    return {"latitude": 39.9524 + step * 0.001, "longitude": -75.1636, "accuracy": 12}


class Critic(Resident):
    """Looks at every screen met on the way as hard as axe does."""

    def arrives(self, step: str) -> None:
        super().arrives(step)
        found = problems(self.page)
        assert not found, f"{step}: {found}"


def is_short(person: Resident, started: float) -> None:
    """Six screens and twelve taps at most."""
    way = f"{len(person.screens)} screens, {person.taps} taps, {time.monotonic() - started:.0f} s by script"
    print(f"\n{person.phone.lang}: {way}")
    assert len(person.screens) <= MOST_SCREENS, person.screens
    assert person.taps <= MOST_TAPS


def sees_case(person: Resident, number: str) -> None:
    """The case page has its number, its promise, its timeline, and in a while the photo."""
    page = person.page
    person.taps_on(page.get_by_role("link", name=person.words("See your case")))
    expect(page.get_by_role("heading", level=1)).to_have_text(person.words.of_city("Graffiti"))
    expect(page.locator("main")).to_contain_text(re.compile(r"\s".join((number[:4], number[4:8], number[8:]))))
    expect(page.locator(".promise")).to_be_visible()
    expect(page.locator(".timeline li")).not_to_have_count(0)
    waits_for_photo(page)
    found = problems(page)
    assert not found, f"case: {found}"


def is_first_nearby(person: Resident, number: str, spot: dict[str, float]) -> None:
    """What is near lists the case before all others."""
    person.phone.go(f"nearby?near={spot['latitude']},{spot['longitude']}")
    first = person.page.locator(".case-card").first.get_by_role("link")
    expect(first).to_have_attribute("href", re.compile(number))
    found = problems(person.page)
    assert not found, f"nearby: {found}"


def is_listed_nearby(person: Resident, number: str, spot: tuple[float, float]) -> None:
    """It is among the nearest: typed once in each language, several are at the very same spot."""
    person.phone.go(f"nearby?near={spot[0]},{spot[1]}")
    expect(person.page.locator(f'.case-card a[href*="{number}"]')).to_be_visible()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_with_the_phones_location(phone: OpenPhone, tmp_path: Path, lang: str) -> None:
    spot, started = near(1 + LANGUAGES.index(lang)), time.monotonic()
    person = Critic(phone(lang=lang, location="granted", geolocation=spot))
    person.fills_in_where_it_stands(street_photo(tmp_path))
    number = person.sends()
    is_short(person, started)
    sees_case(person, number)
    is_first_nearby(person, number, spot)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_the_phones_location(phone: OpenPhone, tmp_path: Path, lang: str) -> None:
    started = time.monotonic()
    person = Resident(phone(lang=lang, location="denied"))
    person.opens_report()
    person.takes_photo(street_photo(tmp_path), button="Choose photos")
    person.continues(to="place")
    person.presses("Use my location")
    person.reads("Your phone did not share your place. That is fine: write the address instead.")
    person.types_address("1400 John F Kennedy Blvd")
    person.continues(to="service")
    person.chooses("Graffiti")
    person.continues(to="details")
    person.answers("Bare brick or stone", "A bridge")
    person.continues(to="review")
    number = person.sends()
    is_short(person, started)
    sees_case(person, number)
    is_listed_nearby(person, number, ADDRESSES["1400 JOHN F KENNEDY BLVD"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_with_the_place_in_the_photo(phone: OpenPhone, tmp_path: Path, lang: str) -> None:
    spot, started = near(5 + LANGUAGES.index(lang)), time.monotonic()
    person = Resident(phone(lang=lang, location="denied"))
    person.opens_report()
    person.takes_photo(photo_taken_at(spot["latitude"], spot["longitude"], tmp_path))
    person.continues(to="place")
    person.presses("Use the place where the photo was taken")
    person.continues(to="service")
    person.chooses("Graffiti")
    person.continues(to="details")
    person.answers("Bare brick or stone", "A bridge")
    person.continues(to="review")
    number = person.sends()
    is_short(person, started)
    sees_case(person, number)
    is_first_nearby(person, number, spot)


def test_a_photo_that_this_browser_cannot_show(phone: OpenPhone, tmp_path: Path) -> None:
    picture = iphone_photo()
    if picture is None:
        pytest.skip("no HEIC photo here")
    person = Resident(phone(location="granted", geolocation=near(9)))
    person.fills_in_where_it_stands(picture)
    sees_case(person, person.sends())
