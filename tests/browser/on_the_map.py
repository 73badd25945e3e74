"""A map under fingers and keys, and what it shows."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.browser.phone import Phone

CITY_HALL = "39.9524,-75.1636"
MARKS = ".map-pin, .map-cluster"
IS_SETTLED = """() => document.querySelector('[data-list]:not([aria-busy])')
  && [...document.querySelectorAll('.leaflet-tile')].every((tile) => tile.complete)"""
STEPS = 6


def opens_map(phone: Phone, query: str = f"near={CITY_HALL}") -> Page:
    """From the list to the map beside it, by its link."""
    phone.go(f"nearby?{query}")
    phone.page.locator("[data-toggle]").tap()
    return settled(phone.page)


def settled(page: Page) -> Page:
    """True afterwards: the list is that of the map, and all of the map is there."""
    page.locator(MARKS).first.wait_for()
    page.wait_for_function(IS_SETTLED)
    return page


def box_of(page: Page) -> tuple[float, ...]:
    """West, south, east and north, as they stand in the address."""
    return tuple(float(edge) for edge in parse_qs(urlsplit(page.url).query)["bbox"][0].split(","))


def waits_for_another_part(page: Page, before: str) -> tuple[float, ...]:
    """The part that the map shows now, once the address and the list know it."""
    page.wait_for_function("(before) => location.href !== before", arg=before)
    page.wait_for_function(IS_SETTLED)
    return box_of(page)


def drags(page: Page, across: int, down: int) -> None:
    """One finger on the map moves it by so many pixels."""
    frame = page.locator(".map-frame")
    frame.scroll_into_view_if_needed()
    edges = frame.bounding_box()
    assert edges
    x, y = edges["x"] + edges["width"] / 2, edges["y"] + edges["height"] / 2
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, STEPS + 1):
        at = {"x": x + across * step / STEPS, "y": y + down * step / STEPS}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [at]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    touch.detach()


def in_the_middle(page: Page) -> Locator:
    """The pin nearest to the middle of the map: the edges cut off others."""
    edges = page.locator(".map-frame").bounding_box()
    assert edges
    x, y = edges["x"] + edges["width"] / 2, edges["y"] + edges["height"] / 2
    pins = [(pin, pin.bounding_box()) for pin in page.locator(".map-pin").all()]
    return min(pins, key=lambda each: abs(each[1]["x"] + 22 - x) + abs(each[1]["y"] + 22 - y) if each[1] else 9e9)[0]


def numbers_in_list(page: Page) -> list[str]:
    """The cases of the list, in their order."""
    return [str(item.get_attribute("data-case")) for item in page.locator("[data-list] [data-case]").all()]


def numbers_on_pins(page: Page) -> list[str]:
    """The cases that pins stand for."""
    pins = page.locator("[data-pin]").evaluate_all("(pins) => pins.map(({ dataset }) => dataset.pin)")
    return [number for pin in pins for number in pin.split(" ")]


def shows_the_same(page: Page) -> None:
    """The map has pins for the cases of the list, or clusters where the list goes on."""
    if page.locator("[data-cluster]").count():
        expect(page.locator("[data-list] [rel=next]")).to_be_visible()
        expect(page.locator("[data-pin]")).to_have_count(0)
    else:
        assert sorted(numbers_on_pins(page)) == sorted(numbers_in_list(page))
