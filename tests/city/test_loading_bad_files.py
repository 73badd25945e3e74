"""A file of areas that cannot be used is told apart by what is wrong with it, and what was loaded before stays."""

import gzip
import json
from typing import Any

import pytest

from tests.city.map_files import (
    DEPOT,
    FOUR,
    IN_RIVERSIDE,
    OLD_TOWN,
    RIVERSIDE,
    SCHOOL_HILL,
    Surveyor,
    collection,
    feature,
    polygon,
    ring,
    square,
)
from tests.conftest import count

GOOD = square("Depot", DEPOT)
LONGITUDE, LATITUDE = -90.1, 40.61
ACROSS = [[179.9, 40.6], [-179.9, 40.6], [-179.9, 40.7], [179.9, 40.6]]  # the antimeridian
EIGHT = [[-90.12, 40.60], [-90.10, 40.62], [-90.10, 40.60], [-90.12, 40.62], [-90.12, 40.60]]


def swapped(box: tuple[float, float, float, float]) -> list[list[float]]:
    """A ring as those write it who say latitude first."""
    return [[latitude, longitude] for longitude, latitude in ring(*box)]


def changed(at: int, value: Any) -> list[Any]:
    """A good ring with one position changed."""
    line: list[Any] = ring(*DEPOT)
    line[at] = value
    return line


HERE = [LONGITUDE, LATITUDE]
GEOMETRIES: list[tuple[Any, str]] = [
    (polygon(swapped(DEPOT)), "latitude and longitude are swapped: GeoJSON writes longitude first, as in [-90"),
    (polygon(EIGHT), "it is no area: its line crosses itself at -90.11"),
    (polygon([HERE] * 4), "it has no area"),
    (polygon([HERE, [-90.09, LATITUDE], HERE, HERE]), "it has no area"),
    (polygon(ring(*DEPOT)[:3]), "a ring needs at least 4 positions"),
    (polygon(ring(*DEPOT)[:-1]), "a ring must end where it starts"),
    (polygon(changed(1, [-75.16, 39.95])), "[-75.16, 39.95] is outside the city's box"),
    (polygon(ACROSS), "[179.9, 40.6] is outside the city's box"),
    (polygon(changed(1, [-90.1, 90])), "[-90.1, 90] is outside the city's box"),
    (polygon(changed(1, [2694000.5, 235000.1])), "is no place in degrees; feet or metres must be turned into them"),
    (polygon(changed(1, [10**400, 40])), "a number is too large"),
    (polygon(changed(1, ["-90.1", "40.61"])), "a ring must be a list of positions"),
    (polygon(changed(1, [True, LATITUDE])), "a ring must be a list of positions"),
    (polygon(changed(1, [-90.1])), "a ring must be a list of positions"),
    (polygon(changed(1, None)), "a ring must be a list of positions"),
    ({"type": "Polygon", "coordinates": [7]}, "a ring must be a list of positions"),
    ({"type": "MultiPolygon", "coordinates": [7]}, "a polygon must be a list of rings"),
    ({"type": "Polygon"}, "its coordinates are missing or empty"),
    ({"type": "Point", "coordinates": HERE}, "it must be a Polygon or MultiPolygon, not Point"),
    (None, "it has no geometry"),
    (7, "it has no geometry"),
]
NAMES: list[tuple[Any, str]] = [
    ("", "it has no name (property 'name')"),
    (None, "it has no name (property 'name')"),
    (["Yard"], "it has no name (property 'name')"),
    ("x" * 121, "its name is longer than 120 characters"),
    ("Yard\u202eno", "its name holds the hidden character U+202E"),
    ("DÉPOT", "'DÉPOT' is the name of feature 1, too: make one MultiPolygon of them"),
]
FEATURES = [
    *((feature(geometry, name="Yard"), sentence) for geometry, sentence in GEOMETRIES),
    *((square(name, RIVERSIDE), sentence) for name, sentence in NAMES),
]


@pytest.mark.parametrize(("bad", "sentence"), FEATURES)
def test_a_bad_feature_is_named_with_its_file_and_line(surveyor: Surveyor, bad: Any, sentence: str) -> None:
    surveyor.neighbourhoods(*FOUR)
    result = surveyor.neighbourhoods(GOOD, bad)
    assert result.exit_code == 1
    assert [line for line in result.stderr.splitlines() if "areas.geojson:3: feature 2" in line and sentence in line]
    assert surveyor.slug_at(IN_RIVERSIDE) == "riverside"


