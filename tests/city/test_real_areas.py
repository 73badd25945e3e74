"""The areas that Philadelphia publishes, where ../shared is; `tests/city/measure.py` has the figures."""

from pathlib import Path

import pytest
from flask import Flask

from app.city.current import watch
from app.places.geometry import circle_is_outside
from tests.city.real_map import load_map, real_addresses, right_districts, right_neighbourhoods
from tests.conftest import count

SOME = slice(None, None, 20)


@pytest.fixture
def pack() -> str:
    """The city whose files they are."""
    return "philadelphia"


@pytest.fixture
def loaded(app: Flask, shared: Path) -> Flask:
    """The boundary, the 159 neighbourhoods and the council districts."""
    result = load_map(app, shared)
    assert result.exit_code == 0, result.output
    return app


def test_real_addresses_are_in_the_areas_that_their_publisher_names(loaded: Flask, shared: Path) -> None:
    addresses = real_addresses(shared)[SOME]
    with loaded.app_context():
        city, pack = watch().city(), watch().pack
        assert right_neighbourhoods(city, addresses) > 0.999
        assert right_districts(city, addresses) > 0.999
        assert right_neighbourhoods(pack, addresses) < 0.8
        assert not any(circle_is_outside(city.outline, one.latitude, one.longitude, 0) for one in addresses)


def test_every_neighbourhood_of_the_pack_is_in_the_map(loaded: Flask) -> None:
    with loaded.app_context():
        city = watch().city()
        assert not city.former_neighbourhoods
        assert {area.slug for area in city.neighbourhoods} - {area.slug for area in watch().pack.neighbourhoods} == {
            "riverfront", "industrial"
        }  # fmt: skip


OTHERS = [
    ("philadelphia_neighborhoods_49.geojson", "neighbourhoods", 49),
    ("philadelphia_police_districts.geojson", "districts", 21),
    ("philadelphia_zip_codes.geojson", "districts", 48),
    ("philadelphia_parks.geojson", "districts", 507),
]


@pytest.mark.parametrize(("name", "kind", "areas"), OTHERS)
def test_other_maps_load_without_a_word_on_their_names(
    app: Flask, shared: Path, name: str, kind: str, areas: int
) -> None:
    result = app.test_cli_runner().invoke(args=["city", "load", "--no-wait", f"--{kind}", str(shared / "geo" / name)])
    assert result.exit_code == 0, result.output
    with app.app_context():
        assert count("areas") == areas


def test_the_town_next_door_is_told_from_the_city(loaded: Flask) -> None:
    answer = loaded.test_client().get("/api/v1/places/at?lat=39.943&long=-75.12").get_json()  # Camden
    assert (answer["inside"], answer["districts"]) == (False, [])
