"""A client that speaks tus and knows nothing of us sends a photo through a line that keeps breaking."""

import base64
import json
from pathlib import Path

from tests.factories import photo
from tests.faults.outbox import run_node
from tests.faults.proxy import Fault, Proxy
from tests.faults.sender import put, report
from tests.faults.server import Server
from tests.faults.spoiling import wrong_photos

CLIENT = Path(__file__).parent / "tus_client.mjs"
BREAKS = [Fault(request_bytes=25_000), Fault(answer_bytes=0), Fault(request_bytes=14_000), Fault(answer_bytes=900)]


def test_tus_js_client_sends_a_photo_through_a_line_that_keeps_breaking(server: Server) -> None:
    breaks = BREAKS * 2
    one = report("Its photo is sent by another client.", photo() + bytes(range(256)) * 400)
    assert put(server.port, one).status == 201
    with Proxy(server.port, lambda: breaks.pop() if breaks else Fault()) as line:
        url = f"http://127.0.0.1:{line.port}{one.path}/photos/{one.digest}"
        job = {"url": url, "secret": one.secret, "photo": base64.b64encode(one.photo).decode()}
        offsets = json.loads(run_node(str(CLIENT), said=json.dumps(job)))
    assert breaks == []
    assert offsets[-1] == len(one.photo)
    assert list(wrong_photos(server, [one])) == []
