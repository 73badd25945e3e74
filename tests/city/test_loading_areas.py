"""A city brings in its own map: which neighbourhood a place is in is then right, and what was known stays known."""

import gzip
import json
from pathlib import Path

import pytest
from sqlalchemy import text

from app import create_app
from app.city.current import watch
from app.city.watching import LOOK_EVERY_SECONDS
from app.extensions import db
from tests.city.map_files import (
    DEPOT,
    EAST,
    FOUR,
    IN_DEPOT,
    IN_OLD_TOWN,
    IN_RIVERSIDE,
    IN_SCHOOL_HILL,
    MIDDLE,
    NORTH,
    OLD_TOWN,
    OUTSIDE,
    RIVERSIDE,
    SOUTH,
    WEST,
    Surveyor,
    collection,
    feature,
    polygon,
    ring,
    square,
)
from tests.conftest import count, settings_for


def test_a_place_is_in_the_neighbourhood_whose_lines_go_around_it(surveyor: Surveyor) -> None:
    assert surveyor.slug_at(IN_SCHOOL_HILL) == "depot"  # by the middles of the pack
    result = surveyor.neighbourhoods(*FOUR)
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "neighbourhoods: 4 areas, 20 corners")
    assert surveyor.slug_at(IN_SCHOOL_HILL) == "school-hill"
    assert [surveyor.slug_at(place) for place in (IN_DEPOT, IN_OLD_TOWN)] == ["depot", "old-town"]


def test_what_the_pack_knows_keeps_its_slug_and_its_name_in_each_language(surveyor: Surveyor) -> None:
    before = surveyor.at(IN_DEPOT, "ar")["neighbourhood"]
    surveyor.neighbourhoods(*FOUR)
    assert surveyor.at(IN_DEPOT, "ar")["neighbourhood"] == before
    assert surveyor.at(IN_OLD_TOWN)["neighbourhood"] == {"slug": "old-town", "name": "Old Town"}


def test_a_new_name_gets_a_slug_of_its_own(surveyor: Surveyor) -> None:
    surveyor.neighbourhoods(*FOUR)
    assert surveyor.at(IN_RIVERSIDE)["neighbourhood"] == {"slug": "riverside", "name": "Riverside"}
    assert "Riverside" in surveyor.client.get("/en/nearby").get_data(as_text=True)


def test_another_word_around_the_middle_of_a_known_one_is_that_one(surveyor: Surveyor) -> None:
    result = surveyor.neighbourhoods(square("Depot Yards", DEPOT), square("Riverside", RIVERSIDE))
    assert "feature 1 (Depot Yards): keeps the name 'Depot' and the slug 'depot' of the city pack" in result.stderr
    assert surveyor.slug_at(IN_DEPOT) == "depot"


def test_an_area_with_two_known_ones_in_it_is_neither(surveyor: Surveyor) -> None:
    surveyor.neighbourhoods(square("Depot and School Hill", (MIDDLE, SOUTH, EAST, NORTH)))
    assert surveyor.slug_at(IN_DEPOT) == "depot-and-school-hill"


def test_names_that_the_file_lacks_are_listed_no_more_and_said(surveyor: Surveyor) -> None:
    result = surveyor.neighbourhoods(*FOUR)
    assert "no longer listed, the file has none of that name: Mill Row" in result.stderr
    assert "Mill Row" not in surveyor.client.get("/en/nearby").get_data(as_text=True)
    with surveyor.app.app_context():
        assert watch().city().neighbourhood("mill-row")  # links to it lead somewhere


def test_where_two_meet_the_first_of_the_file_has_the_place(surveyor: Surveyor) -> None:
    surveyor.neighbourhoods(*FOUR)
    assert surveyor.slug_at((40.61, MIDDLE)) == "depot"
    surveyor.neighbourhoods(*reversed(FOUR))
    assert surveyor.slug_at((40.61, MIDDLE)) == "old-town"


