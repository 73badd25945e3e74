"""A box of the map: its tiles, wherever on earth it lies."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.places.boxes import MOST_ZOOM, Box, place_at
from app.places.tiles import ZOOM, share_down, tile, tile_at

latitudes, longitudes = st.floats(-85, 85), st.floats(-180, 180)
boxes = st.builds(
    lambda west, east, one, other: Box(west, min(one, other), east, max(one, other)),
    longitudes, longitudes, latitudes, latitudes,
)  # fmt: skip


@given(boxes, st.randoms(use_true_random=False))
def test_every_place_of_a_box_is_on_a_tile_of_its_ranges(box: Box, chance: random.Random) -> None:
    latitude = chance.uniform(box.south, box.north)
    longitude = (box.west + chance.uniform(0, box.width) + 180) % 360 - 180
    ranges = box.ranges()
    assert any(first <= tile(latitude, longitude) <= last for first, last in ranges)
    assert all(first <= last for first, last in ranges)
    assert all(before[1] < after[0] for before, after in itertools.pairwise(ranges))


@given(boxes)
def test_a_box_is_covered_by_few_ranges(box: Box) -> None:
    assert len(box.ranges()) <= 36
    columns, rows = box.columns(box.zoom_of(8)), box.rows(box.zoom_of(8))
    assert len(columns) <= 9
    assert len(rows) <= 9


@given(latitudes, longitudes, st.integers(0, ZOOM))
def test_a_tile_knows_its_column_and_row(latitude: float, longitude: float, zoom: int) -> None:
    across, down = tile_at(tile(latitude, longitude, zoom))
    north, west = place_at(across, down, zoom)
    south, east = place_at(across + 1, down + 1, zoom)
    assert south - 1e-9 <= latitude <= north + 1e-9
    assert longitude > 180 - 1e-9 or west - 1e-9 <= longitude <= east + 1e-9


@given(latitudes)
def test_a_latitude_and_how_far_down_it_lies_are_the_same(latitude: float) -> None:
    side = 1 << MOST_ZOOM
    assert place_at(0, share_down(latitude) * side, MOST_ZOOM)[0] == pytest.approx(latitude, abs=1e-9)


CROSSING = Box(179.99, -17.0, -179.99, -16.99)


def test_a_box_across_the_antimeridian_is_narrow() -> None:
    assert CROSSING.crosses
    assert CROSSING.width == pytest.approx(0.02)
    assert abs(CROSSING.middle[1]) == pytest.approx(180)
    assert len(CROSSING.tiles()) < 30
    assert CROSSING.holds(-16.995, 179.995)
    assert CROSSING.holds(-16.995, -179.995)
    assert not CROSSING.holds(-16.995, 0)


@pytest.mark.parametrize("box", [Box(-180, -90, 180, 90), Box(10, -90, 9.999, 90)])
def test_the_whole_world_is_one_tile_at_zoom_0_and_every_column_at_others(box: Box) -> None:
    assert box.tiles(0) == [0]
    assert box.count_tiles(3) == 64


def test_a_box_without_a_size_has_one_tile() -> None:
    assert Box(-75.1, 40, -75.1, 40).tiles() == [tile(40, -75.1)]


def test_the_smallest_box_there_is_has_a_zoom() -> None:
    assert Box(-2.2e-308, 0, 0, 0).zoom_of(8) == MOST_ZOOM
