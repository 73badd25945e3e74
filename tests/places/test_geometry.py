"""Distances, directions, the border and the rounded place."""

import math

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from app.places.geometry import (
    COMPASS_POINTS,
    METRES_PER_DEGREE,
    bearing_deg,
    circle_is_outside,
    compass_point,
    distance_m,
    distance_to_outline_m,
    is_on_earth,
    rounded,
)

latitudes = st.floats(-89.9, 89.9)
longitudes = st.floats(-180, 180)
# A town of 11 by 8.5 km.
TOWN = shapely.box(-75.2, 39.9, -75.1, 40.0)
# Two islands on both sides of the antimeridian, as RFC 7946 wants them cut.
ISLANDS = shapely.MultiPolygon([shapely.box(179.9, -17, 180, -16.9), shapely.box(-180, -17, -179.9, -16.9)])


@pytest.mark.parametrize(
    ("start", "end", "metres"),
    [
        ((39.9526, -75.1652), (39.9526, -75.1652), 0),
        ((0, 0), (0, 1), METRES_PER_DEGREE),
        ((0, 0), (1, 0), METRES_PER_DEGREE),
        ((0, 179.5), (0, -179.5), METRES_PER_DEGREE),
        ((90, 0), (-90, 77), 180 * METRES_PER_DEGREE),
        ((48.8566, 2.3522), (51.5074, -0.1278), 343_557),
    ],
)
def test_distances(start: tuple[float, float], end: tuple[float, float], metres: float) -> None:
    assert distance_m(*start, *end) == pytest.approx(metres, abs=1)


@given(latitudes, longitudes, latitudes, longitudes)
@settings(deadline=None)
def test_a_distance_is_the_same_both_ways_and_a_bearing_is_below_360(a: float, b: float, c: float, d: float) -> None:
    assert distance_m(a, b, c, d) == pytest.approx(distance_m(c, d, a, b), abs=1e-3)
    assert 0 <= bearing_deg(a, b, c, d) < 360
    assert compass_point(bearing_deg(a, b, c, d)) in COMPASS_POINTS


@pytest.mark.parametrize(
    ("end", "point"),
    [((1, 0), "n"), ((1, 1), "ne"), ((0, 1), "e"), ((-1, 1), "se"), ((-1, 0), "s"), ((-1, -1), "sw"), ((0, -1), "w"),
     ((1, -1), "nw"), ((1, -0.01), "n")],
)  # fmt: skip
def test_directions(end: tuple[float, float], point: str) -> None:
    assert compass_point(bearing_deg(0, 0, *end)) == point


@pytest.mark.parametrize(("bearing", "point"), [(0, "n"), (22, "n"), (23, "ne"), (337, "nw"), (338, "n"), (359.9, "n")])
def test_a_bearing_belongs_to_the_nearest_compass_point(bearing: float, point: str) -> None:
    assert compass_point(bearing) == point


@pytest.mark.parametrize("place", [(math.nan, -75.0), (40.0, math.nan), (math.inf, 0), (91, 0), (0, 181), (-90.1, 0)])
def test_what_is_no_place_is_outside_every_city(place: tuple[float, float]) -> None:
    assert not is_on_earth(*place)
    assert circle_is_outside(TOWN, *place, accuracy_m=1e9)


def test_null_island_is_outside() -> None:
    assert circle_is_outside(TOWN, 0, 0, accuracy_m=50)


@pytest.mark.parametrize("accuracy", [0, 10, 5000, math.inf, math.nan, -3])
def test_a_place_in_the_city_is_never_refused(accuracy: float) -> None:
    assert not circle_is_outside(TOWN, 39.95, -75.15, accuracy)


@pytest.mark.parametrize(("km_north", "accuracy", "outside"), [
    (3, 5000, False),  # the circle reaches into the city
    (4.99, 5000, False),
    (5.01, 5000, True),
    (6, 5000, True),
    (0.02, 10, True),
    (0.02, 30, False),
    (0.02, math.nan, True),  # no known accuracy: the fix itself must be in the city
    (0.02, -100, True),
    (900, math.inf, False),  # it may be anywhere
])  # fmt: skip
def test_a_place_is_refused_only_when_its_whole_circle_is_outside(
    km_north: float, accuracy: float, outside: bool
) -> None:
    latitude = 40 + km_north * 1000 / METRES_PER_DEGREE
    assert circle_is_outside(TOWN, latitude, -75.15, accuracy) is outside


def test_the_distance_to_the_border_is_right_to_the_east_too() -> None:
    east = -75.1 + 2000 / (METRES_PER_DEGREE * math.cos(math.radians(39.95)))
    assert distance_to_outline_m(TOWN, 39.95, east) == pytest.approx(2000, rel=0.001)
    assert distance_to_outline_m(TOWN, 39.95, -75.15) == 0


def test_the_far_side_of_the_world_is_outside_however_longitudes_are_counted() -> None:
    assert circle_is_outside(TOWN, 39.95, 104.85, accuracy_m=5000)
    assert not circle_is_outside(TOWN, 39.95, -75.15, accuracy_m=0)


@pytest.mark.parametrize(("longitude", "outside"), [(179.95, False), (-179.95, False), (180, False), (0, True)])
def test_a_city_may_lie_on_the_antimeridian(longitude: float, outside: bool) -> None:
    assert circle_is_outside(ISLANDS, -16.95, longitude, accuracy_m=100) is outside


@pytest.mark.parametrize("latitude", [90, -90])
def test_the_poles_are_outside_a_town(latitude: float) -> None:
    assert circle_is_outside(TOWN, latitude, 0, accuracy_m=5000)


@given(st.floats(-90, 90), longitudes)
@settings(deadline=None)
def test_a_rounded_place_is_near_on_earth_and_stays_put(latitude: float, longitude: float) -> None:
    there = rounded(latitude, longitude)
    assert is_on_earth(*there)
    assert distance_m(latitude, longitude, *there) < 180  # half the diagonal of 250 m
    assert rounded(*there) == there


def test_neighbours_share_a_rounded_place_and_the_next_block_does_not() -> None:
    places = {rounded(39.9526 + north * 1e-4, -75.1652) for north in range(100)}
    assert 4 <= len(places) <= 6


def test_the_grid_is_about_250_metres_wide_in_both_directions() -> None:
    south, west = rounded(39.9526, -75.1652)
    north, _ = rounded(south + 0.00225, west)
    _, east = rounded(south, west + 0.003)
    assert distance_m(south, west, north, west) == pytest.approx(250, abs=2)
    assert distance_m(south, west, south, east) == pytest.approx(250, abs=2)
