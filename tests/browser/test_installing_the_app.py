"""The site becomes an app: the browser finds nothing missing, and a hint says truthfully how, where it can be done."""

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone
from tests.browser.looks import problems
from tests.browser.phone import Phone
from tests.browser.words import Words

LANGUAGES = ("en", "es", "ar")
ON_AN_IPHONE = "() => Object.defineProperty(navigator, 'standalone', {value: false})"
IN_THE_IPHONE_APP = "() => Object.defineProperty(navigator, 'standalone', {value: true})"
# What Chromium does by itself, but not in private mode.
OFFER = """() => {
  const offer = new Event('beforeinstallprompt', { cancelable: true });
  window.asked = 0;
  offer.prompt = async () => { window.asked += 1; return { outcome: 'dismissed' }; };
  dispatchEvent(offer);
  return offer.defaultPrevented;
}"""


def hint(phone: Phone) -> Locator:
    return phone.page.locator("[data-module=install-hint]")


def says(phone: Phone, text: str) -> Locator:
    return hint(phone).get_by_text(Words(phone.lang)(text))


def button(phone: Phone, name: str) -> Locator:
    return hint(phone).get_by_role("button", name=Words(phone.lang)(name), exact=True)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_browser_finds_nothing_that_keeps_it_from_installing(lasting_phone: OpenPhone, lang: str) -> None:
    visitor = lasting_phone(lang=lang)
    visitor.go("")
    session = visitor.context.new_cdp_session(visitor.page)
    told: dict[str, Any] = session.send("Page.getAppManifest")
    assert told["errors"] == []
    assert told["url"] == f"{visitor.url}/manifest.webmanifest?lang={lang}"
    assert json.loads(told["data"])["lang"] == lang
    assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    assert session.send("Page.getAppId")["appId"] == f"{visitor.url}/"


def test_the_browsers_own_offer_waits_behind_our_button(lasting_phone: OpenPhone) -> None:
    visitor = lasting_phone()
    visitor.go("")
    expect(button(visitor, "Install the app")).to_be_visible()
    expect(says(visitor, "Tap “Add to Home Screen”.")).to_be_hidden()


def test_our_button_asks_once(phone: OpenPhone) -> None:
    visitor = phone()
    visitor.go("")
    expect(hint(visitor)).to_be_hidden()
    assert visitor.page.evaluate(OFFER), "the browser asks by itself"
    button(visitor, "Install the app").tap()
    assert visitor.page.evaluate("() => window.asked") == 1
    expect(hint(visitor)).to_be_hidden()


@pytest.mark.parametrize("path", ["", "mine"])
def test_an_iphone_is_told_the_steps_and_that_the_app_starts_empty(phone: OpenPhone, path: str) -> None:
    visitor = phone()
    visitor.context.add_init_script(f"({ON_AN_IPHONE})()")
    visitor.go(path)
    expect(says(visitor, "Tap “Add to Home Screen”.")).to_be_visible()
    expect(hint(visitor).get_by_text("The app starts empty")).to_be_visible()
    expect(button(visitor, "Install the app")).to_be_hidden()


def test_whoever_wants_no_hint_never_sees_it_again(phone: OpenPhone) -> None:
    visitor = phone()
    visitor.context.add_init_script(f"({ON_AN_IPHONE})()")
    visitor.go("")
    button(visitor, "Do not show this again").tap()
    expect(hint(visitor)).to_be_hidden()
    visitor.go("")
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
    expect(hint(visitor)).to_be_hidden()


def test_an_app_that_was_installed_elsewhere_hides_the_hint(phone: OpenPhone) -> None:
    visitor = phone()
    visitor.go("")
    visitor.page.evaluate(OFFER)
    visitor.page.evaluate("() => dispatchEvent(new Event('appinstalled'))")
    expect(hint(visitor)).to_be_hidden()


def test_the_installed_app_says_nothing_of_installing(lasting_phone: OpenPhone, server: CityServer) -> None:
    visitor = lasting_phone(args=[f"--app={server.url}/en/"], is_mobile=False)
    visitor.go("")
    assert visitor.page.evaluate("() => matchMedia('(display-mode: standalone)').matches")
    assert not visitor.page.evaluate(OFFER), "the offer was taken in the app itself"
    expect(hint(visitor)).to_be_hidden()


def test_the_app_on_an_iphone_says_nothing_of_installing(phone: OpenPhone) -> None:
    visitor = phone()
    visitor.context.add_init_script(f"({IN_THE_IPHONE_APP})()")
    visitor.go("")
    visitor.page.evaluate(OFFER)
    expect(hint(visitor)).to_be_hidden()


def test_other_browsers_hear_nothing_of_installing(phone: OpenPhone) -> None:
    visitor = phone()
    visitor.go("")
    expect(hint(visitor)).to_be_hidden()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_hint_is_for_everyone(phone: OpenPhone, lang: str) -> None:
    visitor = phone(lang=lang, viewport={"width": 320, "height": 640})
    visitor.context.add_init_script(f"({ON_AN_IPHONE})()")
    visitor.go("")
    expect(hint(visitor)).to_be_visible()
    assert not problems(visitor.page)
