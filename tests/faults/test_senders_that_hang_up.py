"""Clients that go away, stall, or send what nobody reads: nothing half is stored, and nobody else waits for them."""

import socket
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from app.city.loader import load_city
from app.config import PACKS
from tests.faults.sender import Sending, report
from tests.faults.server import Server
from tests.faults.wire import connect, head, read, reset
from tests.samples import Sample

HANG_UPS: list[Callable[[socket.socket], None]] = [socket.socket.close, reset]
MULTIPART = "multipart/form-data; boundary=cut"


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
    parts = [f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}' for name, value in fields_of(one)]
    body = "\r\n".join([*parts, "--cut--", ""]).encode()
    return head("POST", "/en/report", Content_Type=MULTIPART, Content_Length=str(len(body))), body


def fields_of(one: Sending) -> list[tuple[str, str]]:
    """The fields of a page, each of which could be the last that came."""
    fields = {"id": str(one.id), "secret": one.secret, "do": "send", "schema": "1", "language": "en"}
    sample = Sample(load_city(PACKS / "philadelphia"))
    answers = {f"answer.{code}": answer for code, answer in sample.answers(sample.ordinary).items()}
    fields |= {"service": sample.ordinary.code, "unplaceable": "1"} | answers
    return list((fields | {"description": one.words * 20, "contact_name": "", "contact_email": ""}).items())


@pytest.mark.parametrize("hang_up", HANG_UPS, ids=["closes", "resets"])
@pytest.mark.parametrize("sent_as", [json_of, form_of, form_with_files_of])
def test_of_a_report_that_is_cut_off_nothing_is_stored(
    server: Server, sent_as: Callable[[Sending], tuple[bytes, bytes]], hang_up: Callable[[socket.socket], None]
) -> None:
    before = server.count("cases")
    for share in (0.05, 0.5, 0.9, 0.99):
        start, body = sent_as(report("A hole in the street, as deep as a bathtub."))
        hang_up(connect(server.port, start + body[: int(len(body) * share)]))
    whole = report("Sent whole.")
    start, body = sent_as(whole)
    assert read(connect(server.port, start + body)).status in {201, 303}
    assert server.count("cases") == before + 1
