"""In the subway too a screen is for everyone: axe finds nothing, and every text fits, on what a phone shows alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone
from tests.browser.offline import comes_home, no_network
from tests.browser.pictures import street_photo
from tests.browser.resident import Resident
from tests.browser.test_every_screen_is_for_everyone import WHOLE, looked_at, narrow


@pytest.mark.parametrize("lang", WHOLE)
def test_every_screen(phone: OpenPhone, server: CityServer, tmp_path: Path, lang: str) -> None:
    person = narrow(phone, lang)
    comes_home(person.phone)
    with no_network(server, person.phone):
        found = {name: looked_at(person.phone) for name in screens(person, street_photo(tmp_path))}
    wrong = [f"{name}: {problem}" for name, problems in found.items() for problem in problems]
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
