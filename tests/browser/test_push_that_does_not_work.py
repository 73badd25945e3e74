"""Where a phone shows no messages, the person hears why in words, and e-mail stands beside them."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone
from tests.browser.offline import no_network, wait_for_worker
from tests.browser.phone import Phone
from tests.browser.pushing import SILENT
from tests.browser.words import Words

TELL_ME = "Tell me when something happens"
WHY = {
    "denied": "Your browser did not allow our messages. Allow them in its settings, or use e-mail.",
    "unsupported": "This browser cannot show our messages. Use e-mail, or open this page in another browser.",
    "late": "Your browser's message service did not answer. Try again later, or use e-mail.",
    "offline": "We cannot reach the city right now. Try again later.",
    "shared": "Other people use this phone and would see our messages. Use e-mail.",
}
ON_AN_IPHONE = (
    "iPhones and iPads show our messages only if you keep these pages as an app. Then open the app and follow it there."
)
CANNOT = "delete window.PushManager; delete window.Notification"
IPHONE = f"{CANNOT}; Object.defineProperty(Navigator.prototype, 'standalone', {{ value: false }})"
REFUSED = "Notification.requestPermission = async () => 'denied'"


def on_a_case(phone: Phone) -> Page:
    """Any case that everybody can see."""
    phone.go("nearby?near=39.9524,-75.1636")
    wait_for_worker(phone.page)
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
def test_a_browser_that_shows_no_messages_leads_to_e_mail(phone: OpenPhone, script: str, why: str, lang: str) -> None:
    person = phone(lang=lang)
    person.context.add_init_script(script)
    on_a_case(person)
    button(person).tap()
    asks_for_mail(person, why)


def test_an_iphone_says_how_to_keep_the_pages_as_an_app(phone: OpenPhone) -> None:
    person = phone()
    person.context.add_init_script(IPHONE)
    on_a_case(person)
    button(person).tap()
    expect(person.page.get_by_text("Tap “Add to Home Screen”.").first).to_be_visible()


def test_nobody_waits_for_ever_for_a_message_service(phone: OpenPhone) -> None:
    person = phone()
    person.context.grant_permissions(["notifications"])
    person.context.add_init_script(SILENT)
    on_a_case(person)
    person.page.clock.install()
    button(person).tap()
    for _ in range(30):  # the browser's own work goes on between the steps
        person.page.clock.run_for(1_000)
        person.page.wait_for_timeout(100)
    person.page.clock.resume()
    asks_for_mail(person, WHY["late"])


def test_without_a_network_the_page_stays_and_says_so(phone: OpenPhone, server: CityServer) -> None:
    person = phone()
    person.context.grant_permissions(["notifications"])
    page = on_a_case(person)
    before = page.url
    with no_network(server, person):
        button(person).tap()
        expect(page.get_by_role("alert").get_by_text(WHY["offline"])).to_be_visible()
        assert page.url == before


def test_a_phone_that_several_people_use_shows_no_messages(phone: OpenPhone) -> None:
    person = phone()
    person.context.grant_permissions(["notifications"])
    person.go("phone")
    person.page.get_by_role("button", name="Yes, others use it").tap()
    expect(person.page.get_by_text("This is on: other people use this phone.")).to_be_visible()
    on_a_case(person)
    button(person).tap()
    asks_for_mail(person, WHY["shared"])
