"""Streets that the city has loaded are drawn, and named, on every tile that they touch."""

import json
import re
from itertools import combinations
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from app.places.maps import queries
from app.places.maps.square import Box, Square, meet
from tests.conftest import count
from tests.places.maps.viewer import SVG, Viewer, near, square_at, street
from tests.places.test_query_plans import plan_of

HERE = (40.6181, -90.1049)
NORTH, SOUTH = (40.6300, -90.1049), (40.6060, -90.1049)
EAST, WEST = (40.6181, -90.0900), (40.6181, -90.1200)


def along(first: tuple[float, float], last: tuple[float, float], blocks: int, **properties: str) -> list[object]:
    """A street as cities publish it: a line for each block."""
    corners = [
        (first[0] + (last[0] - first[0]) * at / blocks, first[1] + (last[1] - first[1]) * at / blocks)
        for at in range(blocks + 1)
    ]
    return [street(corners[at], corners[at + 1], **properties) for at in range(blocks)]


def test_a_street_that_was_loaded_is_seen(viewer: Viewer) -> None:
    result = viewer.bring(street(WEST, EAST, name="MAIN ST", highway="primary"))
    assert result.exit_code == 0, result.output
    assert {"case", "k1"} <= viewer.drawing(square_at(*HERE, 16)).kinds


@pytest.mark.parametrize("zoom", [13, 16, 19])
def test_with_streets_the_grid_is_gone(viewer: Viewer, zoom: int) -> None:
    viewer.bring(street(WEST, EAST, name="MAIN ST", highway="residential"))
    assert "grid" not in viewer.drawing(square_at(*HERE, zoom)).kinds
    assert "grid" not in viewer.drawing(square_at(40.6285, -90.0961, zoom)).kinds


def test_a_small_street_is_not_drawn_from_afar(viewer: Viewer) -> None:
    viewer.bring(street(WEST, EAST, highway="residential"))
    far, near_by = viewer.drawing(square_at(*HERE, 12)), viewer.drawing(square_at(*HERE, 13))
    assert ("thin" in far.kinds, "thin" in near_by.kinds) == (False, True)


def test_blocks_without_a_class_that_make_a_long_street_are_a_main_one(viewer: Viewer) -> None:
    viewer.bring(*along((40.6181, -90.1600), (40.6181, -90.0800), 60))
    assert "main" in viewer.drawing(square_at(*HERE, 12)).kinds


def test_short_blocks_alone_are_small_streets(viewer: Viewer) -> None:
    viewer.bring(*along((40.6181, -90.1060), (40.6181, -90.1040), 2))
    assert viewer.drawing(square_at(*HERE, 14)).kinds & {"main", "thin"} == {"thin"}


def test_a_street_goes_on_over_the_border_of_a_tile(viewer: Viewer) -> None:
    viewer.bring(*along(WEST, EAST, 20))
    here = square_at(*HERE, 16)
    left, right = (path_of(viewer, Square(16, here.x + at, here.y)) for at in (0, 1))
    assert max(x for x, _y in left) > 2048
    assert min(x for x, _y in right) < 0
    assert len({y for _x, y in left + right}) == 1


def path_of(viewer: Viewer, square: Square) -> list[tuple[int, int]]:
    """The corners of the only line in a tile."""
    (line,) = [path for path in viewer.drawing(square).root.iter(f"{SVG}path") if path.get("id")]
    numbers = [int(number) for number in re.findall(r"-?\d+", line.get("d", ""))]
    corners = [(numbers[0], numbers[1])]
    for x, y in zip(numbers[2::2], numbers[3::2], strict=True):
        corners.append((corners[-1][0] + x, corners[-1][1] + y))
    return corners


def test_nearer_than_streets_are_cut_they_are_enlarged(viewer: Viewer) -> None:
    viewer.bring(street(WEST, EAST, highway="primary"))
    (group,) = viewer.drawing(square_at(*HERE, 18)).root.iter(f"{SVG}g")
    assert group.get("transform", "").startswith("scale(4)")


