"""A small run of the campaign of `tests.cases.measure_likeness`: what is the same is offered, what is not, is not."""

from collections.abc import Callable, Iterable
from random import Random

from flask import Flask

from tests.cases import campaign
from tests.cases.campaign import Trial
from tests.client import CheckingClient
from tests.samples import sample_of

PAIRS = 28  # fewer than one network may send in an hour


def shown(app: Flask, pairs: Callable[[Random], Iterable[Trial]]) -> int:
    """Of so many pairs, how many are offered."""
    chance, client = Random(311), app.test_client()
    assert isinstance(client, CheckingClient)
    return sum(campaign.is_offered(client, trial, chance) for trial in pairs(chance))


def corners(app: Flask) -> list[campaign.Place]:
    """Places all over the middle of the city, so far apart that no pair meets another."""
    north, east = sample_of(app).here
    return [(north + 0.002 * (at % 6 - 3), east + 0.002 * (at // 6 - 3)) for at in range(36)]


def test_nearly_all_that_is_the_same_is_offered(app: Flask) -> None:
    city = app.extensions["city"]
    assert shown(app, lambda chance: campaign.duplicates(city, corners(app), PAIRS, chance)) >= PAIRS * 0.95


def test_hardly_anything_further_away_is_offered(app: Flask) -> None:
    city = app.extensions["city"]
    others = shown(app, lambda chance: campaign.others(city, corners(app), PAIRS, chance, nearest=2, furthest=4))
    assert others <= PAIRS * 0.1


def test_nothing_of_another_kind_is_offered(app: Flask) -> None:
    city = app.extensions["city"]
    assert shown(app, lambda chance: campaign.unrelated(city, corners(app), PAIRS, chance)) == 0
