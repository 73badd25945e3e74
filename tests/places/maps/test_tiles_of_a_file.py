"""A city's own tiles in a file: shown where the file has them, never trusted further than it can be read."""

import io
import logging
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from app import create_app
from app.extensions import db
from app.places.maps.pictures import MapSettings
from app.places.maps.square import Square
from tests.conftest import settings_for
from tests.places.maps.viewer import Viewer, square_at

HERE = (40.6181, -90.1049)
SQUARE = square_at(*HERE, 14)
Make = Callable[..., Path]


def picture(kind: str = "PNG", size: int = 256) -> bytes:
    """A small picture."""
    content = io.BytesIO()
    Image.effect_noise((size, size), 90).convert("RGB").save(content, kind)
    return content.getvalue()


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Writes an MBTiles file with one tile at HERE."""

    def made(content: bytes | None = None, metadata: dict[str, str] | None = None, square: Square = SQUARE) -> Path:
        path = tmp_path / "city.mbtiles"
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE metadata (name text, value text)")
        connection.execute(
            "CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)"
        )
        said = {"name": "Tansy Ford", "format": "png"} | (metadata or {})
        connection.executemany("INSERT INTO metadata VALUES (?, ?)", said.items())
        row = 2**square.z - 1 - square.y
        tile = (square.z, square.x, row, picture() if content is None else content)
        connection.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", tile)
        connection.commit()
        connection.close()
        return path

    return made


@pytest.fixture
def city(tmp_path: Path, app: Flask) -> Iterator[Callable[[Path], Viewer]]:
    """An application that shows a file; its store is that of the other tests' application, which is migrated."""

    made: list[Flask] = []

    def shown(path: Path, **settings: object) -> Viewer:
        url = app.config["SETTINGS"].database_url
        made.append(create_app(settings_for(tmp_path, "tansy-ford", database_url=url, tiles=str(path), **settings)))
        made[-1].test_client_class = type(app.test_client())
        return Viewer(made[-1], made[-1].test_client(), tmp_path)  # type: ignore[arg-type]

    yield shown
    for one in made:
        put_away(one)


