"""People say in their own words what is wrong, in whatever language comes to mind, and find it in the one they read."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone
from tests.browser.offline import comes_home, no_network, wait_until
from tests.browser.resident import Resident

WORDS = "/api/v1/services/words"
WORDS_ARE_KEPT = f"async () => Boolean(await (await caches.open('stoop-words')).match('{WORDS}'))"
POTHOLE, MISSED_TRASH = "Pothole or hole in the street", "Missed trash or recycling pickup"


def arrives_at_search(person: Resident) -> None:
    person.opens_report()
    person.continues(to="place")
    person.types_address("1234 Market St")
    person.continues(to="service")


def types(person: Resident, text: str) -> None:
    """Say it in these words."""
    field = person.page.get_by_role("searchbox")
    person.taps_on(field)
    field.fill(text)


def first_found(page: Page) -> Locator:
    """The best of what was found."""
    return page.locator("[data-results] label").first


@pytest.mark.parametrize(("lang", "text", "service"), [
    ("en", "bache", POTHOLE),
    ("en", "حفره كبيرة بالشارع", POTHOLE),
    ("ar", "huge pothole", POTHOLE),
    ("es", "垃圾没有收", MISSED_TRASH),
    ("km", "គេមិនបានប្រមូលសំរាម", MISSED_TRASH),
    ("my", "အမှိုက်မသိမ်းဘူး", MISSED_TRASH),
])  # fmt: skip
def test_words_of_any_language_find_a_service_in_the_readers_own(
    phone: OpenPhone, lang: str, text: str, service: str
) -> None:
    person = Resident(phone(lang=lang))
    arrives_at_search(person)
    types(person, text)
    expect(first_found(person.page)).to_contain_text(person.words.of_city(service))
    person.taps_on(first_found(person.page).get_by_role("radio"))
    person.continues(to="details")


def test_a_smell_of_gas_is_answered_at_once_in_the_readers_language(phone: OpenPhone) -> None:
    person = Resident(phone(lang="ar"))
    arrives_at_search(person)
    types(person, "huele a gas")
    expect(person.page.locator("[data-results] .notice-title").first).to_have_text(person.words.of_city("Smell of gas"))


def test_whoever_does_not_search_loads_no_words(phone: OpenPhone) -> None:
    person = Resident(phone())
    asked: list[str] = []
    person.page.on("request", lambda request: asked.append(request.url))
    arrives_at_search(person)
    person.chooses("Graffiti")
    person.continues(to="details")
    assert not [url for url in asked if url.endswith(WORDS)]


def test_after_home_alone_words_of_any_language_find_a_service_in_the_subway(
    visitor: OpenPhone, fickle_city: CityServer
) -> None:
    person = Resident(visitor(lang="en"))
    wait_until(person.page, WORDS_ARE_KEPT)
    with no_network(fickle_city, person.phone):
        arrives_at_search(person)
        types(person, "hay un bache en mi calle")
        expect(first_found(person.page)).to_contain_text(POTHOLE)


def test_who_left_before_they_came_finds_by_words_of_ones_own(phone: OpenPhone, server: CityServer) -> None:
    person = Resident(phone())
    person.page.context.route(f"**{WORDS}", lambda route: route.abort())
    person.phone.expects("net::ERR_FAILED")
    comes_home(person.phone)
    arrives_at_search(person)
    types(person, "pothle")
    expect(first_found(person.page)).to_contain_text(POTHOLE)
