"""Over real connections to the real web server: senders that vanish, servers that die, two senders at once."""

import http.client
import os
import random
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask_migrate import upgrade

from app import create_app
from app.extensions import db
from tests.conftest import settings_for
from tests.photos import pictures
from tests.photos.phone import Phone, digest

pytestmark = pytest.mark.real_clock
PHOTO = pictures.jpeg() + random.Random(311).randbytes(400_000)  # a JPEG may have bytes after its end
HALF = len(PHOTO) // 2


class Server:
    """gunicorn with one worker on a free port, and a phone that talks to it."""

    def __init__(self, folder: Path) -> None:
        settings = settings_for(folder)
        self.app = create_app(settings)
        with self.app.app_context():
            upgrade()
        self.phone = Phone(self.app)
        self.phone.declare(PHOTO)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = listener.getsockname()[1]
            command = ["gunicorn", "--config", "python:app.web_server", "--workers", "1", "--log-level", "error"]
            environment = os.environ | {"STOOP_DATA": str(folder), "STOOP_DATABASE_URL": settings.database_url}
            self.process = subprocess.Popen(
                [sys.executable, "-m", *command, "--bind", f"fd://{listener.fileno()}", "wsgi:app"],
                env=environment,
                cwd=Path(__file__).parents[2],
                pass_fds=[listener.fileno()],
            )

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)
        with self.app.app_context():
            db.engine.dispose()

    def request(self, method: str, content: bytes = b"", **headers: str) -> tuple[int, int]:
        """The status and the offset of one whole request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, self.phone.address(PHOTO), content, self.phone.headers(**headers))
        response = connection.getresponse()
        response.read()
        connection.close()
        return response.status, int(response.headers.get("Upload-Offset", -1))

    def wait_for(self, offset: int) -> int:
        """The offset that the server reports, once it is at least this."""
        for _ in range(100):
            if (found := self.request("HEAD")[1]) >= offset:
                return found
            time.sleep(0.05)
        return found

    def begin(self, headers: str = "", sent: bytes = PHOTO[:HALF], length: str | None = None) -> socket.socket:
        """A connection on which a part has begun: the server waits for the rest."""
        fields = self.phone.headers(Upload_Offset="0", Content_Length=length or str(len(PHOTO)))
        lines = [f"PATCH {self.phone.address(PHOTO)} HTTP/1.1", "Host: 127.0.0.1"]
        lines += [f"{name}: {value}" for name, value in fields.items()]
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        connection.sendall("\r\n".join(lines).encode() + b"\r\n" + headers.encode() + b"\r\n" + sent)
        return connection


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    yield server
    server.stop()


def test_a_sender_that_hangs_up_goes_on_where_it_stopped(server: Server) -> None:
    server.begin().close()
    assert server.wait_for(HALF) == HALF
    assert server.request("PATCH", PHOTO[HALF:], Upload_Offset=str(HALF)) == (204, len(PHOTO))
    assert server.phone.state(PHOTO) == "received"


def test_a_sender_that_is_cut_off_loses_next_to_nothing(server: Server) -> None:
    connection = server.begin()
    server.wait_for(HALF - 8192)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()  # now a reset
    here = server.wait_for(HALF - 8192)
    assert HALF - 8192 <= here <= HALF
    assert server.request("PATCH", PHOTO[here:], Upload_Offset=str(here)) == (204, len(PHOTO))
    assert server.phone.state(PHOTO) == "received"


def test_a_server_that_is_killed_keeps_what_came(server: Server) -> None:
    connection = server.begin()
    server.wait_for(HALF - 8192)
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    if not children.exists():
        pytest.skip("only Linux says who a process's children are")
    os.kill(int(children.read_text().split()[0]), signal.SIGKILL)
    connection.close()
    here = server.wait_for(HALF - 8192)
    assert here >= HALF - 8192
    assert server.request("PATCH", PHOTO[here:], Upload_Offset=str(here)) == (204, len(PHOTO))


def test_two_senders_of_one_photo_do_each_other_no_harm(server: Server) -> None:
    hanging = server.begin()
    answers: list[tuple[int, int]] = []
    threads = [
        threading.Thread(target=lambda: answers.append(server.request("PATCH", PHOTO, Upload_Offset="0")))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    hanging.close()
    assert set(answers) == {(204, len(PHOTO))}
    assert server.phone.state(PHOTO) == "received"
    folder = server.app.config["SETTINGS"].data_dir / "photos"
    assert (folder / "originals" / digest(PHOTO)[:2] / digest(PHOTO)).read_bytes() == PHOTO


def test_a_body_in_chunks_is_refused_and_read_as_nothing_else(server: Server) -> None:
    body = b"24\r\nGET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n0\r\n\r\n"
    fields = server.phone.headers(Upload_Offset="0", Transfer_Encoding="chunked")
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.putrequest("PATCH", server.phone.address(PHOTO))
    for name, value in fields.items():
        connection.putheader(name, value)
    connection.endheaders(body)
    response = connection.getresponse()
    assert response.status == 411
    assert b"Content-Length" not in response.read()
    connection.close()
    assert server.request("HEAD") == (200, 0)


@pytest.mark.slow
def test_a_sender_that_stalls_is_let_go_and_told_how_far_it_came(server: Server) -> None:
    connection = server.begin()
    answer = connection.recv(4096).decode()
    connection.close()
    assert answer.startswith("HTTP/1.1 204 ")
    here = int(answer.partition("Upload-Offset: ")[2].partition("\r\n")[0])
    assert HALF - 8192 <= here <= HALF
    assert server.request("HEAD") == (200, here)