@pytest.mark.parametrize("zoom", [15, 16, 17, 18, 19])
def test_a_street_has_its_name_along_it(viewer: Viewer, zoom: int) -> None:
    viewer.bring(*along(WEST, EAST, 20, name="W MAIN ST", highway="primary"))
    y = square_at(*HERE, zoom).y
    row = {Square(zoom, x, y) for x in range(square_at(*WEST, zoom).x, square_at(*EAST, zoom).x + 1)}
    assert any("W Main St" in viewer.drawing(square).words for square in row)


def test_a_name_stands_in_every_tile_that_it_touches(viewer: Viewer) -> None:
    viewer.bring(*along(SOUTH, NORTH, 20, name="The Very Long Street of the Old Mill", highway="primary"))
    found = {square.y for square in near(square_at(*HERE, 16)) if name_in(viewer, square)}
    assert len(found) > 1


def name_in(viewer: Viewer, square: Square) -> bool:
    """Whether the long street is named in a tile."""
    return "The Very Long Street of the Old Mill" in viewer.drawing(square).words


@pytest.mark.parametrize(
    ("given", "shown"),
    [("US 30;US 1", "US 30"), ("N 30TH ST", "N 30th St"), ("<b>&\"Main'", "<b>&\"Main'"), ("شارع", "شارع")],
)
def test_names_are_shown_as_people_write_them(viewer: Viewer, given: str, shown: str) -> None:
    viewer.bring(*along(WEST, EAST, 20, name=given, highway="motorway"))
    row = [Square(16, x, square_at(*HERE, 16).y) for x in range(square_at(*WEST, 16).x, square_at(*EAST, 16).x + 1)]
    assert shown in {word for square in row for word in viewer.drawing(square).words}


def test_a_file_replaces_what_it_brought_before(viewer: Viewer) -> None:
    viewer.bring(street(WEST, EAST, highway="primary"))
    viewer.bring(street(SOUTH, NORTH, highway="motorway"))
    assert viewer.drawing(square_at(*HERE, 14)).kinds & {"k0", "main"} == {"k0"}


def test_another_file_is_added(viewer: Viewer) -> None:
    viewer.bring(street(WEST, EAST, highway="primary"))
    viewer.bring(street(SOUTH, NORTH, highway="motorway"), name="more.geojson.gz", packed=True)
    assert {"k0", "main"} <= viewer.drawing(square_at(*HERE, 14)).kinds


def test_the_same_file_twice_is_there_once(viewer: Viewer) -> None:
    counts = []
    for _time in range(2):
        viewer.bring(*along(WEST, EAST, 20, name="MAIN ST"))
        with viewer.app.app_context():
            counts.append((count("map_lines"), count("map_names")))
    assert counts[0] == counts[1] > (0, 0)


def test_an_empty_file_takes_its_streets_away(viewer: Viewer) -> None:
    viewer.bring(street(WEST, EAST))
    assert viewer.bring().exit_code == 0
    with viewer.app.app_context():
        assert (count("map_lines"), count("map_names")) == (0, 0)


LINE = {"type": "LineString", "coordinates": [[-90.11, 40.61], [-90.10, 40.61]]}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "not GeoJSON"),
        ("address,lat,lon\n1 Main St,40.6,-90.1\n", "not GeoJSON"),
        (b"\x1f\x8b\x08\x00cut off", "not GeoJSON"),
        (b"\xff\xfe{", "not GeoJSON"),
        ("[1]", "FeatureCollection"),
        (json.dumps(LINE), "FeatureCollection"),
        (json.dumps({"type": "FeatureCollection", "features": "many"}), "FeatureCollection"),
    ],
)
def test_a_file_without_streets_is_refused_in_words(viewer: Viewer, content: str | bytes, said: str) -> None:
    result = viewer.bring_text(content)
    assert result.exit_code == 1
    assert said in result.output