FILES: list[tuple[str | bytes, str]] = [
    ("", "1: this is an empty file, not GeoJSON"),
    ("name,lat,lon\nDepot,40.61,-90.1\n", "1: this is CSV, not GeoJSON; ogr2ogr -f GeoJSON"),
    ("﻿name;lat;lon\nDépot;40.61;-90.1\n".encode(), "1: this is CSV, not GeoJSON"),
    (b"name,lat,lon\nD\xe9pot,40.61,-90.1\n", "1: this is CSV, not GeoJSON"),
    ("<kml></kml>", "1: this is XML or HTML, as KML is, not GeoJSON"),
    (b"PK\x03\x04whatever", "1: this is a ZIP file: unpack it first"),
    (b"\x00\x00\x27\x0a\xff\xfe\x00", "1: this is a binary file, as shapefiles are"),
    (gzip.compress(b"{}" * 500)[:-9], "1: this is packed, and cannot be unpacked whole"),
    (b"\x1f\x8b\x08nothing", "1: this is packed, and cannot be unpacked whole"),
    ("[]", "1: this is a file that begins with '[]', not GeoJSON"),
    ("{}", "1: this JSON is no GeoJSON of areas: its `type` is None"),
    ('{"type": "Topology", "arcs": []}', "1: this is TopoJSON, not GeoJSON"),
    ('{"geometryType": "esriGeometryPolygon", "features": 7}', "1: this is no FeatureCollection of GeoJSON"),
    ('{"geometryType": "esriGeometryPolygon"}', "1: this is Esri's JSON, not GeoJSON"),
    ('{"type": "Point", "coordinates": [1, 2]}', "1: this JSON is no GeoJSON of areas: its `type` is 'Point'"),
    (collection(), "1: this holds 0 features; it takes 1 to 5,000"),
    (collection(7), "2: part 1 of `features` is no Feature"),
    (collection(GOOD)[:-3], "3: this is no JSON: Expecting ']'"),
    (collection(GOOD) + "more", "4: this is no JSON: Extra data"),
    ('{"type": "FeatureCollection",\n"features": [\nNaN]}', "3: this holds what is no number"),
    ('{"features": [\n' + "9" * 5000 + "]}", "2: this holds what is no number"),
    ('{"a": ' + "[" * 100_000, "1: this is nested too deep"),
    ("{7: 1}", "1: this is no JSON"),
    (collection(GOOD, crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2272"}}),
     "1: its coordinates are of urn:ogc:def:crs:EPSG::2272, not degrees"),
    (collection(feature(polygon(ring(*DEPOT)), a=1, b=2)), "2: no property is surely the name; say which with --name-"),
    (collection(feature(polygon(ring(*DEPOT)))), "2: no property is surely the name"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "sentence"), FILES)
def test_a_file_that_is_none_is_told_apart(surveyor: Surveyor, content: str | bytes, sentence: str) -> None:
    result = surveyor.load("--neighbourhoods", surveyor.file(content))
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"areas.geojson:{sentence}" in result.stderr
    with surveyor.app.app_context():
        assert (count("areas"), count("area_loads")) == (0, 0)


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4269"])
def test_planes_that_are_degrees_are_taken(surveyor: Surveyor, name: str) -> None:
    assert surveyor.neighbourhoods(GOOD, crs={"type": "name", "properties": {"name": name}}).exit_code == 0


def test_axes_that_are_swapped_everywhere_are_one_mistake(surveyor: Surveyor) -> None:
    both = [feature(polygon(swapped(box)), name=str(box[0] + box[1])) for box in (DEPOT, OLD_TOWN)]
    result = surveyor.neighbourhoods(*both)
    assert len(result.stderr.splitlines()) == 1
    assert "areas.geojson:2: in all 2 features latitude and longitude are swapped" in result.stderr


def test_every_mistake_of_every_file_is_listed_and_nothing_is_stored(surveyor: Surveyor) -> None:
    areas = surveyor.file(collection(GOOD, feature(None, name="A"), square("Depot", SCHOOL_HILL)), "areas.geojson")
    boundary = surveyor.file(collection(feature(polygon(ring(*DEPOT)))), "boundary.geojson")
    districts = surveyor.file(collection(square("1", DEPOT)), "districts.geojson")
    result = surveyor.load("--neighbourhoods", areas, "--boundary", boundary, "--districts", districts)
    assert result.exit_code == 1
    assert [line.split(": ")[0].rpartition("/")[2] for line in result.stderr.splitlines()] == [
        "areas.geojson:3", "areas.geojson:4", "boundary.geojson:1"
    ]  # fmt: skip
    assert "the city's `centre` of city.yaml is outside this boundary" in result.stderr
    with surveyor.app.app_context():
        assert (count("areas"), count("area_loads")) == (0, 0)


SLUG_MISTAKES = [({"key": ""}, "its slug '' is missing or another's"), ({"key": "A 1"}, "its slug 'a-1' is missing or")]


@pytest.mark.parametrize(("properties", "sentence"), SLUG_MISTAKES)
def test_slugs_of_the_file_must_be_there_and_differ(
    surveyor: Surveyor, properties: dict[str, str], sentence: str
) -> None:
    path = surveyor.file(collection(square("Depot", DEPOT, key="a 1"), square("Yard", RIVERSIDE, **properties)))
    result = surveyor.load("--neighbourhoods", path, "--slug-field", "key")
    assert result.exit_code == 1
    assert f"areas.geojson:3: feature 2 (Yard): {sentence}" in result.stderr


def test_a_property_that_is_not_there_is_answered_with_those_that_are(surveyor: Surveyor) -> None:
    path = surveyor.file(collection(square("Depot", DEPOT, code=1)))
    result = surveyor.load("--neighbourhoods", path, "--name-field", "label")
    assert "no feature has the property 'label'; there are: name, code" in result.stderr


@pytest.mark.parametrize("arguments", [(), ("--tolerance", "5"), ("--tolerance", "-1", "--recompute")])
def test_a_command_without_sense_is_refused(surveyor: Surveyor, arguments: tuple[str, ...]) -> None:
    assert surveyor.load(*arguments).exit_code == 2


def test_nothing_is_both_loaded_and_forgotten(surveyor: Surveyor) -> None:
    path = surveyor.file(json.dumps(polygon(ring(*DEPOT))))
    assert surveyor.load("--boundary", path, "--forget", "boundary").exit_code == 2
