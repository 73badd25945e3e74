"""Tiles of another server: fetched by ours, kept, and never waited for longer than a map is worth."""

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from flask import Flask

from app import clock
from app.places.maps.kept import Copy, Shelf
from app.places.maps.pictures import MapSettings
from app.places.maps.sources import is_near_the_city
from app.places.maps.square import Square
from app.places.maps.upstream import AT_ONCE, Address, Upstream
from tests.conftest import NOON
from tests.places.maps.test_tiles_of_a_file import picture
from tests.places.maps.tile_server import TileServer, path_of, running_tile_server, sends
from tests.places.maps.viewer import Viewer, square_at

HERE = (40.6181, -90.1049)
SQUARE = square_at(*HERE, 14)
PNG = picture()
TEMPLATE = "https://tiles.example/map/{z}/{x}/{y}.png?key=k"
HTML = b"<!doctype html><title>Log in to the hotel</title>" + b" " * 2000


@pytest.fixture
def server() -> Iterator[TileServer]:
    """It is well, and says that its tiles keep for an hour."""
    with running_tile_server(sends(PNG, Cache_Control="max-age=3600", ETag='"one"')) as running:
        yield running


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Where copies go."""
    return Shelf(tmp_path / "tiles", TEMPLATE)


def edge(server: TileServer, shelf: Shelf, *, deadline_seconds: float, patience_seconds: float) -> Upstream:
    """The upstream at the edge of an application."""
    return Upstream(
        Address.of(TEMPLATE, "Stoop311 (+maps@town.example)"),
        MapSettings("Somebody", is_sketch=False),
        shelf,
        now=clock.now,
        is_ours=is_near_the_city,
        connect=server.connect,
        deadline_seconds=deadline_seconds,
        patience_seconds=patience_seconds,
    )


@pytest.fixture
def shown(viewer: Viewer, server: TileServer, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> Viewer:
    """Somebody who looks at its map, on a machine that may be busy."""
    monkeypatch.setitem(viewer.app.extensions, "maps", edge(server, shelf, deadline_seconds=20, patience_seconds=20))
    return viewer


@pytest.fixture
def hurried(shown: Viewer, server: TileServer, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> Viewer:
    """The same, where nobody waits for long."""
    impatient = edge(server, shelf, deadline_seconds=0.4, patience_seconds=0.2)
    monkeypatch.setitem(shown.app.extensions, "maps", impatient)
    return shown


def beside(at: int) -> Square:
    """One of many tiles of the town."""
    here = square_at(*HERE, 17)
    return Square(17, here.x + at % 8, here.y + at // 8)


def test_a_tile_comes_from_the_upstream_through_our_server(shown: Viewer, server: TileServer) -> None:
    response = shown.ask(SQUARE)
    assert (response.status_code, response.mimetype, response.data) == (200, "image/png", PNG)
    assert response.cache_control.max_age == 3600
    assert server.paths == [path_of(SQUARE)]


def test_the_upstream_hears_who_asks_and_nothing_of_the_reader(shown: Viewer, server: TileServer) -> None:
    shown.ask(SQUARE, **{"Cookie": "stoop_lang=ar", "Referer": "https://town.example/en/nearby", "X-Mine": "secret"})
    headers = dict(server.asked[0][1])
    assert headers.pop("user-agent") == "Stoop311 (+maps@town.example)"
    assert set(headers) == {"host", "accept", "accept-encoding"}


def test_a_tile_is_asked_for_once(shown: Viewer, server: TileServer) -> None:
    for _time in range(3):
        assert shown.ask(SQUARE).data == PNG
    assert len(server.asked) == 1


def test_a_copy_outlives_the_process(shown: Viewer, shelf: Shelf) -> None:
    shown.ask(SQUARE)
    copy = shelf.find(SQUARE)
    assert copy is not None
    assert (copy.content, copy.fresh_until, copy.etag) == (PNG, NOON + timedelta(hours=1), '"one"')


def test_an_old_copy_is_shown_at_once_and_asked_about_behind(shown: Viewer, server: TileServer, shelf: Shelf) -> None:
    shown.ask(SQUARE)
    server.answer = sends(b"", 304, Cache_Control="max-age=7200")
    with clock.stopped_at(NOON + timedelta(hours=2)):
        response = shown.ask(SQUARE)
        assert (response.data, response.cache_control.max_age) == (PNG, 60)
        wait_until(lambda: len(server.asked) == 2 and is_fresh(shelf))
    assert server.asked[1][1]["if-none-match"] == '"one"'


def is_fresh(shelf: Shelf) -> bool:
    """Whether the copy was renewed two hours after noon."""
    copy = shelf.find(SQUARE)
    return copy is not None and copy.fresh_until == NOON + timedelta(hours=4)


def wait_until(is_true: Callable[[], bool]) -> None:
    """Until it is, or the test has failed."""
    for _time in range(500):
        if is_true():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it never was")


def hangs(handler: BaseHTTPRequestHandler) -> None:
    """Says nothing, for longer than anybody waits."""
    threading.Event().wait(2)


def drips(handler: BaseHTTPRequestHandler) -> None:
    """Sends a little now and then, so that no single wait is long."""
    for letter in b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 200:
        handler.wfile.write(bytes([letter]))
        threading.Event().wait(0.05)


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.close()


def breaks_off(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(PNG[:1000])


def talks_nonsense(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")


def never_ends(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _time in range(40):
        handler.wfile.write(PNG[:8] + b"\0" * 65_536)


BAD = {
    "hangs up": hangs_up,
    "breaks off": breaks_off,
    "talks nonsense": talks_nonsense,
    "never ends": never_ends,
    "500": sends(b"oops", 500),
    "500 with a picture": sends(PNG, 500, Content_Type="image/png"),
    "503": sends(b"", 503, Retry_After="120"),
    "403": sends(PNG, 403),
    "429": sends(b"", 429),
    "redirect": sends(b"", 302, Location="http://127.0.0.1:9/elsewhere.png"),
    "page": sends(HTML, Content_Type="text/html"),
    "page that says it is a picture": sends(HTML, Content_Type="image/png"),
    "SVG": sends(b"<svg onload='alert(1)'/>", Content_Type="image/svg+xml"),
    "empty": sends(b""),
}


SLOW = {"hangs": hangs, "drips": drips}


@pytest.mark.parametrize("name", BAD)
def test_an_upstream_that_is_not_well_leaves_our_own_drawing(shown: Viewer, server: TileServer, name: str) -> None:
    server.answer = BAD[name]
    assert "in" in shown.drawing(SQUARE).kinds
    assert shown.ask(SQUARE).headers["Cache-Control"] == "no-store"
    assert "/elsewhere.png" not in server.paths


@pytest.mark.parametrize("name", SLOW)
def test_nobody_waits_for_an_upstream_that_hangs(hurried: Viewer, server: TileServer, name: str) -> None:
    server.answer = SLOW[name]
    assert "in" in hurried.drawing(SQUARE).kinds
    assert "in" in hurried.drawing(SQUARE).kinds


@pytest.mark.parametrize("name", ["hangs", "drips"])
def test_an_upstream_that_hangs_again_and_again_is_left_alone(
    hurried: Viewer, server: TileServer, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    server.answer = SLOW[name]
    tiles = iter(range(10_000))
    with caplog.at_level(logging.WARNING, logger="app.places"):
        wait_until(lambda: bool(hurried.ask(beside(next(tiles) % 64))) and "are not well" in caplog.text)
    asked = len(server.asked)
    assert asked <= 3 + AT_ONCE
    hurried.ask(beside(64))
    assert len(server.asked) == asked


@pytest.mark.parametrize("name", ["500", "page", "hangs up"])
def test_an_upstream_that_fails_again_and_again_is_left_alone(
    shown: Viewer, server: TileServer, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    server.answer = BAD[name]
    with caplog.at_level(logging.WARNING, logger="app.places"):
        for at in range(12):
            assert shown.ask(beside(at)).mimetype == "image/svg+xml"
    assert len(server.asked) == 3
    assert caplog.text.count("are not well") == 1


def test_an_upstream_that_is_well_again_is_asked_again(shown: Viewer, server: TileServer) -> None:
    server.answer = BAD["500"]
    for at in range(4):
        shown.ask(beside(at))
    server.answer = sends(PNG)
    assert shown.ask(beside(5)).mimetype == "image/svg+xml"
    with clock.stopped_at(NOON + timedelta(minutes=1)):
        assert shown.ask(beside(5)).data == PNG
        assert shown.ask(beside(6)).data == PNG


def test_one_who_tries_after_a_pause_is_enough(shown: Viewer, server: TileServer) -> None:
    server.answer = BAD["500"]
    for at in range(4):
        shown.ask(beside(at))
    asked = len(server.asked)
    with clock.stopped_at(NOON + timedelta(minutes=1)):
        for at in range(6):
            shown.ask(beside(at))
    assert len(server.asked) == asked + 1


def test_what_an_upstream_asks_for_is_kept(shown: Viewer, server: TileServer) -> None:
    server.answer = sends(b"", 429, Retry_After="7200")
    shown.ask(SQUARE)
    server.answer = sends(PNG)
    with clock.stopped_at(NOON + timedelta(hours=1)):
        assert shown.ask(SQUARE).mimetype == "image/svg+xml"
    with clock.stopped_at(NOON + timedelta(hours=3)):
        assert shown.ask(SQUARE).data == PNG


def test_an_old_copy_is_better_than_a_drawing_while_the_upstream_fails(shown: Viewer, server: TileServer) -> None:
    shown.ask(SQUARE)
    server.answer = BAD["page"]
    with clock.stopped_at(NOON + timedelta(days=60)):
        for _time in range(5):
            assert shown.ask(SQUARE).data == PNG


def test_a_tile_that_the_upstream_does_not_have_is_not_asked_for_all_the_time(
    shown: Viewer, server: TileServer
) -> None:
    server.answer = sends(HTML, 404, Content_Type="text/html")
    for _time in range(5):
        assert shown.ask(SQUARE).mimetype == "image/svg+xml"
    assert len(server.asked) == 1


@pytest.mark.parametrize("square", [square_at(51.5, -0.12, 14), square_at(40.9, -90.1, 16), Square(14, 0, 0)])
def test_nobody_fetches_the_world_through_our_server(shown: Viewer, server: TileServer, square: Square) -> None:
    assert shown.ask(square).status_code == 200
    assert shown.client.get("/tiles/9/127/193").status_code == 404
    assert server.asked == []


def test_many_who_want_one_tile_ask_once(shown: Viewer, server: TileServer) -> None:
    go = threading.Event()

    def waits(handler: BaseHTTPRequestHandler) -> None:
        go.wait(2)
        sends(PNG)(handler)

    server.answer = waits
    with ThreadPoolExecutor(8) as people:
        answers = [people.submit(asked_by_one_more, shown.app, SQUARE) for _person in range(8)]
        wait_until(lambda: len(server.asked) == 1)
        go.set()
        assert {answer.result() for answer in answers} <= {PNG, None}
    assert len(server.asked) == 1


def asked_by_one_more(app: Flask, square: Square) -> bytes | None:
    """The bytes of a picture, or None for a drawing."""
    with clock.stopped_at(NOON):
        response = app.test_client().get(f"/tiles/{square.z}/{square.x}/{square.y}")
    assert response.status_code == 200
    return response.data if response.mimetype == "image/png" else None


def test_many_who_look_at_a_hanging_upstream_all_get_a_map(hurried: Viewer, server: TileServer) -> None:
    server.answer = hangs
    with ThreadPoolExecutor(32) as people:
        answers = [people.submit(asked_by_one_more, hurried.app, beside(at)) for at in range(64)]
        assert {answer.result() for answer in answers} == {None}
    assert server.most_open <= AT_ONCE


@pytest.mark.parametrize(
    ("headers", "fresh_for"),
    [
        ({"Cache_Control": "max-age=60"}, timedelta(seconds=60)),
        ({"Cache_Control": 'public, MAX-AGE="60"'}, timedelta(seconds=60)),
        ({"Cache_Control": "max-age=60, s-maxage=600"}, timedelta(seconds=600)),
        ({"Cache_Control": "max-age=60", "Age": "20"}, timedelta(seconds=40)),
        ({"Cache_Control": "max-age=60", "Age": "200"}, timedelta(0)),
        ({"Cache_Control": "max-age=99999999999999999999"}, timedelta(days=30)),
        ({"Cache_Control": "no-cache, max-age=60"}, timedelta(0)),
        ({"Cache_Control": "max-age=soon"}, timedelta(0)),
        ({"Date": "Wed, 18 Nov 2026 09:00:00 GMT", "Expires": "Wed, 18 Nov 2026 10:00:00 GMT"}, timedelta(hours=1)),
        ({"Expires": "Wed, 18 Nov 2026 18:00:00 GMT", "Date": "never"}, timedelta(hours=1)),
        ({"Expires": "0"}, timedelta(0)),
        ({}, timedelta(days=7)),
    ],
)
def test_copies_are_used_as_long_as_the_upstream_says(
    shown: Viewer, server: TileServer, shelf: Shelf, headers: dict[str, str], fresh_for: timedelta
) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(200)
        for name, value in {"Content-Length": str(len(PNG)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(PNG)

    server.answer = answer
    shown.ask(SQUARE)
    copy = shelf.find(SQUARE)
    assert copy is not None
    assert copy.fresh_until - NOON == fresh_for


@pytest.mark.parametrize("policy", ["no-store", "private, max-age=60"])
def test_what_nobody_may_keep_is_not_kept(shown: Viewer, server: TileServer, shelf: Shelf, policy: str) -> None:
    server.answer = sends(PNG, Cache_Control=policy)
    assert shown.ask(SQUARE).data == PNG
    assert shelf.find(SQUARE) is None


def test_copies_stay_within_their_budget(shown: Viewer, tmp_path: Path) -> None:
    small = Shelf(tmp_path / "tiles", TEMPLATE, budget_bytes=5 * len(PNG))
    for at in range(8):
        shown.ask(beside(at))
    small.shrink()
    files = [path for path in (tmp_path / "tiles").rglob("*") if path.is_file()]
    assert 0 < sum(path.stat().st_size for path in files) <= 5 * len(PNG)


def test_the_last_of_the_disk_is_not_for_copies(tmp_path: Path) -> None:
    total = shutil.disk_usage(tmp_path).total
    shelf = Shelf(tmp_path / "tiles", TEMPLATE, left_bytes=total)
    shelf.keep(SQUARE, Copy(PNG, NOON))
    has_room = shutil.disk_usage(tmp_path).free > total // 10
    assert (shelf.find(SQUARE) is not None) == has_room


@pytest.mark.parametrize("damage", [b"", b"{}\nx", b'{"until":"x"}\n' + PNG, b"\x00" * 500])
def test_a_damaged_copy_is_fetched_anew(shown: Viewer, server: TileServer, tmp_path: Path, damage: bytes) -> None:
    shown.ask(SQUARE)
    (file,) = [path for path in (tmp_path / "tiles").rglob("*.tile")]
    file.write_bytes(damage)
    assert shown.ask(SQUARE).data == PNG
    assert len(server.asked) == 2


def test_a_folder_that_cannot_be_written_costs_the_copies_only(
    shown: Viewer, server: TileServer, tmp_path: Path
) -> None:
    (tmp_path / "tiles").write_text("a file is in the way")
    assert shown.ask(SQUARE).data == PNG
