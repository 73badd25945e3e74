"""In every language people find a service by words that no keyword was made from; everyday_words.py measures it."""

from collections import Counter
from typing import cast

import pytest
from flask import Flask

from app.city.catalogue import City
from app.city.letters import fold
from tests.city.everyday_words import LANGUAGES, measured, phrases_of, slipped

LEAST_FOUND = 0.8  # among the first three, of phrases that are no keyword
LEAST_WITH_A_SLIP = 0.7
MOST_USED = 20
LEAST_LISTS = 17  # a language that is added may do without one
DEFAULT = "en"


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_find_what_they_mean(philadelphia: Flask, language: str) -> None:
    figures = measured(philadelphia, language)
    assert figures.no_keywords.among(3) >= LEAST_FOUND, figures
    assert figures.slipped.among(3) >= LEAST_WITH_A_SLIP, figures


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_list_asks_for_the_same_services(language: str) -> None:
    phrases = phrases_of(language)
    assert Counter(phrase.code for phrase in phrases) == Counter(phrase.code for phrase in phrases_of(DEFAULT))
    assert len({phrase.code for phrase in phrases}) == MOST_USED
    assert len({fold(phrase.text) for phrase in phrases}) == len(phrases)


def test_the_lists_ask_for_what_can_be_reported(philadelphia: Flask) -> None:
    city = cast(City, philadelphia.extensions["city"])
    assert {phrase.code for phrase in phrases_of(DEFAULT)} <= {service.code for service in city.open_services}
    assert set(LANGUAGES) <= set(city.languages)
    assert len(LANGUAGES) >= LEAST_LISTS


def test_a_list_is_made_of_words_that_are_mostly_no_keywords(philadelphia: Flask) -> None:
    for language in LANGUAGES:
        figures = measured(philadelphia, language)
        assert len(figures.no_keywords.places) > len(figures.all.places) / 2, language


@pytest.mark.parametrize(("text", "with_a_slip"), [("a pothole", "a pohtole"), ("坑", "坑"), ("hố to", "ốh to")])
def test_a_slip_swaps_two_letters(text: str, with_a_slip: str) -> None:
    assert slipped(text) == with_a_slip
