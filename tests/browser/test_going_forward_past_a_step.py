"""The forward button of a browser leads past a step that something was taken out of: what is missing is asked for."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenPhone
from tests.browser.resident import Resident


def test_a_place_that_was_taken_out_is_asked_for_before_anything_is_sent(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.fills_in()
    for step in ("details", "service", "place"):
        person.goes_back(to=step)
    person.types_address("")
    for step in ("service", "details", "review"):
        person.page.go_forward()
        person.arrives(step)
    person.presses("Send the report")
    person.arrives("place")
    person.reads("Say where it is, or tick “I can't place it”.")
    person.types_address("99 Elfreth's Alley")
    for step in ("service", "details", "review"):
        person.continues(to=step)
    expect(person.button("Send the report")).to_be_enabled()
    person.sends()
