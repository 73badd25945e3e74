"""A person at the step that asks where it is, and the place that comes of it."""

import sqlite3
from typing import Any

from playwright.sync_api import Locator, expect

from tests.browser.city_server import CityServer
from tests.browser.phone import Phone
from tests.browser.resident import Resident

FIELD = "Address, corner or landmark"
MILE_AWAY = {"latitude": 39.9652, "longitude": -75.1636, "accuracy": 12}
PLACE = """() => ['latitude', 'longitude', 'accuracy_m', 'place_source']
  .map((name) => document.querySelector(`[name=${name}]`).value)"""


def at_the_place(phone: Phone) -> Resident:
    """A person who is asked where it is."""
    person = Resident(phone)
    person.opens_report()
    person.continues(to="place")
    expect(person.page.locator("[aria-controls=place-map]")).to_be_visible()
    return person


def field(person: Resident) -> Locator:
    """Where the address is typed."""
    return person.page.get_by_role("combobox", name=person.words(FIELD))


def types(person: Resident, text: str) -> None:
    """Key by key."""
    person.taps_on(field(person))
    field(person).press_sequentially(text)


def options(person: Resident) -> Locator:
    """What the city suggests."""
    return person.page.get_by_role("option")


def place(person: Resident) -> list[str]:
    """Latitude, longitude, accuracy and source as they would be sent."""
    return list(person.page.evaluate(PLACE))


def found(person: Resident) -> Locator:
    """What is said of the place."""
    return person.page.locator("[data-found]")


def stored_place(person: Resident, town: CityServer) -> dict[str, Any]:
    """Send; the place in the row."""
    number = person.sends()
    store = sqlite3.connect(town.folder / "stoop.db")
    store.row_factory = sqlite3.Row
    row = store.execute(
        "SELECT reports.* FROM reports JOIN cases ON cases.id = reports.case_id WHERE cases.number = ?", [number]
    ).fetchone()
    store.close()
    return dict(row)
