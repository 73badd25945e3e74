"""A report that waits in one tab and is deleted in another: nobody is told any more that it will be sent."""

from tests.browser.conftest import OpenPhone
from tests.browser.kept import states
from tests.browser.resident import Resident

NO_ANSWER = "Failed to load resource: net::ERR_"


def test_a_page_of_a_report_that_was_deleted_elsewhere_starts_anew(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.phone.expects(NO_ANSWER)
    person.phone.context.route("**/api/v1/reports/**", lambda route: route.abort())
    person.fills_in()
    person.presses("Send the report")
    person.arrives("saved")
    other = Resident(person.phone)
    other.page = person.phone.context.new_page()
    other.page.goto(f"{person.phone.url}/en/mine")
    other.presses("Delete")
    other.presses("Yes, delete it")
    person.arrives("photo")
    person.page.get_by_text("This report is no longer on this phone. You can start a new one here.").wait_for()
    assert states(other.page) == []
