"""The spatial key, against arithmetic done the slow way."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.places.geometry import distance_m
from app.places.tiles import MAX_LATITUDE, MAX_TILES, SIDE, parent_range, tile, tiles_around

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
SEED = 311


def quadkey(latitude: float, longitude: float, zoom: int = 16) -> str:
    """The tile by its textbook formula (as the OpenStreetMap wiki has it), digit by digit."""
    angle = math.radians(latitude)
    column = int((longitude + 180) / 360 * 2**zoom)
    row = int((1 - math.asinh(math.tan(angle)) / math.pi) / 2 * 2**zoom)
    return "".join(str((column >> bit & 1) + 2 * (row >> bit & 1)) for bit in reversed(range(zoom)))


def test_a_tile_is_its_quadkey_read_as_a_number() -> None:
    rng = random.Random(SEED)
    for _ in range(2000):
        place = rng.uniform(-85, 85), rng.uniform(-180, 179.999)
        assert tile(*place) == int(quadkey(*place), 4), place


def test_a_tile_of_another_zoom_is_its_quadkey_too() -> None:
    rng = random.Random(SEED)
    for zoom in (1, 15, 19, 30):
        place = rng.uniform(-85, 85), rng.uniform(-180, 179.999)
        assert tile(*place, zoom) == int(quadkey(*place, zoom), 4), (place, zoom)
        assert tile(*place, zoom) in tiles_around(*place, 0.01, zoom)


@given(latitudes, longitudes, st.integers(0, 16))
@settings(deadline=None)
def test_the_places_under_a_parent_tile_are_one_range(latitude: float, longitude: float, zoom: int) -> None:
    key = tile(latitude, longitude)
    first, last = parent_range(key, zoom)
    assert first <= key <= last
    assert last - first + 1 == 4 ** (16 - zoom)
    assert parent_range(first, zoom) == parent_range(last, zoom) == (first, last)


def test_neighbouring_parents_do_not_overlap() -> None:
    _, last = parent_range(tile(39.9526, -75.1652), 12)
    first, _ = parent_range(last + 1, 12)
    assert first == last + 1


def test_at_zoom_16_a_tile_is_its_own_parent_and_at_0_the_world_is() -> None:
    key = tile(39.9526, -75.1652)
    assert parent_range(key, 16) == (key, key)
    assert parent_range(key, 0) == (0, 2**32 - 1)


@pytest.mark.parametrize("zoom", [-1, 17])
def test_there_is_no_parent_at_another_zoom(zoom: int) -> None:
    with pytest.raises(ValueError, match="zoom"):
        parent_range(0, zoom)


def around(latitude: float, longitude: float, distance: float, bearing: float) -> tuple[float, float]:
    """The place at `distance` metres in the direction `bearing` (radians) on the sphere."""
    arc = distance / 6_371_008.8
    start = math.radians(latitude)
    sine = math.sin(start) * math.cos(arc) + math.cos(start) * math.sin(arc) * math.cos(bearing)
    end = math.asin(max(-1.0, min(1.0, sine)))
    turn = math.atan2(
        math.sin(bearing) * math.sin(arc) * math.cos(start), math.cos(arc) - math.sin(start) * math.sin(end)
    )
    return math.degrees(end), (longitude + math.degrees(turn) + 180) % 360 - 180


@given(st.floats(-89, 89), longitudes, st.floats(0, 5000), st.floats(0, 1), st.floats(0, math.tau))
@settings(deadline=None, max_examples=300)
def test_the_tiles_around_a_place_cover_the_whole_disc(
    latitude: float, longitude: float, radius: float, share: float, bearing: float
) -> None:
    try:
        covered = tiles_around(latitude, longitude, radius)
    except ValueError:  # close to a pole a tile is a few metres wide, so that too many are needed
        assert abs(latitude) > 80
        return
    place = around(latitude, longitude, radius * share, bearing)
    assert tile(*place) in covered
    assert len(covered) == len(set(covered))


@pytest.mark.parametrize("radius", [0, 50, 200, 1000, 5000])
def test_a_disc_in_a_city_needs_few_tiles_more_than_its_square(radius: int) -> None:
    side = 40_075_016 * math.cos(math.radians(39.95)) / SIDE
    assert len(tiles_around(39.95, -75.16, radius)) <= (2 * radius * 1.002 / side + 2) ** 2


def test_brute_force_finds_no_place_that_the_tiles_miss() -> None:
    rng = random.Random(SEED)
    places = [(rng.uniform(39.86, 40.14), rng.uniform(-75.29, -74.95)) for _ in range(3000)]
    for _ in range(60):
        centre, radius = rng.choice(places), rng.choice((150, 700, 2500))
        covered = set(tiles_around(*centre, radius))
        missed = [place for place in places if distance_m(*centre, *place) <= radius and tile(*place) not in covered]
        assert not missed


@pytest.mark.parametrize("longitude", [180.0, -180.0, 179.9999, -179.9999])
def test_a_disc_reaches_over_the_antimeridian(longitude: float) -> None:
    covered = tiles_around(-16.9, longitude, 500)
    assert tile(-16.9, 179.999) in covered
    assert tile(-16.9, -179.999) in covered
    assert len(covered) < 20


@pytest.mark.parametrize("pole", [90.0, -90.0, 89.9999, -89.9999, 85.06, -85.06])
def test_at_the_poles_there_are_tiles_too(pole: float) -> None:
    covered = tiles_around(pole, 12.0, 1000)
    assert tile(pole, 12.0) in covered
    assert len(covered) <= SIDE
    assert tile(pole, 12.0) == tile(math.copysign(MAX_LATITUDE, pole), 12.0)


def test_a_disc_around_a_pole_holds_every_longitude() -> None:
    covered = set(tiles_around(89.999, 12.0, 1000))
    assert all(tile(89.9999, longitude) in covered for longitude in range(-180, 181, 5))


def test_the_keys_fill_32_bits() -> None:
    assert tile(90, -180) == 0
    assert tile(-90, 179.9999) == 2**32 - 1
    assert tile(10, 180) == tile(10, -180) == tile(10, 540)


NOWHERE = [math.nan, math.inf, -math.inf]


@pytest.mark.parametrize("number", NOWHERE)
def test_nowhere_has_no_tile(number: float) -> None:
    for place in ((number, 0.0), (0.0, number)):
        with pytest.raises(ValueError, match="nowhere"):
            tile(*place)
        with pytest.raises(ValueError, match="nowhere"):
            tiles_around(*place, 100)


@pytest.mark.parametrize("radius", [-1.0, *NOWHERE])
def test_a_radius_that_is_no_length_is_refused(radius: float) -> None:
    with pytest.raises(ValueError, match="radius"):
        tiles_around(39.95, -75.16, radius)


@pytest.mark.parametrize("radius", [100_000, 5_000_000, 30_000_000])
def test_a_disc_as_large_as_a_country_is_refused_at_once(radius: int) -> None:
    with pytest.raises(ValueError, match="tiles"):
        tiles_around(39.95, -75.16, radius)
    assert len(tiles_around(39.95, -75.16, 50_000)) < MAX_TILES
