"""From the button on the receipt to the notification on the lock screen, and from there back to the case."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser.city_server import CityServer
from tests.browser.killing import NO_NETWORK, READ_OUTBOX
from tests.browser.offline import wait_for_worker
from tests.browser.phone import open_lasting_phone
from tests.browser.pushing import delivers, has_a_message_service, notifications, taps_on_it
from tests.browser.resident import Resident
from tests.push_service import PushService

STATES = f"async () => (await ({READ_OUTBOX})()).map(({{ state }}) => state)"
TELL_ME = "Tell me when something happens"
PUT = re.compile("/api/v1/push/[0-9a-f-]{36}")
HAS_SUBSCRIPTION = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  return Boolean(await registration.pushManager.getSubscription());
}"""
TOLD = "You will hear from us when something happens."


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    """The only push service that this city knows."""
    with PushService() as running:
        yield running


@pytest.fixture(scope="module")
def telling_city(service: PushService, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityServer]:
    """A city that tells; a test decides when."""
    city = CityServer(tmp_path_factory.mktemp("telling"))
    city.environ |= {"STOOP_PUSH_HOSTS": service.hosts[0], "STOOP_PUBLIC_URL": city.url}
    city.start()
    yield city
    city.stop()


@pytest.fixture
def amal(playwright: Playwright, telling_city: CityServer, service: PushService, tmp_path: Path) -> Iterator[Resident]:
    """Somebody who reads Arabic, with a phone that can show messages and is at home in the city."""
    phone = open_lasting_phone(playwright, tmp_path / "phone", telling_city.url, lang="ar")
    has_a_message_service(phone.context, service.subscribe(tmp_path.name), service.subscribe(f"{tmp_path.name}-again"))
    phone.go("")
    wait_for_worker(phone.page)
    yield Resident(phone)
    phone.context.close()
    assert phone.unexpected() == []


def is_told(person: Resident) -> str:
    """Reports something, and asks to be told of it; the case number."""
    person.fills_in()
    number = person.sends()
    person.presses(TELL_ME)
    expect(person.page.get_by_text(person.words(TOLD))).to_be_visible()
    return number


def hears(city: CityServer, service: PushService, person: Resident, name: str) -> dict[str, object]:
    """The city's worker tells; the phone's browser hands it to the service worker. What was said."""
    before = len(service.received(name))
    city.flask("delivery", "run", "--once")
    assert len(service.received(name)) == before + 1, "one message for one thing that happened"
    said = service.received(name)[-1].payload
    delivers(person.page, json.dumps(said))
    return dict(said["notification"])


def test_a_resident_hears_in_their_language_what_became_of_their_report(
    amal: Resident, telling_city: CityServer, service: PushService, tmp_path: Path
) -> None:
    number = is_told(amal)
    telling_city.flask("cases", "update", number, "--status", "in_progress")
    said = hears(telling_city, service, amal, tmp_path.name)
    [shown] = notifications(amal.page)
    assert {name: shown[name] for name in ("title", "body", "lang", "dir", "tag")} == {
        name: said[name] for name in ("title", "body", "lang", "dir", "tag")
    }
    assert (shown["lang"], shown["dir"]) == ("ar", "rtl")
    assert re.search("[\u0600-\u06ff]", str(shown["title"]) + str(shown["body"]))
    assert not service.complaints


def hears_of_progress(city: CityServer, service: PushService, person: Resident, number: str, name: str) -> None:
    """Its notification is on the lock screen."""
    city.flask("cases", "update", number, "--status", "in_progress")
    hears(city, service, person, name)
    notifications(person.page)


def test_a_tap_opens_the_case(amal: Resident, telling_city: CityServer, service: PushService, tmp_path: Path) -> None:
    number = is_told(amal)
    hears_of_progress(telling_city, service, amal, number, tmp_path.name)
    assert taps_on_it(amal.phone.context) == [f"open /ar/cases/{number}"], "on the page of alerts somebody may write"


def test_a_tap_leads_a_window_there_in_which_nobody_writes(
    amal: Resident, telling_city: CityServer, service: PushService, tmp_path: Path
) -> None:
    number = is_told(amal)
    amal.phone.go("mine")
    hears_of_progress(telling_city, service, amal, number, tmp_path.name)
    assert taps_on_it(amal.phone.context) == ["focus /ar/mine"]
    amal.page.wait_for_url(f"**/ar/cases/{number}")


def test_a_tap_shows_the_window_that_has_the_case_open_as_it_is_now(
    amal: Resident, telling_city: CityServer, service: PushService, tmp_path: Path
) -> None:
    number = is_told(amal)
    amal.phone.go(f"cases/{number}")
    before = amal.page.locator(".timeline li").count()
    hears_of_progress(telling_city, service, amal, number, tmp_path.name)
    assert taps_on_it(amal.phone.context) == [f"focus /ar/cases/{number}"]
    expect(amal.page.locator(".timeline li")).to_have_count(before + 1)


