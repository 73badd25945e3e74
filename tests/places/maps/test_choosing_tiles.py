"""What an operator may choose for the map, and what is said of it when the server starts."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from app import create_app
from app.config import Settings, SettingsError
from app.places.maps.sources import upstream_of
from app.places.maps.upstream import Address
from tests.conftest import settings_for
from tests.places.maps.test_tiles_of_a_file import put_away
from tests.places.maps.viewer import Viewer, square_at

OSM = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
CONTACT = {"STOOP_TILES_CONTACT": "maps@town.example"}


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Settings]:
    """The settings of an environment."""
    return lambda **variables: Settings.from_env({"STOOP_DATA": str(tmp_path), **variables})


@pytest.mark.parametrize(
    "tiles",
    [
        "tiles.db",
        "/srv/tiles",
        "http://tiles.example/{z}/{x}/{y}.png",
        "ftp://tiles.example/{z}/{x}/{y}.png",
        "https://tiles.example/{z}/{x}.png",
        "https://tiles.example/{z}/{x}/{y}/{y}.png",
        "https://tiles.example/",
        "file:///etc/passwd.mbtiles",
        "openstreetmap",
    ],
)
def test_what_are_no_tiles_is_refused_by_name(read: Callable[..., Settings], tiles: str) -> None:
    with pytest.raises(SettingsError, match=r"^STOOP_TILES: "):
        read(STOOP_TILES=tiles, **CONTACT)


def test_an_upstream_must_be_able_to_reach_us(read: Callable[..., Settings]) -> None:
    with pytest.raises(SettingsError, match="STOOP_TILES_CONTACT"):
        read(STOOP_TILES=OSM)
    assert read(STOOP_TILES=OSM, **CONTACT).tiles_contact == "maps@town.example"
    assert (
        read(STOOP_TILES=OSM, STOOP_PUBLIC_URL="https://311.town.example").tiles_contact == "https://311.town.example"
    )


def test_a_contact_is_one_line_of_a_header(read: Callable[..., Settings]) -> None:
    settings = read(STOOP_TILES=OSM, STOOP_TILES_CONTACT="a@town.example\r\nX-Evil: 1\u2028é")
    assert settings.tiles_contact == "a@town.exampleX-Evil: 1"


def test_a_file_needs_no_contact(read: Callable[..., Settings]) -> None:
    assert read(STOOP_TILES="/srv/city.mbtiles").tiles == "/srv/city.mbtiles"


def test_nobody_is_asked_unless_a_setting_says_so(read: Callable[..., Settings]) -> None:
    assert read().tiles is None


def test_openstreetmap_is_named_and_production_is_warned(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = settings_for(tmp_path, tiles=OSM, tiles_contact="maps@town.example")
    with caplog.at_level(logging.WARNING, logger="app.places"):
        shown = upstream_of(settings).settings
    assert (shown.attribution, shown.is_sketch) == ("© OpenStreetMap contributors", False)
    assert shown.attribution_url == "https://www.openstreetmap.org/copyright"
    assert "a city in production needs its own" in caplog.text


def test_another_s_tiles_are_named_as_the_operator_says(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    template = "https://notopenstreetmap.org/{z}/{x}/{y}.png"
    with caplog.at_level(logging.WARNING, logger="app.places"):
        shown = upstream_of(settings_for(tmp_path, tiles=template, tiles_attribution="The county")).settings
    assert (shown.attribution, shown.attribution_url, caplog.text) == ("The county", "", "")


def test_our_own_drawing_may_have_somebody_to_name(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path, tiles_attribution="Streets: the county"))
    with app.app_context():
        settings = app.jinja_env.globals["map_settings"]()  # type: ignore[operator]
    put_away(app)
    assert (settings.attribution, settings.is_sketch) == ("Streets: the county", True)


def test_an_address_is_taken_apart_as_it_is_written() -> None:
    address = Address.of("https://t.example:8443/a/{z}/{y}/{x}@2x.png?key={k}", "agent")
    square = square_at(40.6181, -90.1049, 14)
    assert (address.host, address.path_of(square)) == (
        "t.example:8443",
        f"/a/14/{square.y}/{square.x}@2x.png?key={{k}}",
    )


def test_the_app_starts_with_an_upstream_and_asks_it_nothing(tmp_path: Path, viewer: Viewer) -> None:
    url = viewer.app.config["SETTINGS"].database_url
    settings = settings_for(tmp_path, "tansy-ford", database_url=url, tiles=OSM, tiles_contact="x")
    app = create_app(settings)
    response = app.test_client().get("/tiles/14/0/0")
    put_away(app)
    assert (response.status_code, response.mimetype) == (200, "image/svg+xml")