def put_away(app: Flask) -> None:
    """It keeps no connection to the store."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def settings_of(viewer: Viewer) -> MapSettings:
    """What pages hear of the map."""
    with viewer.app.app_context():
        settings = viewer.app.jinja_env.globals["map_settings"]()  # type: ignore[operator]
    assert isinstance(settings, MapSettings)
    return settings


@pytest.mark.parametrize(("kind", "mimetype"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")])
def test_a_tile_of_the_file_is_shown(make: Make, city: Callable[..., Viewer], kind: str, mimetype: str) -> None:
    content = picture(kind)
    response = city(make(content)).ask(SQUARE)
    assert (response.status_code, response.mimetype, response.data) == (200, mimetype, content)
    assert "public" in response.headers["Cache-Control"]
    assert response.headers["ETag"]


def test_where_the_file_has_no_tile_the_drawing_is_shown(make: Make, city: Callable[..., Viewer]) -> None:
    viewer = city(make())
    beside = Square(SQUARE.z, SQUARE.x + 1, SQUARE.y)
    assert "in" in viewer.drawing(beside).kinds
    assert viewer.ask(beside).cache_control.max_age == 86_400


def test_pages_hear_what_the_file_says_of_itself(make: Make, city: Callable[..., Viewer]) -> None:
    said = {"minzoom": "4", "maxzoom": "17", "attribution": 'Maps by <a href="https://x.example">the town</a> &amp; co'}
    settings = settings_of(city(make(metadata=said)))
    assert settings == MapSettings("Maps by the town & co", "", 10, 17, is_sketch=False)


def test_the_operator_s_attribution_goes_before_the_file_s(make: Make, city: Callable[..., Viewer]) -> None:
    viewer = city(make(metadata={"attribution": "The file"}), tiles_attribution="The city")
    assert settings_of(viewer).attribution == "The city"


def test_without_a_word_of_its_zooms_the_deepest_tile_counts(make: Make, city: Callable[..., Viewer]) -> None:
    assert settings_of(city(make())).max_zoom == 14


@pytest.mark.parametrize("zooms", [{"minzoom": "x", "maxzoom": "-3"}, {"minzoom": "99", "maxzoom": "1"}])
def test_zooms_that_cannot_be_are_made_to_fit(make: Make, city: Callable[..., Viewer], zooms: dict[str, str]) -> None:
    settings = settings_of(city(make(metadata=zooms)))
    assert 10 <= settings.min_zoom <= settings.max_zoom <= 19


def no_file(path: Path) -> None:
    path.unlink()


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def some_text(path: Path) -> None:
    path.write_text("zoom,column,row\n" * 100)


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def only_a_header(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:50])


def scrambled(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xff" * 3996
    path.write_bytes(bytes(content))


def another_database(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE people (name text)")


def no_tiles(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM tiles")


def vector_tiles(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE metadata SET value = 'pbf' WHERE name = 'format'")


def vector_tiles_that_say_nothing(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE tiles SET tile_data = x'1f8b0800'")


def pages_for_pictures(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE tiles SET tile_data = '<html>'")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (no_file, "cannot be read: No such file"),
        (a_folder, "cannot be read: Is a directory"),
        (some_text, "no SQLite file"),
        (nothing, "no SQLite file"),
        (cut_off, "cut off"),
        (only_a_header, "cut off"),
        (scrambled, "damaged"),
        (another_database, "not MBTiles: no such table"),
        (no_tiles, "no tiles"),
        (vector_tiles, "vector tiles (pbf)"),
        (vector_tiles_that_say_nothing, "vector tiles (pbf)"),
        (pages_for_pictures, "neither PNG nor JPEG nor WebP"),
    ],
)
def test_a_file_that_cannot_be_shown_is_said_once_and_the_drawing_is_shown(
    make: Make, city: Callable[..., Viewer], caplog: pytest.LogCaptureFixture, spoil: Callable[[Path], None], said: str
) -> None:
    path = make()
    spoil(path)
    with caplog.at_level(logging.ERROR, logger="app.places"):
        viewer = city(path)
    (line,) = [record.getMessage() for record in caplog.records]
    assert said in line
    assert "STOOP_TILES" in line
    assert settings_of(viewer).is_sketch
    assert "in" in viewer.drawing(SQUARE).kinds


def test_a_file_that_somebody_locks_is_said_too(
    make: Make, city: Callable[..., Viewer], caplog: pytest.LogCaptureFixture
) -> None:
    path = make()
    with sqlite3.connect(path, isolation_level=None) as writer, caplog.at_level(logging.ERROR, logger="app.places"):
        writer.execute("BEGIN EXCLUSIVE")
        assert settings_of(city(path)).is_sketch
    assert "cannot be read now: database is locked" in caplog.text


def test_a_file_that_is_locked_later_shows_the_drawing_until_it_is_free(
    make: Make, city: Callable[..., Viewer], caplog: pytest.LogCaptureFixture
) -> None:
    path = make()
    viewer = city(path)
    with sqlite3.connect(path, isolation_level=None) as writer, caplog.at_level(logging.ERROR, logger="app.places"):
        writer.execute("BEGIN EXCLUSIVE")
        assert "in" in viewer.drawing(SQUARE).kinds
        assert viewer.ask(SQUARE).headers["Cache-Control"] == "no-store"
        writer.execute("ROLLBACK")
    assert len(caplog.records) == 1
    assert viewer.ask(SQUARE).mimetype == "image/png"


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"GIF89a", b"\x1f\x8b\x08"])
def test_a_tile_that_is_no_picture_is_not_shown(make: Make, city: Callable[..., Viewer], content: bytes) -> None:
    path = make()
    with sqlite3.connect(path) as connection:
        row = 2**14 - 1 - SQUARE.y
        connection.execute("INSERT INTO tiles VALUES (14, ?, ?, ?)", (SQUARE.x + 1, row, content))
    viewer = city(path)
    assert "in" in viewer.drawing(Square(14, SQUARE.x + 1, SQUARE.y)).kinds


def test_the_file_is_only_read(make: Make, city: Callable[..., Viewer]) -> None:
    path = make()
    before = path.read_bytes()
    city(path).ask(SQUARE)
    assert path.read_bytes() == before
    assert [other.name for other in path.parent.glob("city.mbtiles*")] == ["city.mbtiles"]