@pytest.mark.parametrize(
    ("geometry", "said"),
    [
        (None, "no geometry"),
        ({"type": "Point", "coordinates": [-90.1, 40.6]}, "a Point is no line"),
        ({"type": "LineString", "coordinates": []}, "needs two places"),
        ({"type": "LineString", "coordinates": [[-90.1, 40.61]]}, "needs two places"),
        ({"type": "LineString", "coordinates": [[-90.1, 40.61], [-90.1, 40.61]]}, "no length"),
        ({"type": "LineString", "coordinates": [["a", "b"], [1, 2]]}, "no numbers"),
        ({"type": "LineString", "coordinates": [[True, None], [1, 2]]}, "no numbers"),
        ({"type": "LineString", "coordinates": [[40.61, -90.11], [40.61, -90.10]]}, "swapped"),
        ({"type": "LineString", "coordinates": [[40.61, -93.11], [40.61, -93.10]]}, "swapped"),
        ({"type": "LineString", "coordinates": [[2693000.5, 236000.1], [2693100.0, 236100.0]]}, "WGS84"),
        ({"type": "LineString", "coordinates": [[-75.1, 39.9], [-75.2, 39.9]]}, "outside the city"),
        ({"type": "MultiLineString", "coordinates": 7}, "a MultiLineString is no line"),
    ],
)
def test_a_feature_that_is_no_street_is_named_and_the_others_are_kept(
    viewer: Viewer, geometry: object, said: str
) -> None:
    bad = {"type": "Feature", "properties": None, "geometry": geometry}
    result = viewer.bring({"type": "Feature", "properties": {}, "geometry": LINE}, bad)
    assert result.exit_code == 0, result.output
    assert "feature 2: " in result.output
    assert said in result.output
    assert "1 streets of 2 features, 1 bad" in result.output


def test_a_file_of_other_places_alone_changes_nothing(viewer: Viewer) -> None:
    viewer.bring(street(WEST, EAST))
    result = viewer.bring(*(street((39.9, -75.1), (39.9, -75.2 - at / 100)) for at in range(30)))
    assert result.exit_code == 1
    assert "and 10 more" in result.output
    assert viewer.drawing(square_at(*HERE, 16)).kinds & {"case"}


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (queries.LINES, "uq_map_lines_zoom_tile_source_rank"),
        (queries.NAMES, "ix_map_names_zoom_tile"),
        (queries.ANY, "uq_map_lines_zoom_tile_source_rank"),
    ],
)
def test_a_tile_is_one_look_into_an_index(viewer: Viewer, asked: Any, index: str) -> None:
    viewer.bring(*along(WEST, EAST, 40, name="Main St"), *along(SOUTH, NORTH, 40, name="Cross St"))
    with viewer.app.app_context():
        plan = "\n".join(plan_of(asked, {"zoom": 14, "tile": 5}))
    assert index in plan or "sqlite_autoindex_map_lines" in plan, plan
    assert "SCAN map" not in plan, plan
    assert "Seq Scan" not in plan, plan


@pytest.mark.parametrize(("zoom", "winner"), [(14, "OLD TOWN"), (17, "Old Town Way")])
def test_no_name_stands_on_another(viewer: Viewer, zoom: int, winner: str) -> None:
    viewer.bring(*along((40.6181, -90.1300), (40.6181, -90.0800), 20, name="Old Town Way", highway="motorway"))
    for square in near(square_at(*HERE, zoom)):
        boxes = [box_of(element) for element in viewer.drawing(square).root.iter(f"{SVG}text")]
        assert not [(one, other) for one, other in combinations(boxes, 2) if meet(one, other)]
    assert winner in {word for square in near(square_at(*HERE, zoom)) for word in viewer.drawing(square).words}


def box_of(text: Element) -> Box:
    """What a level text covers, at least: letters of half their height."""
    x, y, across = int(text.get("x", "")), int(text.get("y", "")), len(text.text or "") * 22
    return x - across, y - 40, x + across, y + 40
