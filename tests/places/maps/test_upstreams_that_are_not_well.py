"""An upstream that fails, hangs or talks nonsense: everybody gets a map, and it is left alone for a while."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest

from app import clock
from app.places.maps.upstream import AT_ONCE
from tests.conftest import NOON
from tests.places.maps.tile_server import TileServer, sends
from tests.places.maps.upstreams import HTML, PNG, SQUARE, asked_by_one_more, beside, wait_until
from tests.places.maps.viewer import Viewer


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


def test_many_who_look_at_a_hanging_upstream_all_get_a_map(hurried: Viewer, server: TileServer) -> None:
    server.answer = hangs
    with ThreadPoolExecutor(32) as people:
        answers = [people.submit(asked_by_one_more, hurried.app, beside(at)) for at in range(64)]
        assert {answer.result() for answer in answers} == {None}
    assert server.most_open <= AT_ONCE
