"""The worker mends itself, goes when the operator says so, and changes only when the person says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from app.config import ROOT
from tests.browser.builds import next_build
from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone
from tests.browser.looks import problems
from tests.browser.offline import (
    SHELL,
    next_worker_takes_over,
    no_network,
    restarts,
    saved_shell,
    stop_workers,
    wait_for_worker,
    wait_until,
)
from tests.browser.phone import Phone
from tests.browser.resident import Resident
from tests.browser.words import Words

DATABASES = "() => indexedDB.databases().then((all) => all.map(({ name }) => name))"
WAITING = "async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting)"
ARE_THERE = "(paths) => Promise.all(paths.map((path) => fetch(path))).then((all) => all.every(({ ok }) => ok))"
BUILD_OF_PAGE = "() => getComputedStyle(document.documentElement).getPropertyValue('--build').trim()"


def test_storage_that_was_cleared_half_way_is_filled_again(visitor: OpenPhone, fickle_city: CityServer) -> None:
    anna = visitor()
    whole = saved_shell(anna.page)
    assert "/en/report" in whole
    anna.page.evaluate("""async () => {
      const shell = await caches.open((await caches.keys()).find((name) => name.startsWith('stoop-shell-')));
      for (const [place, request] of (await shell.keys()).entries()) if (place % 2) await shell.delete(request);
    }""")
    assert saved_shell(anna.page) != whole
    stop_workers(anna.page)
    anna.go("")
    wait_until(anna.page, f"async () => ({SHELL})().then((paths) => paths.length === {len(whole)})")
    with no_network(fickle_city, anna):
        anna.go("report")
        expect(anna.page.locator('[data-step="photo"]')).to_be_visible()


def test_storage_that_was_cleared_altogether_hurts_nobody(visitor: OpenPhone) -> None:
    anna = visitor()
    anna.page.evaluate("async () => { for (const name of await caches.keys()) await caches.delete(name) }")
    anna.go("report")
    expect(anna.page.locator('[data-step="photo"]')).to_be_visible()
    wait_until(anna.page, "() => caches.match('/en/offline').then(Boolean)")


def test_another_language_is_saved_when_it_is_read(visitor: OpenPhone, fickle_city: CityServer) -> None:
    anna = visitor()
    anna.page.goto(f"{fickle_city.url}/es/")
    wait_until(anna.page, "() => caches.match('/es/report').then(Boolean)")
    with no_network(fickle_city, anna):
        anna.page.goto(f"{fickle_city.url}/es/report")
        expect(anna.page.locator("html")).to_have_attribute("lang", "es")
        expect(anna.page.locator('[data-step="photo"]')).to_be_visible()


@pytest.fixture
def switched_off(visitor: OpenPhone, fickle_city: CityServer) -> Iterator[Phone]:
    """A phone with a worker and something kept; then the operator says STOOP_WORKER=off."""
    anna = visitor()
    anna.page.evaluate("() => new Promise((done) => { indexedDB.open('canary').onsuccess = done })")
    restarts(fickle_city, STOOP_WORKER="off")
    yield anna
    restarts(fickle_city)


def loses_the_worker(phone: Phone) -> None:
    """True afterwards: no worker, no copies, and everything that waits to be sent.

    A worker that goes may still write down what the last page asked of it: the next page takes that away too.
    """
    wait_until(phone.page, "() => navigator.serviceWorker.getRegistrations().then(({ length }) => length === 0)")
    phone.go("about")
    wait_until(phone.page, "() => caches.keys().then(({ length }) => length === 0)")
    assert phone.page.evaluate(DATABASES) == ["canary"]


@pytest.mark.parametrize("path", ["", "about"])
def test_the_operator_switches_the_worker_off(switched_off: Phone, path: str) -> None:
    switched_off.go(path)
    loses_the_worker(switched_off)
    switched_off.go("")
    assert switched_off.page.evaluate("() => navigator.serviceWorker.controller") is None


def test_the_operator_switches_the_worker_on_again(switched_off: Phone, fickle_city: CityServer) -> None:
    switched_off.go("about")
    loses_the_worker(switched_off)
    restarts(fickle_city)
    switched_off.go("about")
    wait_for_worker(switched_off.page)


@pytest.fixture(scope="module")
def next_code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The next version of the app."""
    return next_build(tmp_path_factory.mktemp("next"), "NEXTNEXT")


