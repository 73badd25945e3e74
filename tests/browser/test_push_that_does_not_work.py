"""Where a phone shows no messages, the person hears why in words, and e-mail stands beside them."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone, put_away
from tests.browser.offline import no_network, wait_for_worker
from tests.browser.phone import Phone, open_phone
from tests.browser.pushing import SILENT
from tests.browser.words import Words

TELL_ME = "Tell me when something happens"
WHY = {
    "denied": "Your browser did not allow our messages. You can allow them in its settings.",
    "unsupported": "This browser cannot show our messages. Another browser may.",
    "late": "Your browser's message service did not answer. Please try again later.",
    "offline": "We cannot reach the city right now.",
    "shared": "Other people use this phone and could read our messages. So we show none here.",
}
ON_AN_IPHONE = (
    "iPhones and iPads show our messages only if you keep these pages as an app. Then open the app and follow it there."
)
CANNOT = "delete window.PushManager; delete window.Notification"
IPHONE = f"{CANNOT}; Object.defineProperty(Navigator.prototype, 'standalone', {{ value: false }})"
REFUSED = "Notification.requestPermission = async () => 'denied'"


@pytest.fixture(scope="module")
def writing_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityServer]:
    """A city that could send letters; here nobody asks it to."""
    city = CityServer(tmp_path_factory.mktemp("writing"))
    city.environ |= {"STOOP_SMTP": "smtp://127.0.0.1:9", "STOOP_MAIL_FROM": "city@example.org"}
    city.environ |= {"STOOP_PUBLIC_URL": city.url}
    city.start()
    city.flask("demo", "seed", "--cases", "60")
    yield city
    city.stop()


@pytest.fixture
def someone(playwright: Playwright, chromium: Browser, writing_city: CityServer) -> Iterator[OpenPhone]:
    """`someone(lang="ar")` has a phone of that city."""
    phones: list[Phone] = []

    def new(**options: Any) -> Phone:
        phones.append(open_phone(playwright, chromium, writing_city.url, **options))
        return phones[-1]

    yield new
    put_away(phones)


def on_a_case(phone: Phone) -> Page:
    """Any case that everybody can see."""
    phone.go("nearby?near=39.9524,-75.1636")
    phone.page.locator(".case-card a").first.click()
    expect(button(phone)).to_be_visible()
    return phone.page


def button(phone: Phone) -> Locator:
    """The one that asks to be told."""
    return phone.page.get_by_role("button", name=Words(phone.lang)(TELL_ME), exact=True)


def asks_for_mail(phone: Phone, why: str) -> None:
    """The page of alerts asks for an address to tell of this case, and says why not on this phone."""
    expect(phone.page.get_by_text(Words(phone.lang)(why), exact=True)).to_be_visible()
    expect(phone.page.get_by_label(Words(phone.lang)("Your e-mail"))).to_be_visible()
    expect(phone.page.locator("[data-why]:visible")).to_have_count(1)


@pytest.mark.parametrize(
    ("script", "why"),
    [(REFUSED, WHY["denied"]), (CANNOT, WHY["unsupported"]), (IPHONE, ON_AN_IPHONE)],
    ids=["denied", "unsupported", "iphone"],
)
def test_a_browser_that_shows_no_messages_leads_to_e_mail(someone: OpenPhone, script: str, why: str, lang: str) -> None:
    person = someone(lang=lang)
    person.context.add_init_script(script)
    on_a_case(person)
    button(person).tap()
    asks_for_mail(person, why)


def test_an_iphone_says_how_to_keep_the_pages_as_an_app(someone: OpenPhone) -> None:
    person = someone()
    person.context.add_init_script(IPHONE)
    on_a_case(person)
    button(person).tap()
    expect(person.page.get_by_text("Tap “Add to Home Screen”.").first).to_be_visible()


def test_nobody_waits_for_ever_for_a_message_service(someone: OpenPhone) -> None:
    person = someone()
    person.context.grant_permissions(["notifications"])
    person.context.add_init_script(SILENT)
    on_a_case(person)
    wait_for_worker(person.page)
    person.page.clock.install()
    button(person).tap()
    for _ in range(30):  # the browser's own work goes on between the steps
        person.page.clock.run_for(1_000)
        person.page.wait_for_timeout(100)
    person.page.clock.resume()
    asks_for_mail(person, WHY["late"])


def test_without_a_network_the_page_stays_and_says_so(someone: OpenPhone, writing_city: CityServer) -> None:
    person = someone()
    person.context.grant_permissions(["notifications"])
    page = on_a_case(person)
    before = page.url
    with no_network(writing_city, person):
        button(person).tap()
        expect(page.get_by_role("alert").get_by_text(WHY["offline"])).to_be_visible()
        assert page.url == before


def test_a_phone_that_several_people_use_shows_no_messages(someone: OpenPhone) -> None:
    person = someone()
    person.context.grant_permissions(["notifications"])
    person.go("phone")
    person.page.get_by_role("button", name="Yes, others use it").tap()
    expect(person.page.get_by_text("This is on: other people use this phone.")).to_be_visible()
    on_a_case(person)
    button(person).tap()
    asks_for_mail(person, WHY["shared"])
