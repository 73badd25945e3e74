"""Following and stopping with a browser: every button is a plain form, and scripts only make it shorter."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.browser.city_server import CityServer
from tests.browser.looks import problems_in_every_setting, texts_that_do_not_fit
from tests.browser.neighbours import neighbour_reports
from tests.browser.phone import open_phone
from tests.browser.resident import Resident

TELL_ME = "Tell me when something happens"
EMAIL = "ana.maria.rodriguez@example.org"
HERE = {"latitude": 39.9524, "longitude": -75.1636, "accuracy": 12}  # where the phone is
OpenResident = Callable[..., Resident]


@pytest.fixture(scope="module")
def writing_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityServer]:
    """A city that offers e-mail; no letter leaves it, for nobody listens there."""
    city = CityServer(tmp_path_factory.mktemp("writing"))
    city.environ |= {
        "STOOP_SMTP": "smtp://127.0.0.1:9",
        "STOOP_MAIL_FROM": "city@example.org",
        "STOOP_PUBLIC_URL": city.url,
    }
    city.start()
    yield city
    city.stop()


@pytest.fixture
def resident(playwright: Playwright, chromium: Browser, writing_city: CityServer) -> Iterator[OpenResident]:
    """`resident(lang="ar")` is somebody with a new phone, which shows no messages: the browser says no."""
    people: list[Resident] = []

    def new(**options: object) -> Resident:
        people.append(Resident(open_phone(playwright, chromium, writing_city.url, **options)))  # type: ignore[arg-type]
        return people[-1]

    yield new
    for person in people:
        person.phone.context.close()
    assert [fault for person in people for fault in person.phone.unexpected()] == []


@pytest.fixture
def number(writing_city: CityServer) -> str:
    """The case of a neighbour."""
    return neighbour_reports(writing_city, HERE)


def gives_an_address(person: Resident) -> None:
    """On the page that asks where; true afterwards: it is followed."""
    person.page.get_by_label(person.words("Your e-mail")).first.fill(EMAIL)
    person.presses(TELL_ME)
    expect(person.page.locator(".followed").first).to_be_visible()


def names(person: Resident) -> list[str]:
    """What is followed."""
    return person.page.locator('[id^="follow-"]').all_inner_texts()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_without_scripts_a_case_is_followed_and_left(resident: OpenResident, number: str, lang: str) -> None:
    person = resident(lang=lang, java_script_enabled=False)
    person.phone.expects("status of 422")
    person.phone.go(f"cases/{number}")
    person.presses(TELL_ME)
    expect(person.page).to_have_url(re.compile(rf"/{lang}/alerts\?case={number}$"))
    person.page.get_by_label(person.words("Your e-mail")).fill("nobody")
    person.presses(TELL_ME)
    expect(person.page.locator(".field-wrong")).to_be_visible()
    assert not texts_that_do_not_fit(person.page)
    gives_an_address(person)
    assert len(names(person)) == 1
    assert not texts_that_do_not_fit(person.page)

    person.phone.go("neighbourhoods/fishtown")
    person.presses(TELL_ME)  # one tap: the city knows where
    expect(person.page.locator('[id^="follow-"]')).to_have_count(2)
    person.page.locator('button[id^="stop-"]').first.tap()
    expect(person.page.locator('[id^="follow-"]')).to_have_count(1)
    person.presses("Stop everything")
    expect(person.page.locator(".followed")).to_have_count(0)
    assert "stoop_alerts" not in {str(cookie.get("name")) for cookie in person.phone.context.cookies()}


def test_without_scripts_forgetting_the_phone_ends_it(resident: OpenResident, number: str) -> None:
    person = resident(java_script_enabled=False)
    person.phone.go(f"alerts?case={number}")
    gives_an_address(person)
    person.phone.go("phone")
    person.presses("Forget this phone")
    expect(person.page.get_by_text("It is deleted.")).to_be_visible()
    person.phone.go("alerts")
    assert names(person) == []


def test_what_is_round_here_is_followed_from_the_page(resident: OpenResident) -> None:
    person = resident(location="granted")
    person.phone.go("alerts")
    person.presses("Use my location")
    expect(person.page).to_have_url(re.compile(r"near=39\.95"), timeout=60_000)  # it waits for a better fix
    person.page.get_by_label("How far around?").select_option("1000")
    gives_an_address(person)
    assert [name for name in names(person) if name.startswith("Near ")] != []
    expect(person.page.locator(".followed").first).to_contain_text("0.6 mi")


def test_what_a_list_is_filtered_by_is_what_is_followed(resident: OpenResident) -> None:
    person = resident(java_script_enabled=False)
    person.phone.go("nearby?near=39.9524,-75.1636&service=SR-CL01")
    person.presses(TELL_ME)
    expect(person.page.locator('[name="service"]')).to_have_value("SR-CL01")
    gives_an_address(person)
    expect(person.page.locator(".followed").first).not_to_contain_text("All kinds")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_page_is_for_everyone(resident: OpenResident, number: str, lang: str) -> None:
    person = resident(lang=lang)
    person.phone.expects("status of 422")
    wrong = []
    for path in ("alerts", f"alerts?case={number}", "alerts?neighbourhood=fishtown", "alerts?address=zzz"):
        person.phone.go(path)
        wrong += [f"{path}: {problem}" for problem in problems_in_every_setting(person.page)]
    person.phone.go(f"alerts?case={number}")
    gives_an_address(person)
    wrong += [f"following: {problem}" for problem in problems_in_every_setting(person.page)]
    assert not wrong, "\n".join(wrong)
