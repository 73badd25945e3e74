"""“Is it one of these?”: a neighbour's case is joined before sending, by touch, by keys alone, without a network."""

import re
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone
from tests.browser.looks import problems, problems_in_every_setting
from tests.browser.neighbours import neighbour_reports, told_of
from tests.browser.offline import NO_NETWORK, wait_for_worker, wait_until
from tests.browser.pictures import street_photo
from tests.browser.resident import Resident, step_of
from tests.browser.test_reporting_a_problem import MOST_SCREENS, MOST_TAPS
from tests.browser.test_with_the_keyboard_alone import Typist

KEPT = "async () => (await (await caches.open('stoop-around')).keys()).length > 0"


def spot(corners: Iterator[int] = count()) -> dict[str, float]:  # noqa: B008 one for all
    """A corner where nobody of these tests was before, away from where others report."""
    return {"latitude": 39.9000 + next(corners) * 0.003, "longitude": -75.1800, "accuracy": 12}


def question(page: Page) -> Locator:
    """The group of the answers."""
    return page.locator("[data-likely]").get_by_role("group")


def test_joining_by_touch(phone: OpenPhone, server: CityServer, tmp_path: Path) -> None:
    here, picture = spot(), street_photo(tmp_path)
    number = neighbour_reports(server, here, picture=picture)
    neighbour_reports(server, here, joins=number)
    person = Resident(phone(location="granted", geolocation=here))
    page = person.page
    person.fills_in_where_it_stands(picture)
    case = question(page).get_by_role("radio").first
    card = page.locator(".likely-choice")
    for text in ("Graffiti", "Received", "Reported by 2 people", "ft away"):
        expect(card).to_contain_text(text)
    expect(card.locator("img")).to_have_js_property("complete", True)
    assert not problems(page)
    person.taps_on(case)
    expect(step_of(page, "review")).to_contain_text("Your report is added to case")
    assert person.sends() == number
    assert len(person.screens) <= MOST_SCREENS, person.screens
    assert person.taps <= MOST_TAPS
    person.reads("You are one of 3 people who reported this.")
    assert told_of(server, number)["report_count"] == 3
    person.taps_on(page.get_by_role("link", name="See your case"))
    expect(page.locator("main")).to_contain_text("Red tags")
    waits_for_photos(page, 2)
    person.phone.go("mine")
    expect(page.locator(".case-card")).to_contain_text("You are one of 3 people who reported this.")


def test_whoever_ignores_the_question_opens_a_case(phone: OpenPhone, server: CityServer) -> None:
    here = spot()
    number = neighbour_reports(server, here)
    person = Resident(phone(location="granted", geolocation=here))
    person.fills_in_where_it_stands()
    expect(question(person.page).get_by_role("radio").last).to_be_checked()
    assert person.sends() != number
    assert told_of(server, number)["report_count"] == 1


def test_where_nothing_is_likely_nobody_is_asked(phone: OpenPhone, server: CityServer) -> None:
    here = spot()
    neighbour_reports(server, here | {"latitude": here["latitude"] + 0.001})
    person = Resident(phone(location="granted", geolocation=here))
    with person.page.expect_response("**/api/v1/cases/likely?**"):
        person.fills_in_where_it_stands()
    expect(question(person.page)).to_have_count(0)


def test_joining_with_the_keyboard_alone(phone: OpenPhone, server: CityServer) -> None:
    here = spot()
    number = neighbour_reports(server, here)
    person = Typist(phone(location="granted", geolocation=here, has_touch=False, is_mobile=False))
    page = person.page
    types_to_review(person)
    expect(question(page)).to_match_aria_snapshot("""
      - group "Is it one of these?":
        - heading "Is it one of these?" [level=3]
        - paragraph: People have reported these near there. If it is one of them, we add your photo and words to it.
        - radio /Graffiti 50 ft away .+ Received Reported .+/
        - strong: Graffiti
        - text: /50 ft away .+ Received Reported .+/
        - radio "No, mine is another problem" [checked]
        - text: No, mine is another problem
    """)
    person.tabs_to(question(page).get_by_role("radio").last)
    page.keyboard.press("ArrowUp")
    expect(question(page).get_by_role("radio").first).to_be_checked()
    expect(page.locator("[data-announce]")).to_contain_text("Your report is added to case")
    assert person.sends() == number
    person.reads("You are one of 2 people who reported this.")


