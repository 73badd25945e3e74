"""Somebody reads what the city wrote, in the own language, and looks at the original words."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone
from tests.browser.looks import problems_in_every_setting
from tests.browser.phone import Phone
from tests.browser.resident import Resident

NOTE = "The crew comes on Friday."
VERSIONS = {"es": "La cuadrilla viene el viernes.", "ar": "سيأتي الفريق يوم الجمعة."}


@pytest.fixture
def number(phone: OpenPhone, server: CityServer) -> str:
    """A case about which the city wrote in three languages."""
    person = Resident(phone())
    person.fills_in()
    number = person.sends()
    versions = [part for lang, words in VERSIONS.items() for part in ("--note-in", lang, words)]
    server.flask("cases", "update", number, "--status", "scheduled", "--note", NOTE, *versions)
    return number


def opened(stranger: Phone, number: str) -> Page:
    stranger.go(f"cases/{number}")
    return stranger.page


@pytest.mark.parametrize("lang", VERSIONS)
def test_the_original_is_one_tap_below_its_translation(phone: OpenPhone, number: str, lang: str) -> None:
    page = opened(phone(lang=lang), number)
    expect(page.get_by_text(VERSIONS[lang])).to_be_visible()
    original = page.get_by_text(NOTE)
    expect(original).to_be_hidden()
    page.locator("details.original summary").tap()
    expect(original).to_be_visible()
    expect(original).to_have_attribute("lang", "en")
    assert problems_in_every_setting(page) == []


def test_a_reader_of_a_fourth_language_is_told_which_one_it_is(phone: OpenPhone, number: str) -> None:
    page = opened(phone(lang="vi"), number)
    expect(page.get_by_text(NOTE)).to_be_visible()
    expect(page.locator("bdi[lang=en]")).to_have_text("English")
    assert problems_in_every_setting(page) == []