def test_a_place_in_no_neighbourhood_is_of_the_nearest(surveyor: Surveyor) -> None:
    small = square("Depot", (-90.09, 40.61, -90.085, 40.612)), square("Riverside", RIVERSIDE)
    surveyor.neighbourhoods(*small)
    assert surveyor.slug_at((40.608, -90.10)) == "depot"
    assert surveyor.slug_at((40.617, -90.12)) == "riverside"


def test_the_same_file_twice_changes_nothing(surveyor: Surveyor) -> None:
    surveyor.neighbourhoods(*FOUR)
    again = surveyor.neighbourhoods(*FOUR)
    assert again.stdout == "neighbourhoods: 4 areas, 20 corners, as before\n"


def test_a_load_takes_the_place_of_the_one_before(surveyor: Surveyor) -> None:
    surveyor.neighbourhoods(*FOUR)
    surveyor.neighbourhoods(square("Upper Town", RIVERSIDE), square("Lower Town", OLD_TOWN))
    assert surveyor.slug_at(IN_DEPOT) == "lower-town"
    with surveyor.app.app_context():
        assert count("areas") == 2


def test_a_name_of_an_earlier_load_keeps_its_slug(surveyor: Surveyor) -> None:
    surveyor.neighbourhoods(square("Riverside", RIVERSIDE, code="RS-1"), square("Depot", DEPOT, code="DP-1"))
    path = surveyor.file(collection(square("The Meadow", RIVERSIDE, key="rs 1"), square("Depot", DEPOT, key="depot")))
    surveyor.load("--neighbourhoods", path, "--slug-field", "key")
    assert surveyor.slug_at(IN_RIVERSIDE) == "rs-1"
    surveyor.neighbourhoods(square("The  MEADOW", RIVERSIDE), square("Depot", DEPOT))
    assert surveyor.slug_at(IN_RIVERSIDE) == "rs-1"


def test_names_without_a_latin_letter_get_a_slug_that_lasts(surveyor: Surveyor) -> None:
    surveyor.neighbourhoods(square("المدينة القديمة", RIVERSIDE), square("Depot", DEPOT))
    slug = surveyor.slug_at(IN_RIVERSIDE)
    assert slug is not None
    assert slug.startswith("area-")
    surveyor.load("--forget", "neighbourhoods")
    surveyor.neighbourhoods(square("Depot", DEPOT), square("المدينة القديمة", RIVERSIDE))
    assert surveyor.slug_at(IN_RIVERSIDE) == slug


def test_a_neighbourhood_may_have_several_parts_and_holes(surveyor: Surveyor) -> None:
    far, hole = ring(-90.12, 40.61, -90.11, 40.615), ring(-90.09, 40.605, -90.085, 40.61)
    parts = {"type": "MultiPolygon", "coordinates": [[ring(*DEPOT), hole], [far]]}
    surveyor.neighbourhoods(feature(parts, name="Depot"), square("Yard", (-90.09, 40.605, -90.085, 40.61)))
    assert surveyor.slug_at((40.612, -90.115)) == "depot"
    assert surveyor.slug_at((40.607, -90.087)) == "yard"


NAME_FIELDS = [
    ({"OBJECTID": 7, "NEIGHBORHOOD": "Riverside"}, ()),
    ({"id": 7, "Nhood": "Riverside"}, ()),
    ({"only": "Riverside"}, ()),
    ({"name": "7", "label": "Riverside"}, ("--name-field", "LABEL")),
]


@pytest.mark.parametrize(("properties", "options"), NAME_FIELDS)
def test_the_property_with_the_names_is_found_or_said(
    surveyor: Surveyor, properties: dict[str, str], options: tuple[str, ...]
) -> None:
    path = surveyor.file(collection(feature(polygon(ring(*RIVERSIDE)), **properties)))
    assert surveyor.load("--neighbourhoods", path, *options).exit_code == 0
    assert surveyor.at(IN_RIVERSIDE)["neighbourhood"]["name"] == "Riverside"


