"""The app's own icon counts what waits on this phone, so that nobody has to open it to know."""

from playwright.sync_api import Page

from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone
from tests.browser.offline import comes_home, no_network
from tests.browser.resident import Resident

ICON = "() => { window.counts = []; navigator.setAppBadge = async (count) => void window.counts.push(count); }"


def shows(page: Page, count: int) -> None:
    """The icon says so now, or soon."""
    page.wait_for_function("(count) => window.counts.at(-1) === count", arg=count)


def test_the_icon_counts_a_report_until_the_city_has_it(lasting_phone: OpenPhone, server: CityServer) -> None:
    phone = lasting_phone()
    phone.context.add_init_script(f"({ICON})()")
    comes_home(phone)
    person = Resident(phone)
    with no_network(server, phone):
        person.fills_in()
        assert not any(phone.page.evaluate("() => window.counts")), "what is still written is not counted"
        person.presses("Send the report")
        shows(phone.page, 1)
    shows(phone.page, 0)
