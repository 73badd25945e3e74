"""Which area a place is in, asked of an index of areas."""

import random

import shapely

from app.city.areas import AreaIndex, Neighbourhood


def test_many_places_at_once_are_answered_as_one_by_one() -> None:
    chance = random.Random(311)
    boxes = [(chance.uniform(-1, 1), chance.uniform(-1, 1), chance.uniform(0.1, 0.5)) for _ in range(40)]
    areas = [
        Neighbourhood(str(at), "", south, west, shapely.box(west, south, west + size, south + size))
        for at, (south, west, size) in enumerate(boxes)
    ]
    index = AreaIndex(areas)
    norths, easts = ([chance.uniform(-1.5, 1.5) for _ in range(500)] for _ in "ne")
    one_by_one = [index.at(north, east) for north, east in zip(norths, easts, strict=True)]
    assert index.at_each(norths, easts) == one_by_one
    assert len({area.slug for area in one_by_one if area}) > 20


def test_areas_on_the_antimeridian_are_found_however_longitudes_are_counted() -> None:
    west = Neighbourhood("west", "West", -16.9, 179.9, shapely.box(179.8, -17, 180, -16.8))
    index = AreaIndex([west, Neighbourhood("far", "Far", -16.9, 179.0, shapely.box(178.9, -17, 179.1, -16.8))])
    assert [index.at(-16.9, longitude) for longitude in (179.9, -180.1, 180, -179.99)] == [west] * 4


def test_where_there_is_no_area_none_is_found() -> None:
    index: AreaIndex[Neighbourhood] = AreaIndex([])
    assert (index.at(0, 0), index.holding(0, 0), index.at_each([0], [0])) == (None, (), [None])
