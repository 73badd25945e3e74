"""A whole report without a network, and what comes of it, in languages that other apps leave out."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone
from tests.browser.offline import comes_home, no_network
from tests.browser.pictures import street_photo
from tests.browser.resident import Resident, step_of
from tests.rules.english import english_in

OWN_WORDS = {
    "ht": "Gen desen sou miray la, dèyè eskalye a.",
    "km": "មានគំនូរនៅលើជញ្ជាំង ក្រោយជណ្តើរ",
    "my": "လှေကားနောက်က နံရံပေါ်မှာ ရေးထားတယ်",
    "ur": "سیڑھی کے پیچھے دیوار پر لکھا ہوا ہے",
}
SAVED = "Saved on this phone. It will be sent when there is a connection."


@pytest.fixture(params=sorted(OWN_WORDS))
def person(request: pytest.FixtureRequest, phone: OpenPhone) -> Resident:
    """Somebody who reads one of these, and has opened home once."""
    person = Resident(phone(lang=request.param))
    comes_home(person.phone)
    return person


def shows_no_english(person: Resident) -> None:
    """Neither what is seen nor what is read aloud."""
    assert english_in(person.phone.lang).in_page(person.page.content()) == set()


def test_it_is_made_without_a_network_and_followed_to_its_end(
    person: Resident, server: CityServer, tmp_path: Path
) -> None:
    words, own_words = person.words, OWN_WORDS[person.phone.lang]
    with no_network(server, person.phone):
        person.fills_in(street_photo(tmp_path))
        person.goes_back(to="details")
        person.page.get_by_label(words("What should the crew know?")).fill(own_words)
        person.continues(to="review")
        expect(person.page.locator("[data-summary]")).to_contain_text(own_words)
        person.presses("Send the report")
        person.arrives("saved")
        person.reads(SAVED)
        shows_no_english(person)
    expect(step_of(person.page, "receipt")).to_be_visible(timeout=60_000)
    shows_no_english(person)
    number = person.number()
    person.phone.go(f"cases/{number}")
    said = person.page.locator(".said")
    expect(said).to_have_text(own_words)
    expect(said).to_have_attribute("lang", person.phone.lang)
    follows_to_the_end(person, server, number)


def follows_to_the_end(person: Resident, server: CityServer, number: str) -> None:
    """What the city does is told in the reader's words, from the timeline to the state on the page of own cases."""
    timeline = person.page.locator(".timeline")
    expect(timeline).to_contain_text(person.words("The city received this report."))
    server.flask("cases", "update", number, "--status", "scheduled")
    server.flask("cases", "update", number, "--status", "closed", "--reason", "fixed")
    person.phone.go(f"cases/{number}")
    expect(timeline).to_contain_text(person.words("The city planned the work."))
    expect(timeline).to_contain_text(person.words("The city says it is fixed."))
    shows_no_english(person)
    person.phone.go("mine")
    expect(person.page.locator("[data-own]")).to_contain_text(person.words("Fixed"))
    shows_no_english(person)
