"""From the form on the phone to the mail in the mailbox, and from the mail back to the case."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.browser.city_server import CityServer
from tests.browser.phone import Phone, open_phone
from tests.browser.resident import Resident
from tests.mail_service import Mail, MailService

TELL_ME = "Tell me when something happens"


@pytest.fixture(scope="module")
def mails() -> Iterator[MailService]:
    """Where this city's mails arrive."""
    with MailService() as running:
        yield running


@pytest.fixture(scope="module")
def mailing_city(mails: MailService, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityServer]:
    """A city that sends mails; a test decides when."""
    city = CityServer(tmp_path_factory.mktemp("mailing"))
    city.environ |= {"STOOP_SMTP": mails.url, "STOOP_MAIL_FROM": "city@example.org", "STOOP_PUBLIC_URL": city.url}
    city.start()
    yield city
    city.stop()


@pytest.fixture
def phones(playwright: Playwright, chromium: Browser, mailing_city: CityServer) -> Iterator[tuple[Phone, Phone]]:
    """Amal's, and the computer on which she reads mails: it knows nothing of the other."""
    both = tuple(open_phone(playwright, chromium, mailing_city.url, lang="ar") for _one in range(2))
    yield both  # type: ignore[misc]
    for phone in both:
        phone.context.close()
    assert [fault for phone in both for fault in phone.unexpected()] == []


def arrived(city: CityServer, mails: MailService, address: str, count: int) -> Mail:
    """The newest mail; there are so many."""
    city.flask("delivery", "run", "--once")
    assert len(mails.to(address)) == count
    return mails.to(address)[-1]


def follows(computer: Phone, mail: Mail, part: str) -> None:
    """Opens the mail as it looks, and taps the link that has `part` in it."""
    computer.page.goto("about:blank")  # no policy of ours: a mail program has none
    computer.page.set_content(mail.html)
    assert computer.page.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
    assert computer.page.evaluate("document.documentElement.scrollWidth") <= 360
    computer.page.locator(f"a[href*='{part}']").click()
    computer.page.wait_for_url(f"**{part}**")


def test_a_resident_hears_by_e_mail_in_arabic_and_ends_it(
    phones: tuple[Phone, Phone], mailing_city: CityServer, mails: MailService
) -> None:
    phone, computer = phones
    address = f"amal-{uuid4().hex}@reader.example"
    amal = Resident(phone)
    phone.go("report")
    amal.fills_in()
    number = amal.sends()
    amal.presses(TELL_ME)
    amal.page.get_by_label(amal.words("Your e-mail")).first.fill(address)
    amal.presses(TELL_ME)
    expect(amal.page.locator(".followed").first).to_be_visible()

    follows(computer, arrived(mailing_city, mails, address, 1), "/alerts/confirm/")
    computer.page.locator("main form button").click()
    expect(computer.page.locator("main form")).to_have_count(0)

    mailing_city.flask("cases", "update", number, "--status", "in_progress")
    news = arrived(mailing_city, mails, address, 2)
    assert number in re.sub(r"\D", "", news.message["Subject"])
    follows(computer, news, f"/ar/cases/{number}")
    follows(computer, news, "/alerts/unsubscribe/")
    computer.page.locator("main form button").first.click()
    expect(computer.page.locator("main .notice-good")).to_be_visible()

    mailing_city.flask("cases", "update", number, "--status", "closed", "--reason", "fixed")
    arrived(mailing_city, mails, address, 2)
