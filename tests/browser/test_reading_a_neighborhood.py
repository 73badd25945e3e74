"""The page of a neighborhood on a phone, in the subway, and on the paper that goes round at a block meeting."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone
from tests.browser.looks import problems
from tests.browser.offline import comes_home, no_network
from tests.browser.phone import Phone

SHOWN_ON_PAPER = """() => [...document.querySelectorAll('body *')]
  .filter((element) => element.childElementCount === 0 && element.getClientRects().length && element.textContent.trim())
  .map((element) => getComputedStyle(element).color)"""


def opens_the_busiest(phone: Phone) -> str:
    """The neighborhood with the most cases; its path without the language."""
    phone.page.goto(f"{phone.url}/en/neighbourhoods")  # other languages may say small counts in words
    lines = phone.page.locator(".areas .linkrow")
    counts = [int((re.findall(r"\d+", text) or ["0"])[-1]) for text in lines.all_inner_texts()]
    path = (lines.nth(counts.index(max(counts))).get_attribute("href") or "").removeprefix("/en/")
    phone.go(path)
    expect(phone.page.locator(".case-card").first).to_be_visible()
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_shows_the_cases_and_nothing_to_tap(phone: OpenPhone, lang: str, scheme: str) -> None:
    anna = phone(lang=lang, color_scheme=scheme)
    path = opens_the_busiest(anna)
    page, slug = anna.page, path.rpartition("/")[2]
    page.emulate_media(media="print")
    for hidden in (".tabs", ".languages", ".foot", ".taken-out", ".case-card-icon"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".case-card").last).to_be_visible()
    expect(page.get_by_text(f"{anna.url}/n/{slug}")).to_be_visible()
    assert is_readable_on_white(page)


def is_readable_on_white(page: Page) -> bool:
    """Whether all text is dark, whatever colors the phone prefers."""
    colours = {tuple(map(int, re.findall(r"\d+", colour)[:3])) for colour in page.evaluate(SHOWN_ON_PAPER)}
    return bool(colours) and all(max(colour) <= 0x33 for colour in colours)


def test_the_paper_is_a_few_sheets(phone: OpenPhone) -> None:
    anna = phone()
    opens_the_busiest(anna)
    document = anna.page.pdf(format="Letter")
    assert document.startswith(b"%PDF")
    cases = anna.page.locator(".case-card").count()
    assert 1 <= document.count(b"/Type /Page\n") + document.count(b"/Type /Page ") <= 2 + cases // 8


def test_a_neighborhood_opens_in_the_subway_by_its_short_name_too(
    visitor: OpenPhone, fickle_city: CityServer, lang: str
) -> None:
    anna = visitor(lang=lang)
    path = opens_the_busiest(anna)
    slug, name = path.rpartition("/")[2], anna.page.locator("h1").inner_text()
    with no_network(fickle_city, anna):
        for address in (f"{anna.url}/{lang}/{path}", f"{anna.url}/n/{slug}"):
            anna.page.goto(address)
            expect(anna.page.locator("h1")).to_have_text(name)
            expect(anna.page.locator(".saved")).to_be_visible()
            assert anna.page.locator(".on-time").evaluate("(card) => getComputedStyle(card).display") == "grid"
            assert not problems(anna.page)


def test_without_scripts_the_page_says_the_same(phone: OpenPhone, lang: str) -> None:
    anna = phone(lang=lang, java_script_enabled=False)
    anna.go("neighbourhoods?q=city")
    anna.page.locator(".areas .linkrow").first.click()
    expect(anna.page.locator("h1")).to_be_visible()
    expect(anna.page.locator(".taken-out a")).to_have_count(3)


def test_a_download_arrives_as_a_file(phone: OpenPhone) -> None:
    anna = phone()
    comes_home(anna)
    slug = opens_the_busiest(anna).rpartition("/")[2]
    with anna.page.expect_download() as started:
        anna.page.locator('.taken-out a[href*=".csv"]').click()
    assert started.value.suggested_filename == f"cases-{slug}.csv"
    assert started.value.path().read_bytes().startswith(b"\xef\xbb\xbfnumber,")
