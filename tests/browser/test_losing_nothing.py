"""Phones go back, pages are reloaded, servers and networks go away: nothing is lost and nothing is doubled."""

from pathlib import Path

from playwright.sync_api import Route, expect

from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone
from tests.browser.pictures import street_photo
from tests.browser.resident import Resident, step_of

NO_ANSWER = "Failed to load resource: net::ERR_"
SAVED = "Saved on this phone. It will be sent when there is a connection."


def has_one_case(person: Resident, number: str) -> None:
    """What this phone has sent is one case, and it is this one."""
    person.phone.go("mine")
    cards = person.page.locator(".case-card")
    expect(cards).to_have_count(1)
    expect(cards.get_by_role("link")).to_have_attribute("href", f"/{person.phone.lang}/cases/{number}")


def test_the_back_button_goes_one_step_back_and_keeps_everything(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone())
    person.fills_in(street_photo(tmp_path))
    for step in ("details", "service", "place", "photo"):
        person.goes_back(to=step)
    expect(person.page.locator("[data-photos] > li")).to_have_count(1)
    person.continues(to="place")
    expect(person.page.locator('input[name="address"]')).to_have_value("1234 Market St")
    person.continues(to="service")
    expect(person.page.get_by_role("radio", name="Graffiti", exact=True).first).to_be_checked()
    person.continues(to="details")
    expect(person.page.get_by_label("A bridge")).to_be_checked()
    person.continues(to="review")
    has_one_case(person, person.sends())


def test_changing_an_answer_from_the_last_step(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.fills_in()
    person.taps_on(step_of(person.page, "review").get_by_role("link", name="Change Place"))
    person.arrives("place")
    person.types_address("99 Elfreth's Alley")
    for step in ("service", "details", "review"):
        person.continues(to=step)
    expect(step_of(person.page, "review")).to_contain_text("99 Elfreth's Alley")


def test_leaving_in_the_middle_asks_nothing_and_keeps_everything(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.page.on("dialog", lambda dialog: person.phone.faults.append(dialog.type))
    person.opens_report()
    person.continues(to="place")
    person.types_address("1234 Market St")
    person.is_kept()
    address = person.page.url
    person.phone.go("about")
    person.page.goto(address)
    person.arrives("place")
    expect(person.page.locator('input[name="address"]')).to_have_value("1234 Market St")


def test_the_server_dies_while_it_is_sent_and_it_goes_by_itself_when_it_is_back(
    phone: OpenPhone, server: CityServer, tmp_path: Path
) -> None:
    person = Resident(phone())
    person.phone.expects(NO_ANSWER)
    person.fills_in(street_photo(tmp_path))
    server.stop_web()
    try:
        person.presses("Send the report")
        person.arrives("saved")
        person.reads(SAVED)
    finally:
        server.start_web()
    expect(step_of(person.page, "receipt")).to_be_visible(timeout=60_000)
    person.reads("Your photo has arrived too.")
    has_one_case(person, person.number())


def test_an_answer_lost_on_its_way_opens_no_second_case(phone: OpenPhone) -> None:
    person = Resident(phone(service_workers="block"))  # tests cannot stand between a worker and the city
    person.phone.expects(NO_ANSWER, "Service Worker registration blocked")
    person.fills_in()
    sent: list[str | None] = []

    def lose_the_first_answer(route: Route) -> None:
        sent.append(route.request.post_data)
        answer = route.fetch()
        route.abort() if len(sent) == 1 else route.fulfill(response=answer)

    person.page.route("**/api/v1/reports/*", lose_the_first_answer)
    person.page.route("**/api/v1/reports/*?*", lose_the_first_answer)
    person.presses("Send the report")
    expect(step_of(person.page, "receipt")).to_be_visible(timeout=60_000)
    assert len(sent) == 2
    assert sent[0] == sent[1]
    number = person.number()
    has_one_case(person, number)


def test_a_photo_cut_off_on_its_way_goes_on(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone(service_workers="block"))  # tests cannot stand between a worker and the city
    person.phone.expects(NO_ANSWER, "Service Worker registration blocked")
    cut: list[str] = []

    def cut_the_first(route: Route) -> None:
        if route.request.method == "PATCH" and not cut:
            cut.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    person.page.route("**/photos/*", cut_the_first)
    person.fills_in(street_photo(tmp_path))
    person.sends()
    person.reads("Your photo has arrived too.")
    assert cut


def test_two_taps_on_send_are_one_report(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.fills_in()
    person.button("Send the report").dblclick()
    person.arrives("receipt")
    has_one_case(person, person.number())
