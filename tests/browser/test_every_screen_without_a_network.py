"""In the subway too a screen is for everyone: axe finds nothing, and every text fits, on what a phone shows alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone
from tests.browser.languages import ALWAYS, ANOTHER
from tests.browser.looks import problems_in_every_setting
from tests.browser.offline import comes_home, no_network
from tests.browser.pictures import street_photo
from tests.browser.resident import Resident


@pytest.mark.parametrize("lang", [*ALWAYS, *ANOTHER])
def test_every_screen(phone: OpenPhone, server: CityServer, tmp_path: Path, lang: str) -> None:
    person = Resident(phone(lang=lang, location="granted", device_scale_factor=4))
    comes_home(person.phone)
    with no_network(server, person.phone):
        shown = screens(person, street_photo(tmp_path))
        wrong = [f"{lang} {name}: {problem}" for name in shown for problem in problems_in_every_setting(person.page)]
    assert not wrong, "\n".join(wrong)


def screens(person: Resident, photo: Path) -> Iterator[str]:
    """What a person meets who was at home once and has no network now."""
    for name, path in {"home": "", "mine": "mine", "phone": "phone", "not-saved": "about"}.items():
        person.phone.go(path)
        yield name
    yield from report(person, photo)
    for name, path in {"mine-waiting": "mine", "home-waiting": "", "phone-waiting": "phone"}.items():
        person.phone.go(path)
        yield name


def report(person: Resident, photo: Path) -> Iterator[str]:
    """Every step, and what stands there instead of a receipt."""
    person.opens_report()
    person.takes_photo(photo)
    yield "step-1-photo"
    person.continues(to="place")
    expect(person.page.locator("[data-found]")).to_be_visible()
    yield "step-2-place"
    person.types_address("1234 Market St")
    person.continues(to="service")
    yield "step-3-service"
    person.chooses("Graffiti")
    person.continues(to="details")
    expect(person.page.locator('[data-step="details"] fieldset').first).to_be_visible()
    yield "step-4-details"
    person.answers("Bare brick or stone", "A bridge")
    person.continues(to="review")
    yield "step-5-review"
    person.presses("Send the report")
    person.arrives("saved")
    yield "saved"
