"""A report without a connection is saved on the phone, says so, and goes by itself; the receipt takes its place."""

import re
from pathlib import Path

from playwright.sync_api import Route, expect

from tests.browser.conftest import OpenPhone
from tests.browser.kept import states
from tests.browser.pictures import street_photo
from tests.browser.resident import Resident, step_of

NO_ANSWER = "Failed to load resource: net::ERR_"
NO_WORKER = "Service Worker registration blocked"
SAVED = "Saved on this phone. It will be sent when there is a connection."
ACROSS_THE_RIVER = {"latitude": 39.9448, "longitude": -75.08, "accuracy": 12}  # in the box around the city, not in it
ASKS_FOR_LEAVE = """Object.defineProperty(window, 'Notification', { value: {
  permission: 'default', requestPermission: () => { window.asked = true; return Promise.resolve('granted'); } } });"""


def saves_without_connection(person: Resident) -> None:
    """The phone is offline, and the button was pressed."""
    person.phone.expects(NO_ANSWER)
    person.phone.context.set_offline(True)
    person.presses("Send the report")
    person.arrives("saved")
    person.reads(SAVED)


def receives(person: Resident) -> str:
    """The receipt came by itself; its number."""
    expect(step_of(person.page, "receipt")).to_be_visible(timeout=60_000)
    return person.number()


def test_it_goes_by_itself_when_the_connection_is_back(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone())
    person.fills_in(street_photo(tmp_path))
    saves_without_connection(person)
    assert states(person.page)[0] in {"ready", "sending"}
    person.phone.context.set_offline(False)
    receives(person)
    expect(person.page.get_by_text(SAVED)).to_be_hidden()
    person.reads("Your photo has arrived too.")


def test_a_reload_while_it_waits_says_so_again(phone: OpenPhone) -> None:
    person = Resident(phone(service_workers="block"))
    person.phone.expects(NO_ANSWER, NO_WORKER)
    person.fills_in()
    person.page.route("**/api/v1/reports/**", lambda route: route.abort())
    person.presses("Send the report")
    person.arrives("saved")
    person.page.reload()
    person.arrives("saved")
    person.reads(SAVED)
    person.page.unroute_all()
    person.hurries("[data-step='saved']")
    number = receives(person)
    person.phone.go("mine")
    expect(person.page.locator(f'a[href$="/cases/{number}"]')).to_have_count(1)


def test_an_answer_that_takes_its_time_is_not_waited_for(phone: OpenPhone) -> None:
    person = Resident(phone(service_workers="block"))
    person.phone.expects(NO_WORKER)
    person.fills_in()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    person.page.route("**/api/v1/reports/*?*", hold)
    person.presses("Send the report")
    expect(person.button("Sending your report…")).to_be_visible()
    person.arrives("saved")
    held[0].continue_()
    receives(person)


def test_a_network_that_answers_in_the_citys_place_is_called_that(phone: OpenPhone) -> None:
    person = Resident(phone(service_workers="block"))
    person.phone.expects(NO_WORKER)
    person.fills_in()
    page_of_the_hotel = {"status": 200, "content_type": "text/html", "body": "<h1>Welcome to our Wi-Fi</h1>"}
    person.page.route("**/api/v1/reports/*?*", lambda route: route.fulfill(**page_of_the_hotel))
    person.presses("Send the report")
    person.arrives("saved")
    person.reads("Something else answered, not the city.")
    person.page.unroute_all()
    person.hurries("[data-step='saved']")
    receives(person)


def test_what_the_city_refuses_later_comes_back_into_the_form(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone(location="granted", geolocation=ACROSS_THE_RIVER))
    person.phone.expects("status of 422", NO_ANSWER)
    person.page.route("**/api/v1/places/at?*", lambda route: route.abort())  # or it would be refused at once
    person.fills_in_where_it_stands(street_photo(tmp_path))
    saves_without_connection(person)
    person.phone.context.set_offline(False)
    expect(step_of(person.page, "place")).to_be_visible(timeout=60_000)
    expect(person.page.locator("[data-mistake]")).to_be_visible()
    person.page.reload()
    person.arrives("place")
    person.presses("It is somewhere else")
    person.types_address("1234 Market St")
    for step in ("service", "details", "review"):
        person.continues(to=step)
    person.sees_everything()
    person.sends()
    person.reads("Your photo has arrived too.")


def test_a_report_that_waits_can_still_be_changed(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone())
    person.fills_in(street_photo(tmp_path))
    saves_without_connection(person)
    person.presses("Change the report")
    person.arrives("review")
    person.sees_everything()
    person.goes_back(to="details")
    person.page.get_by_label("What should the crew know?").fill("It is behind the stairs")
    person.continues(to="review")
    person.phone.context.set_offline(False)
    number = person.sends()
    person.reads("Your photo has arrived too.")
    person.phone.go(f"cases/{number}")
    expect(person.page.locator("main")).to_contain_text("It is behind the stairs")


def test_what_can_be_done_while_it_waits(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.phone.context.add_init_script(ASKS_FOR_LEAVE)
    person.fills_in()
    assert person.page.evaluate("() => window.asked") is None
    saves_without_connection(person)
    for name, path in (("Report something else", "report"), ("See what waits", "mine")):
        link = step_of(person.page, "saved").get_by_role("link", name=name)
        expect(link).to_have_attribute("href", f"/en/{path}")
    assert person.page.evaluate("() => window.asked") is None
    person.presses("Tell me when it is sent")
    assert person.page.evaluate("() => window.asked") is True
    expect(person.button("Tell me when it is sent")).to_be_hidden()


def test_whoever_has_answered_is_not_asked_for_leave_again(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.phone.context.add_init_script(ASKS_FOR_LEAVE.replace("'default'", "'denied'"))
    person.fills_in()
    saves_without_connection(person)
    expect(person.button("Tell me when it is sent")).to_be_hidden()


def test_a_tab_on_an_iphone_is_told_of_seven_days(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.phone.context.add_init_script("navigator.standalone = false")
    person.fills_in()
    saves_without_connection(person)
    person.reads("Safari may delete what waits here after 7 days.")


def test_an_app_on_an_iphone_is_not(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.phone.context.add_init_script("navigator.standalone = true")
    person.fills_in()
    saves_without_connection(person)
    expect(person.page.get_by_text(re.compile("Safari may delete"))).to_be_hidden()
