"""A city that has loaded nothing has a map: its outline, a grid, and the names of its neighbourhoods."""

import base64
import gzip
import hashlib
import re

import pytest
from sqlalchemy import text

from app.extensions import db
from app.places.maps.square import EXTENT, MAX_ZOOM, MIN_ZOOM, Square
from app.security import HEADERS
from tests.places.maps.viewer import SVG, Viewer, near, square_at

OLD_TOWN = (40.6181, -90.1049)
FAR_AWAY = (41.5, -90.1)


@pytest.mark.parametrize("zoom", range(MIN_ZOOM, MAX_ZOOM + 1))
def test_every_zoom_of_the_map_has_a_picture(viewer: Viewer, zoom: int) -> None:
    assert {"in", "grid"} <= viewer.drawing(square_at(*OLD_TOWN, zoom)).kinds


def test_a_neighbourhood_is_named_where_it_is(viewer: Viewer) -> None:
    assert "OLD TOWN" in viewer.drawing(square_at(*OLD_TOWN, 14)).words


@pytest.mark.parametrize("pack", ["philadelphia"])
def test_a_name_is_not_cut_where_tiles_meet(viewer: Viewer) -> None:
    tiles: dict[tuple[str, int, int], set[Square]] = {}
    for square in near(square_at(39.9524, -75.1636, 13)):
        for element in viewer.drawing(square).root.iter(f"{SVG}text"):
            x, y = square.x * EXTENT + int(element.get("x", "")), square.y * EXTENT + int(element.get("y", ""))
            tiles.setdefault((element.text or "", x, y), set()).add(square)
    assert len([name for name, on in tiles.items() if len(on) > 1]) > 3


@pytest.mark.parametrize("zoom", [16, 17, 18, 19])
def test_so_near_that_no_middle_is_in_sight_the_name_is_still_read(viewer: Viewer, zoom: int) -> None:
    here = square_at(40.6200, -90.1060, zoom)
    around = [Square(zoom, here.x + x, here.y + y) for x in range(4) for y in range(4)]
    assert {word for square in around for word in viewer.drawing(square).words} & {"OLD TOWN", "DEPOT", "MILL ROW"}


def test_far_from_the_city_there_is_a_quiet_picture(viewer: Viewer) -> None:
    drawing = viewer.drawing(square_at(*FAR_AWAY, 14))
    assert (drawing.kinds, drawing.words) == ({"out"}, [])


@pytest.mark.parametrize(
    "path",
    ["9/1/1", "20/1/1", "12/4096/1", "12/1/4096", "12/-1/1", "12/1.5/1", "12/x/1", "99999999999/1/1", "12/1/1.png"],
)
def test_where_the_map_ends_nothing_is_found(viewer: Viewer, path: str) -> None:
    response = viewer.client.get(f"/tiles/{path}")
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert response.headers["Cache-Control"] == "no-store"


def test_a_tile_may_be_kept_by_everybody_and_asked_for_again(viewer: Viewer) -> None:
    square = square_at(*OLD_TOWN, 14)
    first = viewer.ask(square)
    assert "public" in first.headers["Cache-Control"]
    assert first.cache_control.max_age == 86_400
    again = viewer.ask(square, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_tile_travels_packed(viewer: Viewer) -> None:
    square = square_at(*OLD_TOWN, 14)
    packed = viewer.ask(square, **{"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.data) == viewer.ask(square).data
    again = viewer.ask(square, **{"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]})
    assert again.status_code == 304


def test_a_tile_runs_nothing_and_takes_nothing_from_elsewhere(viewer: Viewer) -> None:
    response = viewer.ask(square_at(*OLD_TOWN, 14))
    page = response.get_data(as_text=True)
    assert not re.search(r"<script|<foreignObject|\bon\w+=|https?://(?!www\.w3\.org/2000/svg)", page)
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "sandbox" in policy
    style = re.search(r"<style>(.*?)</style>", page)
    assert style
    assert f"'sha256-{base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()}'" in policy
    others = {name: value for name, value in HEADERS.items() if name != "Content-Security-Policy"}
    assert {name: response.headers.get(name) for name in others} == others
    assert len(response.headers.get_all("Content-Security-Policy")) == 1


def test_the_same_stylesheet_serves_both_colour_schemes(viewer: Viewer) -> None:
    assert "@media (prefers-color-scheme:dark)" in viewer.ask(square_at(*OLD_TOWN, 14)).get_data(as_text=True)


def test_a_store_that_fails_costs_the_map_its_streets_only(viewer: Viewer) -> None:
    with viewer.app.app_context():
        db.session.execute(text("ALTER TABLE map_lines RENAME TO map_lines_gone"))
        db.session.commit()
    try:
        response = viewer.ask(square_at(*OLD_TOWN, 14))
    finally:
        with viewer.app.app_context():
            db.session.execute(text("ALTER TABLE map_lines_gone RENAME TO map_lines"))
            db.session.commit()
    assert (response.status_code, response.mimetype) == (200, "image/svg+xml")
    assert response.headers["Cache-Control"] == "no-store"


def test_pages_hear_that_the_map_is_a_drawing(viewer: Viewer) -> None:
    with viewer.app.test_request_context():
        settings = viewer.app.jinja_env.globals["map_settings"]()  # type: ignore[operator]
    assert (settings.attribution, settings.min_zoom, settings.max_zoom, settings.is_sketch) == ("", 10, 19, True)
