"""Clusters stand so far apart that a finger hits one of them, and none of their cases is lost."""

import random

from app.cases.shown_clusters import FINGER, apart
from app.cases.viewport import Cluster
from app.places.boxes import Box

BOX = Box(-75.2, 39.9, -75.1, 40.0)


def cluster(latitude: float, longitude: float, count: int = 10) -> Cluster:
    """So many around a point."""
    reach = 0.001
    return Cluster(
        latitude, longitude, count, Box(longitude - reach, latitude - reach, longitude + reach, latitude + reach)
    )


def test_those_that_touch_become_one_that_covers_both() -> None:
    (one,) = apart([cluster(39.95, -75.15, 30), cluster(39.952, -75.15, 10)], BOX)
    assert one.count == 40
    assert round(one.latitude, 4) == 39.9505
    assert round(one.box.north, 3) == 39.953


def test_those_that_stand_apart_stay_as_they_are() -> None:
    both = [cluster(39.95, -75.15, 30), cluster(39.98, -75.15, 10)]
    assert apart(both, BOX) == both


def test_of_many_none_is_under_the_same_finger_and_no_case_is_lost() -> None:
    chance = random.Random(5)
    many = [
        cluster(chance.uniform(BOX.south, BOX.north), chance.uniform(BOX.west, BOX.east), chance.randint(1, 99))
        for _ in range(64)
    ]
    shown = apart(many, BOX)
    assert sum(each.count for each in shown) == sum(each.count for each in many)
    room = 0.0766 * FINGER  # the narrower side, in degrees of latitude
    for at, one in enumerate(shown):
        for other in shown[at + 1 :]:
            across, up = abs(one.longitude - other.longitude) * 0.766, abs(one.latitude - other.latitude)
            assert max(across, up) >= room * 0.999


def test_nothing_is_nothing() -> None:
    assert apart([], BOX) == []