def test_a_packed_file_is_read(surveyor: Surveyor) -> None:
    path = surveyor.file(gzip.compress(collection(*FOUR).encode()), "areas.geojson.gz")
    assert surveyor.load("--neighbourhoods", path).exit_code == 0
    assert surveyor.slug_at(IN_RIVERSIDE) == "riverside"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_mark_before_the_text_does_not_matter(surveyor: Surveyor, encoding: str) -> None:
    content = collection(square("Café Row", RIVERSIDE)).encode(encoding)
    result = surveyor.load("--neighbourhoods", surveyor.file(content))
    assert result.exit_code == 0, result.output
    assert surveyor.at(IN_RIVERSIDE)["neighbourhood"] == {"slug": "cafe-row", "name": "Café Row"}


def test_latin_1_is_read_and_said(surveyor: Surveyor) -> None:
    content = collection(square("Café Row", RIVERSIDE)).encode("latin-1")
    result = surveyor.load("--neighbourhoods", surveyor.file(content))
    assert "areas.geojson:1: this is not UTF-8; it is read as Latin-1, so check the accents" in result.stderr
    assert surveyor.at(IN_RIVERSIDE)["neighbourhood"]["name"] == "Café Row"


def test_a_small_loop_is_mended_and_said(surveyor: Surveyor) -> None:
    west, south, east, north = RIVERSIDE
    loop = [[-90.12, north], [-90.1201, north + 1e-4], [-90.1201, north], [-90.12, north + 1e-4]]
    line = [[west, south], [east, south], [east, north], *loop, [west, north], [west, south]]
    result = surveyor.neighbourhoods(feature(polygon(line), name="Riverside"))
    assert result.exit_code == 0
    assert "areas.geojson:2: feature 1 (Riverside): mended: its line crosses itself at -90.12" in result.stderr
    assert surveyor.slug_at(IN_RIVERSIDE) == "riverside"


def test_neighbours_that_overlap_are_taken_and_said(surveyor: Surveyor) -> None:
    result = surveyor.neighbourhoods(square("Depot", DEPOT), square("Yard", (-90.09, SOUTH, EAST, 40.61)))
    assert "feature 2 (Yard): overlaps feature 1 (Depot) by 100%: what both hold is of that one" in result.stderr
    assert surveyor.slug_at((40.608, -90.085)) == "depot"


def test_lines_are_simplified_and_neighbours_keep_one_line_between_them(surveyor: Surveyor) -> None:
    wavy = [[MIDDLE + (1e-7 if step % 2 else 0), SOUTH + step * 0.0005] for step in range(39)]
    one = feature(polygon([[WEST, SOUTH], *wavy, [WEST, wavy[-1][1]], [WEST, SOUTH]]), name="Old Town")
    other = feature(polygon([*wavy, [EAST, wavy[-1][1]], [EAST, SOUTH], wavy[0]]), name="Depot")
    assert (
        "2 areas, 84 corners"
        in surveyor.load("--neighbourhoods", surveyor.file(collection(one, other)), "--tolerance", 0).stdout
    )
    assert "2 areas, 10 corners" in surveyor.neighbourhoods(one, other).stdout
    with surveyor.app.app_context():
        first, second = (area.shape for area in watch().city().neighbourhoods)
    assert first is not None
    assert second is not None
    assert first.intersection(second).area == 0
    assert first.intersection(second).length == pytest.approx(wavy[-1][1] - SOUTH)


def test_districts_are_told_beside_the_neighbourhood(surveyor: Surveyor) -> None:
    assert surveyor.at(IN_DEPOT)["districts"] == []
    path = surveyor.file(collection(feature(polygon(ring(*DEPOT)), district=4), square("Fire 2", DEPOT, district="F2")))
    assert surveyor.load("--districts", path, "--name-field", "district").stdout == "districts: 2 areas, 10 corners\n"
    assert surveyor.at(IN_DEPOT)["districts"] == [{"slug": "4", "name": "4"}, {"slug": "f2", "name": "F2"}]
    assert surveyor.at(IN_OLD_TOWN)["districts"] == []