def types_to_review(person: Typist) -> None:
    """The same without a finger on the screen."""
    person.opens_report()
    person.continues(to="place")
    expect(person.page.locator("[data-found]")).to_be_visible()
    person.continues(to="service")
    person.tabs_to(person.page.get_by_label("Say it in your own words"))
    person.page.keyboard.type("spray paint")
    person.reads("1 kind of problem found.")
    person.taps_on(person.page.get_by_role("radio", name=re.compile("^Graffiti")).first)
    person.continues(to="details")
    person.answers("Bare brick or stone", "A house or apartment building")
    person.continues(to="review")


def test_the_choice_outlives_a_reload_and_can_be_undone(phone: OpenPhone, server: CityServer) -> None:
    here = spot()
    number = neighbour_reports(server, here)
    person = Resident(phone(location="granted", geolocation=here))
    page = person.page
    person.fills_in_where_it_stands()
    person.taps_on(question(page).get_by_role("radio").first)
    person.is_kept()
    page.reload()
    person.arrives("review")
    expect(question(page).get_by_role("radio").first).to_be_checked()
    person.reads("Your report is added to case")
    person.taps_on(question(page).get_by_role("radio").last)
    expect(page.locator("[data-joined]")).to_be_hidden()
    assert person.sends() != number


def test_a_case_chosen_for_another_kind_of_problem_is_taken_back(phone: OpenPhone, server: CityServer) -> None:
    here = spot()
    neighbour_reports(server, here)
    person = Resident(phone(location="granted", geolocation=here))
    page = person.page
    person.fills_in_where_it_stands()
    person.taps_on(question(page).get_by_role("radio").first)
    page.locator("[data-summary] a[href='#service']").tap()
    person.arrives("service")
    person.chooses("Pothole or hole in the street")
    person.continues(to="details")
    person.answers("A pothole")
    person.continues(to="review")
    expect(page.locator('input[name="joins"]')).to_have_value("")
    expect(page.locator("[data-joined]")).to_be_hidden()


def test_a_case_that_closes_before_sending_gets_a_linked_one(phone: OpenPhone, server: CityServer) -> None:
    here = spot()
    number = neighbour_reports(server, here)
    person = Resident(phone(location="granted", geolocation=here))
    person.fills_in_where_it_stands()
    person.taps_on(question(person.page).get_by_role("radio").first)
    server.flask("cases", "update", number, "--status", "closed", "--reason", "fixed")
    assert person.sends() != number
    person.reads("The case you chose was closed already. We opened a new one and linked the two.")


def test_without_a_network_the_phone_asks_by_itself(phone: OpenPhone, server: CityServer) -> None:
    here = spot()
    number = neighbour_reports(server, here)
    person = Resident(phone(location="granted", geolocation=here))
    page = person.page
    person.phone.expects(*NO_NETWORK)
    person.phone.go("")
    wait_for_worker(page)
    knows_the_corner(person)
    person.phone.context.set_offline(True)
    person.fills_in_where_it_stands()
    person.taps_on(question(page).get_by_role("radio").first)
    person.presses("Send the report")
    person.arrives("saved")
    person.phone.context.set_offline(False)
    person.hurries('[data-step="saved"]')
    expect(step_of(page, "receipt")).to_be_visible(timeout=60_000)
    assert person.number() == number
    assert told_of(server, number)["report_count"] == 2


def knows_the_corner(person: Resident) -> None:
    """True afterwards: the phone was here once, and keeps what is around."""
    person.opens_report()
    person.continues(to="place")
    expect(person.page.locator("[data-found]")).to_be_visible()
    person.continues(to="service")
    wait_until(person.page, KEPT)


def test_a_city_that_does_not_answer_holds_nobody_up(phone: OpenPhone, server: CityServer) -> None:
    here = spot()
    number = neighbour_reports(server, here)
    person = Resident(phone(location="granted", geolocation=here, service_workers="block"))
    person.phone.expects("Service Worker registration blocked")
    person.page.route("**/api/v1/cases/likely?**", lambda route: None)
    person.fills_in_where_it_stands()
    assert person.sends() != number


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_question_is_for_everyone(phone: OpenPhone, server: CityServer, lang: str) -> None:
    here = spot()
    neighbour_reports(server, here)
    person = Resident(phone(lang=lang, location="granted", geolocation=here))
    person.fills_in_where_it_stands()
    person.taps_on(person.page.locator(".likely-choice input"))
    assert not problems_in_every_setting(person.page)


def waits_for_photos(page: Page, count: int) -> None:
    """The worker cleans them after the receipt: look at the case again until they are there."""
    deadline = time.monotonic() + 60
    while page.locator(".photos img").count() < count:
        assert time.monotonic() < deadline, "the photos never came"
        page.wait_for_timeout(500)
        page.reload()
