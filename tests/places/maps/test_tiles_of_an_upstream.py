"""Tiles of another server: fetched by ours, kept, and never waited for longer than a map is worth."""

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from app import clock
from app.places.maps.kept import Copy, Shelf
from app.places.maps.square import Square
from tests.conftest import NOON
from tests.places.maps.tile_server import TileServer, path_of, sends
from tests.places.maps.upstreams import HTML, PNG, SQUARE, TEMPLATE, asked_by_one_more, beside, wait_until
from tests.places.maps.viewer import Viewer, square_at


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
