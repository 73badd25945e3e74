"""The part of the city that somebody looked at last opens again in the subway: its list, its pins and its streets."""

from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone, put_away
from tests.browser.offline import comes_home, no_network, wait_until
from tests.browser.on_the_map import (
    box_of,
    drags,
    numbers_in_list,
    numbers_on_pins,
    opens_map,
    settled,
    waits_for_another_part,
)
from tests.browser.phone import Phone, open_phone

IS_KEPT = """async () => {
  const held = async (name) => (await (await caches.open(name)).keys()).length;
  const page = await (await caches.open('stoop-lists')).match(location.href);
  const edges = new URL(location.href).searchParams.get('bbox').split(',');
  const box = edges.map((edge) => Number(edge).toFixed(5)).join(',');
  const text = page ? await page.text() : '';
  return text.includes(`data-bbox="${box}"`) && await held('stoop-tiles') > 0 && await held('stoop-used') >= 4;
}"""
TILES = "() => [...document.querySelectorAll('.leaflet-tile')].filter((tile) => tile.naturalWidth > 1).length"


def looks_at_map(phone: Phone) -> Page:
    """Twice: the first time nothing answers for the phone yet that could keep it."""
    page = opens_map(phone)
    before = page.url
    drags(page, 0, 60)
    waits_for_another_part(page, before)
    wait_until(page, IS_KEPT)
    return page


def test_the_very_first_list_opens_again(playwright: Playwright, chromium: Browser, fickle_city: CityServer) -> None:
    anna = open_phone(playwright, chromium, fickle_city.url)
    anna.go("nearby?near=39.9524,-75.1636")
    page = anna.page
    cases = numbers_in_list(page)
    wait_until(page, "async () => Boolean(await (await caches.open('stoop-lists')).match(location.href))")
    with no_network(fickle_city, anna):
        page.reload()
        expect(page.locator(".saved")).to_be_visible()
        assert numbers_in_list(page) == cases
    put_away([anna])


def test_the_last_part_opens_again_with_its_moment(visitor: OpenPhone, fickle_city: CityServer) -> None:
    anna = visitor()
    page = looks_at_map(anna)
    cases, pins = numbers_in_list(page), sorted(numbers_on_pins(page))
    assert cases
    with no_network(fickle_city, anna):
        page.reload()
        settled(page)
        expect(page.locator(".saved")).to_be_visible()
        assert "2" in page.locator(".saved-moment").inner_text()
        assert numbers_in_list(page) == cases
        assert sorted(numbers_on_pins(page)) == pins
        assert page.evaluate(TILES) > 0


def test_it_opens_from_the_tab_of_what_is_near_too(visitor: OpenPhone, fickle_city: CityServer) -> None:
    anna = visitor()
    page = looks_at_map(anna)
    cases = numbers_in_list(page)
    with no_network(fickle_city, anna):
        anna.go("nearby")
        settled(page)
        assert numbers_in_list(page) == cases


def test_another_place_leads_to_the_address_of_the_last_one(visitor: OpenPhone, fickle_city: CityServer) -> None:
    anna = visitor()
    page = looks_at_map(anna)
    cases, part = numbers_in_list(page), box_of(page)
    with no_network(fickle_city, anna):
        anna.go("nearby?neighbourhood=fishtown")
        settled(page)
        assert box_of(page) == part
        assert "neighbourhood" not in page.url
        assert numbers_in_list(page) == cases
        expect(page.locator(".saved")).to_be_visible()
        expect(page.locator('[name="neighbourhood"]')).to_have_value("")


def test_a_part_that_was_not_seen_is_not_made_up(visitor: OpenPhone, fickle_city: CityServer) -> None:
    anna = visitor()
    page = looks_at_map(anna)
    cases, address = numbers_in_list(page), page.url
    anna.expects("no answer", "status of 50")
    with no_network(fickle_city, anna):
        drags(page, 0, 100)
        expect(page.get_by_text("The list stays as it is.").first).to_be_visible()
        assert numbers_in_list(page) == cases
        assert page.url == address


def test_whoever_never_opened_a_map_keeps_nothing_of_it(visitor: OpenPhone) -> None:
    anna = visitor()
    comes_home(anna)
    kept = anna.page.evaluate("""async () => {
      const all = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
      return all.flat().map(({ url }) => url);
    }""")
    assert kept
    assert not [url for url in kept if "map-" in url or "/tiles/" in url]
