"""Clients that go away, stall, or send what nobody reads: nothing half is stored, and nobody else waits for them."""

import socket
import time
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from tests.factories import photo
from tests.faults.forms import MULTIPART, fields_of, multipart_of
from tests.faults.sender import TUS, Sending, ask, put, report
from tests.faults.server import Server
from tests.faults.wire import connect, head, read, reset

HANG_UPS: list[Callable[[socket.socket], None]] = [socket.socket.close, reset]


def json_of(one: Sending) -> tuple[bytes, bytes]:
    """The head and the body of a report sent by scripts."""
    length = str(len(one.body))
    headers = {"Content-Type": "application/json", "Content-Length": length} | one.headers
    return head("PUT", one.path, **headers), one.body


def form_of(one: Sending) -> tuple[bytes, bytes]:
    """The same, sent by a page without scripts, as browsers send short forms."""
    body = urlencode(fields_of(one)).encode()
    kind = "application/x-www-form-urlencoded"
    return head("POST", "/en/report", Content_Type=kind, Content_Length=str(len(body))), body


def form_with_files_of(one: Sending) -> tuple[bytes, bytes]:
    """The same, as browsers send forms with files."""
    body = multipart_of(one)
    return head("POST", "/en/report", Content_Type=MULTIPART, Content_Length=str(len(body))), body


@pytest.mark.parametrize("hang_up", HANG_UPS, ids=["closes", "resets"])
@pytest.mark.parametrize("sent_as", [json_of, form_of, form_with_files_of])
def test_of_a_report_that_is_cut_off_nothing_is_stored(
    server: Server, sent_as: Callable[[Sending], tuple[bytes, bytes]], hang_up: Callable[[socket.socket], None]
) -> None:
    before = server.count("cases")
    for share in (0.05, 0.5, 0.9, 0.99):
        start, body = sent_as(report("A hole in the street, as deep as a bathtub." * 20))
        hang_up(connect(server.port, start + body[: int(len(body) * share)]))
    whole = report("Sent whole.")
    start, body = sent_as(whole)
    assert read(connect(server.port, start + body)).status in {201, 303}
    assert server.count("cases") == before + 1


def test_a_photo_that_is_cut_off_goes_on_where_it_stopped(server: Server) -> None:
    one = report("Its photo comes in pieces.", photo() + bytes(100_000))
    assert put(server.port, one).status == 201
    path, headers, here = f"{one.path}/photos/{one.digest}", TUS | one.headers, 0
    for hang_up in HANG_UPS:
        rest = one.photo[here:]
        start = head("PATCH", path, **headers | {"Upload-Offset": str(here), "Content-Length": str(len(rest))})
        hang_up(connect(server.port, start + rest[:30_000]))
        time.sleep(0.5)
        here = int(ask(server.port, "HEAD", path, headers).headers["Upload-Offset"])
    answer = ask(server.port, "PATCH", path, headers | {"Upload-Offset": str(here)}, one.photo[here:])
    assert (answer.status, answer.headers["Upload-Offset"]) == (204, str(len(one.photo)))
    assert 30_000 <= here <= 60_000


@pytest.mark.slow
def test_senders_that_stall_are_let_go_and_may_try_again(server: Server) -> None:
    """Twelve in the head, twelve in a report, twelve in a form: more than half of what the server has of threads."""
    json, form = json_of(report("Stalls.")), form_of(report("Stalls, too."))
    heads = [connect(server.port, b"GET / HTTP/1.1\r\nHost: 127") for _ in range(12)]
    bodies = [connect(server.port, start + body[:50]) for start, body in (json, form) for _ in range(12)]
    assert ask(server.port, "GET", "/healthz").status == 200
    assert {read(connection).status for connection in bodies} == {408}
    assert {connection.recv(1) for connection in heads} == {b""}
    for connection in heads:
        connection.close()


def test_forty_senders_of_bodies_that_nobody_reads_hold_up_nobody(server: Server) -> None:
    start = head("PUT", "/api/v1/nothing", Content_Type="application/json", Content_Length="900000")
    unread = [connect(server.port, start + bytes(64_000)) for _ in range(40)]
    waits = []
    for _ in range(20):
        before = time.monotonic()
        assert ask(server.port, "GET", "/healthz").status == 200
        waits.append(time.monotonic() - before)
    for connection in unread:
        connection.close()
    print(f"40 unread bodies: others were answered within {max(waits) * 1000:.0f} ms")