@pytest.fixture
def waiting(visitor: OpenPhone, fickle_city: CityServer, next_code: Path, lang: str) -> Iterator[Phone]:
    """A phone at home with the version before; the next one has come, and waits."""
    anna = visitor(lang=lang)
    deploys(fickle_city, next_code)
    anna.go("")
    wait_until(anna.page, WAITING)
    yield anna
    deploys(fickle_city, ROOT)


def deploys(city: CityServer, code: Path) -> None:
    """True afterwards: the city runs this code."""
    city.code = code
    restarts(city)


def use_it(page: Page, lang: str) -> Locator:
    """The button that changes the version."""
    return page.get_by_role("button", name=Words(lang)("Use it now"))


def test_a_new_version_waits_until_somebody_wants_it(waiting: Phone, lang: str) -> None:
    waiting.go("")
    assert waiting.page.evaluate(BUILD_OF_PAGE) == ""
    expect(use_it(waiting.page, lang)).to_be_visible()
    assert not problems(waiting.page)
    with waiting.page.expect_navigation():
        use_it(waiting.page, lang).tap()
    assert waiting.page.evaluate(BUILD_OF_PAGE) == "NEXTNEXT"
    expect(use_it(waiting.page, lang)).to_be_hidden()


def test_nobody_is_asked_in_the_middle_of_a_report(waiting: Phone, lang: str) -> None:
    person = Resident(waiting)
    person.opens_report()
    expect(use_it(waiting.page, lang)).to_be_visible()
    person.continues(to="place")
    person.types_address("1234 Market St")
    expect(use_it(waiting.page, lang)).to_be_hidden()


def test_two_versions_are_open_at_once(waiting: Phone, fickle_city: CityServer, lang: str) -> None:
    old = waiting.page
    main = old.locator('script[src*="/js/main"]').get_attribute("src")
    style = old.locator('link[rel="stylesheet"]').first.get_attribute("href")
    new = waiting.context.new_page()
    new.goto(f"{waiting.url}/{lang}/mine")
    with new.expect_navigation():
        use_it(new, lang).tap()
    with no_network(fickle_city, waiting):
        fetched = old.evaluate(
            "(paths) => Promise.all(paths.map((path) => fetch(path).then(({ ok }) => ok)))", [main, style]
        )
        assert fetched == [True, True]
        assert old.evaluate(BUILD_OF_PAGE) == ""
        old.reload()
        assert old.evaluate(BUILD_OF_PAGE) == "NEXTNEXT"


def test_what_was_saved_with_the_old_version_is_read_in_the_new(
    waiting: Phone, fickle_city: CityServer, lang: str
) -> None:
    waiting.go("nearby?near=39.9524,-75.1636")
    path = waiting.page.locator(".case-card a").first.get_attribute("href")
    waiting.page.goto(f"{waiting.url}{path}")
    with waiting.page.expect_navigation():
        use_it(waiting.page, waiting.lang).tap()
    with no_network(fickle_city, waiting):
        waiting.page.goto(f"{waiting.url}{path}")
        expect(waiting.page.locator(".saved")).to_be_visible()
        assert waiting.page.evaluate(BUILD_OF_PAGE) == "NEXTNEXT"


def test_closing_every_page_is_a_yes_too(waiting: Phone, lang: str) -> None:
    other = waiting.context.new_page()
    waiting.page.close()
    next_worker_takes_over(other)
    other.goto(f"{waiting.url}/{lang}/")
    assert other.evaluate(BUILD_OF_PAGE) == "NEXTNEXT"
