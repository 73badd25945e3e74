"""Somebody adds words and photos to a report: kept while they are written, sent when there is a connection."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone
from tests.browser.kept import READ
from tests.browser.looks import problems
from tests.browser.offline import no_network, wait_for_worker, wait_until
from tests.browser.pictures import street_photo
from tests.browser.resident import Resident, waits_for_photo

WORDS = "The second wall has it too."
SAVED = "Saved on this phone. It will be sent when there is a connection."


@pytest.fixture
def person(phone: OpenPhone) -> Resident:
    """Somebody who has just sent a report."""
    return Resident(phone())


def goes_to_the_case(person: Resident) -> str:
    """Send a report, and open its case; the number."""
    person.fills_in()
    number = person.sends()
    person.phone.go(f"cases/{number}")
    return number


def opens_the_form(person: Resident) -> None:
    person.page.get_by_text(person.words("Add words or photos")).tap()
    expect(person.page.locator("textarea")).to_be_visible()


def writes(person: Resident, words: str = WORDS) -> None:
    opens_the_form(person)
    person.page.locator("textarea").fill(words)


def sees_it_added(person: Resident) -> None:
    expect(person.page.get_by_text(person.words("The city has what you added."))).to_be_visible()


def chooses_photo(person: Resident, photo: Path) -> None:
    person.page.locator('[data-addition] input[type="file"]').set_input_files(photo)
    expect(person.page.locator("[data-photos] > li")).to_have_count(1)


def count_in_timeline(person: Resident, words: str) -> int:
    return person.page.locator(".timeline").get_by_text(words).count()


def waits_until(person: Resident, state: str, *, is_there: bool) -> None:
    """The phone keeps something in this state, or nothing any more."""
    wait_until(person.page, f"async () => (await ({READ})('sendings')).includes('{state}') === {str(is_there).lower()}")


def test_words_and_a_photo_stand_in_the_case(person: Resident, tmp_path: Path) -> None:
    goes_to_the_case(person)
    writes(person)
    chooses_photo(person, street_photo(tmp_path))
    person.presses("Send")
    sees_it_added(person)
    assert count_in_timeline(person, WORDS) == 1
    waits_for_photo(person.page)


def test_without_a_network_it_waits_and_goes_by_itself(person: Resident) -> None:
    goes_to_the_case(person)
    person.phone.expects("ERR_INTERNET_DISCONNECTED")
    opens_the_form(person)
    person.phone.context.set_offline(True)
    person.page.locator("textarea").fill(WORDS)
    person.presses("Send")
    expect(person.page.get_by_text(SAVED)).to_be_visible()
    person.phone.context.set_offline(False)
    sees_it_added(person)
    person.page.get_by_role("link", name=person.words("Show the case as it is now")).tap()
    expect(person.page.locator(".timeline").get_by_text(WORDS)).to_have_count(1)


def test_it_is_written_on_the_saved_page_of_the_case_too(person: Resident, server: CityServer) -> None:
    number = goes_to_the_case(person)
    wait_for_worker(person.page)
    person.page.reload()
    with no_network(server, person.phone):
        person.phone.go("mine")
        person.phone.go(f"cases/{number}")
        writes(person)
        person.presses("Send")
        expect(person.page.get_by_text(SAVED)).to_be_visible()
    person.hurries()
    sees_it_added(person)


def test_what_was_begun_is_there_after_a_reload(person: Resident, tmp_path: Path) -> None:
    goes_to_the_case(person)
    writes(person)
    chooses_photo(person, street_photo(tmp_path))
    person.page.reload()
    expect(person.page.locator("textarea")).to_have_value(WORDS)
    expect(person.page.locator("[data-photos] > li")).to_have_count(1)
    person.presses("Send")
    sees_it_added(person)
    person.page.reload()
    expect(person.page.locator("textarea")).to_have_value("")


def test_what_was_begun_is_there_in_another_language(person: Resident, tmp_path: Path) -> None:
    goes_to_the_case(person)
    writes(person)
    chooses_photo(person, street_photo(tmp_path))
    person.page.locator(".languages summary").tap()
    person.page.get_by_role("link", name="Kreyòl ayisyen").tap()
    expect(person.page.locator("html")).to_have_attribute("lang", "ht")
    expect(person.page.locator("textarea")).to_have_value(WORDS)
    expect(person.page.locator("[data-photos] > li")).to_have_count(1)


def test_what_was_begun_and_deleted_again_is_not_kept(person: Resident) -> None:
    goes_to_the_case(person)
    writes(person)
    waits_until(person, "draft", is_there=True)
    person.page.locator("textarea").fill("")
    waits_until(person, "draft", is_there=False)


def test_what_waits_can_be_changed_before_it_goes(person: Resident) -> None:
    goes_to_the_case(person)
    person.phone.expects("ERR_INTERNET_DISCONNECTED")
    opens_the_form(person)
    person.phone.context.set_offline(True)
    person.page.locator("textarea").fill(WORDS)
    person.presses("Send")
    person.presses("Go on writing")
    person.page.locator("textarea").fill("Both walls, and the gate.")
    person.phone.context.set_offline(False)
    person.presses("Send")
    sees_it_added(person)
    person.page.reload()
    assert count_in_timeline(person, "Both walls, and the gate.") == 1
    assert count_in_timeline(person, WORDS) == 0


def test_a_case_that_closed_meanwhile_gives_the_words_back(person: Resident, server: CityServer) -> None:
    number = goes_to_the_case(person)
    writes(person)
    person.phone.expects("status of 409")
    server.flask("cases", "update", number, "--status", "scheduled")
    server.flask("cases", "update", number, "--status", "closed", "--reason", "fixed")
    person.presses("Send")
    expect(person.page.get_by_role("alert")).to_contain_text("This case is closed")
    expect(person.page.locator("textarea")).to_have_value(WORDS)
    person.page.reload()
    expect(person.page.get_by_text("Your words were not sent")).to_be_visible()
    expect(person.page.get_by_text(WORDS)).to_be_visible()


def test_nothing_is_not_sent(person: Resident) -> None:
    goes_to_the_case(person)
    opens_the_form(person)
    person.presses("Send")
    expect(person.page.get_by_role("alert")).to_have_text("Write something or choose a photo.")


def test_a_phone_that_only_has_the_private_link_sends_the_form_as_it_is(person: Resident, phone: OpenPhone) -> None:
    person.fills_in()
    person.sends()
    link = person.page.locator("[data-private-link]").get_attribute("href")
    other = Resident(phone())
    other.page.goto(f"{other.phone.url}{link}" if str(link).startswith("/") else str(link))
    writes(other)
    with other.page.expect_request(lambda request: request.method == "POST"):
        other.presses("Send")
    expect(other.page.locator(".timeline").get_by_text(WORDS)).to_have_count(1)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_state_of_the_form_is_for_everyone(
    phone: OpenPhone, server: CityServer, tmp_path: Path, lang: str
) -> None:
    person = Resident(phone(lang=lang))
    number = goes_to_the_case(person)
    person.phone.expects("ERR_INTERNET_DISCONNECTED", "status of 409")
    writes(person)
    chooses_photo(person, street_photo(tmp_path))
    assert not problems(person.page)
    person.phone.context.set_offline(True)
    person.presses("Send")
    expect(person.page.get_by_text(person.words(SAVED))).to_be_visible()
    assert not problems(person.page)
    person.phone.context.set_offline(False)
    sees_it_added(person)
    assert not problems(person.page)
    person.page.reload()
    writes(person)
    server.flask("cases", "update", number, "--status", "scheduled")
    server.flask("cases", "update", number, "--status", "closed", "--reason", "fixed")
    person.presses("Send")
    expect(person.page.get_by_role("alert")).to_be_visible()
    assert not problems(person.page)
    person.page.reload()
    expect(person.page.locator("[data-unsent]")).to_contain_text(WORDS)
    assert not problems(person.page)