def test_what_somebody_writes_on_the_page_of_the_case_is_not_lost_by_a_tap(
    amal: Resident, telling_city: CityServer, service: PushService, tmp_path: Path
) -> None:
    number = is_told(amal)
    amal.phone.go(f"cases/{number}")
    amal.page.locator("details", has=amal.page.locator("textarea")).locator("summary").tap()
    amal.page.locator("textarea").fill("There is more of it.")
    amal.page.evaluate("() => (window.isTheSame = true)")
    hears_of_progress(telling_city, service, amal, number, tmp_path.name)
    taps_on_it(amal.phone.context)
    expect(amal.page.locator("textarea")).to_have_value("There is more of it.")
    assert amal.page.evaluate("() => window.isTheSame")


def test_the_same_message_twice_is_one_on_the_lock_screen(
    amal: Resident, telling_city: CityServer, service: PushService, tmp_path: Path
) -> None:
    number = is_told(amal)
    hears_of_progress(telling_city, service, amal, number, tmp_path.name)
    before = notifications(amal.page)
    delivers(amal.page, json.dumps(service.received(tmp_path.name)[-1].payload))
    delivers(amal.page, "nothing that can be read")
    after = notifications(amal.page, 2)
    assert [shown for shown in after if shown["tag"] != "news"] == before


@pytest.mark.parametrize("text", ["", "{", '{"notification": {"title": ""}}'])
def test_a_message_that_cannot_be_read_is_shown_in_words_of_the_phones_language(amal: Resident, text: str) -> None:
    delivers(amal.page, text)
    [shown] = notifications(amal.page)
    assert shown["lang"] == "ar"
    assert shown["title"].startswith(amal.words("Your cases"))


def test_the_city_hears_at_each_visit_that_messages_are_on(amal: Resident) -> None:
    is_told(amal)
    amal.page.evaluate("() => localStorage.setItem('stoop-push', 'ar 1')")
    with amal.page.expect_response(PUT) as again:
        amal.phone.go("about")
    assert again.value.status == 200
    assert json.loads(again.value.request.post_data or "")["subscription"]["endpoint"]
    amal.page.wait_for_function("() => localStorage.getItem('stoop-push') !== 'ar 1'")


def test_a_phone_that_is_forgotten_hears_nothing_any_more(
    amal: Resident, telling_city: CityServer, service: PushService, tmp_path: Path
) -> None:
    number = is_told(amal)
    amal.phone.go("phone")
    amal.presses("Forget this phone")
    expect(amal.page.locator("[data-deleted]")).to_be_visible()
    kept = amal.page.evaluate("() => Object.keys(localStorage).filter((name) => !name.startsWith('test-'))")
    assert kept == []
    assert amal.page.evaluate(HAS_SUBSCRIPTION) is False
    telling_city.flask("cases", "update", number, "--status", "in_progress")
    telling_city.flask("delivery", "run", "--once")
    assert service.received(tmp_path.name) == []
    amal.phone.go("alerts")
    expect(amal.page.get_by_text(amal.words("What you follow"))).to_have_count(0)


def test_messages_are_turned_off_and_on_again_on_the_page_of_alerts(
    amal: Resident, telling_city: CityServer, service: PushService, tmp_path: Path
) -> None:
    number = is_told(amal)
    amal.presses("Turn it off")
    expect(amal.button("Show messages on this phone")).to_be_visible()
    telling_city.flask("cases", "update", number, "--status", "in_progress")
    telling_city.flask("delivery", "run", "--once")
    assert service.received(tmp_path.name) == []
    amal.presses("Show messages on this phone")
    expect(amal.button("Turn it off")).to_be_visible()
    telling_city.flask("cases", "update", number, "--status", "closed", "--reason", "fixed")
    hears(telling_city, service, amal, f"{tmp_path.name}-again")


def test_what_waits_on_the_phone_goes_when_a_message_comes(amal: Resident) -> None:
    amal.phone.expects(*NO_NETWORK)
    amal.phone.context.add_init_script(
        "delete globalThis.ServiceWorkerRegistration?.prototype.sync"
    )  # nothing else wakes it
    amal.fills_in()
    amal.phone.context.set_offline(True)
    amal.presses("Send the report")
    expect(amal.page.locator('[data-step="saved"]')).to_be_visible()
    amal.page.goto("about:blank")
    amal.phone.context.set_offline(False)
    assert amal.phone.context.service_workers[-1].evaluate(STATES) == ["sending"]
    delivers(amal.page, "")
    becomes_sent(amal)


def becomes_sent(person: Resident) -> None:
    """Asked of the worker: a page of ours would send it itself."""
    for _ in range(240):
        if person.phone.context.service_workers[-1].evaluate(STATES) == ["sent"]:
            return
        person.page.wait_for_timeout(250)
    raise AssertionError("it still waits")
