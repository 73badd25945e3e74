"""One Chromium and one city for all browser tests; a fresh phone for each."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.browser.chromium import launched
from tests.browser.city_server import CityServer
from tests.browser.offline import comes_home
from tests.browser.phone import Phone, open_lasting_phone, open_phone
from tests.places.town import BROAD, LANDMARKS, MARKET, NORTH_BROAD

HERE = Path(__file__).parent
# A busy machine takes its time; whoever is not kept waiting loses none.
expect.set_options(timeout=30_000)
OpenPhone = Callable[..., Phone]
# What the city knows of its addresses, each at a spot of its own.
ADDRESSES = {
    "1400 JOHN F KENNEDY BLVD": (39.9614, -75.1636),
    "1234 MARKET ST": (39.9624, -75.1636),
    "2200 RIDGE AVE": (39.9845, -75.1720),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands in this folder drives Chromium and waits for real processes, which race: it may try twice."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.real_clock)
            item.add_marker(pytest.mark.flaky(reruns=1))


# Of the package, not of the session: Playwright's loop must have ended before tests with a loop of their own run.
@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Playwright, in this thread."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """One for all."""
    browser = launched(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityServer]:
    """A city with a few hundred cases and two addresses."""
    city = CityServer(tmp_path_factory.mktemp("city"))
    city.start()
    city.flask("demo", "seed", "--cases", "300")
    known = city.folder / "addresses.csv"
    known.write_text("\n".join(["address,lat,lon", *(f"{one},{lat},{lon}" for one, (lat, lon) in ADDRESSES.items())]))
    city.flask("places", "import", str(known))
    yield city
    city.stop()


@pytest.fixture
def phone(playwright: Playwright, chromium: Browser, server: CityServer) -> Iterator[OpenPhone]:
    """`phone(lang="es", location="denied")` is a new phone; in the end none may have seen a fault."""
    phones: list[Phone] = []

    def new(**options: Any) -> Phone:
        phones.append(open_phone(playwright, chromium, server.url, **options))
        return phones[-1]

    yield new
    put_away(phones)


@pytest.fixture
def lasting_phone(playwright: Playwright, server: CityServer, tmp_path: Path) -> Iterator[OpenPhone]:
    """`lasting_phone("anna")` is Anna's phone: close its context and ask again, and it is the same one, started anew.

    Only such a phone can install the app: the others are in private mode.
    """
    phones: list[Phone] = []

    def new(owner: str = "anna", **options: Any) -> Phone:
        phones.append(open_lasting_phone(playwright, tmp_path / f"phone-{owner}", server.url, **options))
        return phones[-1]

    yield new
    put_away(phones)


@pytest.fixture(scope="package")
def fickle_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityServer]:
    """A city whose web server goes away and comes back, and of which other tests notice nothing."""
    city = CityServer(tmp_path_factory.mktemp("fickle"))
    city.start()
    city.flask("demo", "seed", "--cases", "60")
    yield city
    city.stop()


@pytest.fixture
def visitor(playwright: Playwright, chromium: Browser, fickle_city: CityServer) -> Iterator[OpenPhone]:
    """`visitor(lang="ar")` was at home of the fickle city once, and left with a service worker."""
    phones: list[Phone] = []

    def new(**options: Any) -> Phone:
        phones.append(open_phone(playwright, chromium, fickle_city.url, **options))
        comes_home(phones[-1])
        return phones[-1]

    yield new
    put_away(phones)


@pytest.fixture(scope="package")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityServer]:
    """A city that has imported three streets and two landmarks."""
    city = CityServer(tmp_path_factory.mktemp("town"))
    city.start()
    for name, text in (("market", MARKET), ("broad", BROAD), ("north", NORTH_BROAD), ("landmarks", LANDMARKS)):
        (city.folder / f"{name}.csv").write_text(text, "utf-8")
        city.flask("places", "import", str(city.folder / f"{name}.csv"))
    yield city
    city.stop()


@pytest.fixture
def town_phone(playwright: Playwright, chromium: Browser, town: CityServer) -> Iterator[OpenPhone]:
    """`town_phone()` is a phone in that city."""
    phones: list[Phone] = []

    def new(**options: Any) -> Phone:
        phones.append(open_phone(playwright, chromium, town.url, **options))
        return phones[-1]

    yield new
    put_away(phones)


def put_away(phones: list[Phone]) -> None:
    """Close them all; none may have seen a fault."""
    for each in phones:
        each.context.close()
    faults = [fault for each in phones for fault in each.unexpected()]
    assert not faults, "\n".join(faults)