def test_the_loaded_boundary_says_what_is_in_the_city(surveyor: Surveyor) -> None:
    assert surveyor.at(OUTSIDE)["inside"] is False
    path = surveyor.file(collection(feature(polygon(ring(WEST, SOUTH, -90.09, NORTH)))))
    assert surveyor.load("--boundary", path).stdout == "boundary: 1 area, 5 corners\n"
    assert surveyor.at(OUTSIDE)["inside"] is True
    assert (surveyor.at((40.61, -90.085))["inside"], surveyor.at((40.61, -90.085))["neighbourhood"]) == (False, None)


def test_a_boundary_loses_no_place_when_it_is_simplified(surveyor: Surveyor) -> None:
    corner = [[WEST, SOUTH], [EAST, SOUTH], [EAST, NORTH], [MIDDLE, NORTH + 0.001], [WEST, NORTH], [WEST, SOUTH]]
    path = surveyor.file(collection(feature(polygon(corner))))
    assert surveyor.load("--boundary", path, "--tolerance", 150).exit_code == 0
    assert surveyor.at((NORTH + 0.00099, MIDDLE))["inside"] is True
    assert surveyor.at((NORTH + 0.004, MIDDLE))["inside"] is False


def test_a_boundary_that_leaves_the_packs_box_widens_it(surveyor: Surveyor) -> None:
    path = surveyor.file(collection(feature(polygon(ring(WEST, SOUTH, EAST, 40.65)))))
    assert surveyor.load("--boundary", path).exit_code == 0
    with surveyor.app.app_context():
        assert watch().city().bounds.contains(40.649, MIDDLE)
    assert surveyor.at((40.649, MIDDLE))["inside"] is True


def test_a_bare_feature_or_geometry_may_be_the_boundary(surveyor: Surveyor) -> None:
    shape = polygon(ring(WEST, SOUTH, EAST, NORTH))
    for content in (shape, {"type": "Feature", "properties": None, "geometry": shape}):
        assert surveyor.load("--boundary", surveyor.file(json.dumps(content))).exit_code == 0


def test_what_was_loaded_can_be_forgotten(surveyor: Surveyor) -> None:
    surveyor.neighbourhoods(*FOUR)
    result = surveyor.load("--forget", "neighbourhoods")
    assert result.stdout.startswith("neighbourhoods: as in the city pack\n")
    assert surveyor.slug_at(IN_SCHOOL_HILL) == "depot"


def test_a_running_server_takes_it_up_within_seconds(
    surveyor: Surveyor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(surveyor.app.config["SETTINGS"].data_dir)
    other = create_app(settings_for(folder, "tansy-ford"))
    loader = Surveyor(other, surveyor.client, tmp_path)
    with surveyor.app.app_context():
        running = watch()
    moment = running.now()
    monkeypatch.setattr(running, "now", lambda: moment)
    assert loader.neighbourhoods(*FOUR).exit_code == 0
    with other.app_context():
        db.engine.dispose()
    assert surveyor.slug_at(IN_SCHOOL_HILL) == "depot"
    monkeypatch.setattr(running, "now", lambda: moment + LOOK_EVERY_SECONDS)
    assert surveyor.slug_at(IN_SCHOOL_HILL) == "school-hill"


def test_a_store_that_cannot_be_read_leaves_what_was_known(surveyor: Surveyor, monkeypatch: pytest.MonkeyPatch) -> None:
    surveyor.neighbourhoods(*FOUR)
    with surveyor.app.app_context():
        running = watch()
        db.session.execute(text("ALTER TABLE area_loads RENAME TO area_loads_away"))
        db.session.commit()
        try:
            running.look()
            assert running.city().neighbourhood("riverside")
        finally:
            db.session.execute(text("ALTER TABLE area_loads_away RENAME TO area_loads"))
            db.session.commit()
