"""CPU of whole requests, ours and a bare Flask route's, each under gunicorn with one worker."""

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from uuid import uuid4

from tests.bench.cities import Store, folder_of, stores_of
from tests.bench.measure import Figure, children_of, cpu_seconds

SIZE = 1_000_000
ROUNDS, BATCH = 10, 60

BACKENDS = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"


@dataclass
class Server:
    """One gunicorn worker and a kept-alive connection to it."""

    process: subprocess.Popen[bytes]
    connection: http.client.HTTPConnection
    store: Store | None = None

    @property
    def cpu(self) -> float:
        """CPU seconds of the worker so far, and of PostgreSQL for whoever asks it: the two take turns."""
        used = cpu_seconds(children_of(self.process.pid))
        return used + cpu_seconds([row[0] for row in self.store.rows(BACKENDS)]) if self.store else used

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> bytes:
        """One request; its answer must be a success."""
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        assert answer.status < 300, (answer.status, content[:300])
        return content


@contextmanager
def serving(target: str, folder: str, store: Store | None = None) -> Iterator[Server]:
    """gunicorn with one worker of one application, on a port the system gives; on PostgreSQL if a store is given."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:app.web_server",
        "--workers",
        "1",
        "--log-level",
        "error",
    ]
    environ = os.environ | {"STOOP_DATA": folder, "STOOP_TRUSTED_PROXIES": "1"}
    environ |= {"STOOP_DATABASE_URL": store.app.config["SETTINGS"].database_url} if store else {}
    process = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}", target], env=environ, stderr=subprocess.DEVNULL
    )
    try:
        yield Server(process, connect(port), store)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def connect(port: int) -> http.client.HTTPConnection:
    """Wait until the server answers."""
    for _ in range(100):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.connect()
        except OSError:
            time.sleep(0.1)
        else:
            return connection
    raise RuntimeError("the server did not start")


def figures() -> Iterator[Figure]:
    """The list of what is near as JSON, in a city that only is read, and a durable report, in one of its own."""
    _sqlite, postgresql = stores_of(SIZE)
    folder, same_json = str(folder_of(SIZE)), "SQL makes the same JSON, raw driver"
    with pair(folder, "tests.bench.floors:app") as (ours, floor):
        yield compare("SQLite: JSON nearby over HTTP", 1.6, same_json, ours, floor, get)
    with pair(folder, "tests.bench.floors_postgresql:app", postgresql) as (ours, floor):
        yield compare("PostgreSQL: JSON nearby over HTTP", 1.6, same_json, ours, floor, get)
    with TemporaryDirectory() as folder:
        migrated(folder)
        with pair(folder, "tests.bench.floors:app") as (ours, floor):
            same = "the same body parsed, the same rows committed"
            yield compare("a durable report", 3.0, same, ours, floor, put)


@contextmanager
def pair(folder: str, floors: str, store: Store | None = None) -> Iterator[tuple[Server, Server]]:
    """Our server and the floor's, on the same store."""
    with serving("wsgi:app", folder, store) as ours, serving(floors, folder, store) as floor:
        yield ours, floor


def migrated(folder: str) -> None:
    """An empty store."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    subprocess.run(command, env=os.environ | {"STOOP_DATA": folder}, stderr=subprocess.DEVNULL, check=True)


def compare(
    name: str, bar: float, floor_name: str, ours: Server, floor: Server, call: Callable[[Server], object]
) -> Figure:
    """CPU microseconds a request, in turns of a batch each."""
    used = {id(ours): 0.0, id(floor): 0.0}
    for turn in range(-1, ROUNDS):
        for server in (ours, floor):
            before = server.cpu
            for _ in range(BATCH):
                call(server)
            if turn >= 0:
                used[id(server)] += server.cpu - before
    per_request = 1e6 / (ROUNDS * BATCH)
    return Figure(name, used[id(ours)] * per_request, used[id(floor)] * per_request, bar, f"CPU, {floor_name}")


def get(server: Server) -> None:
    """What is near the middle of the city."""
    server.send("GET", "/api/v1/cases?near=39.9524,-75.1636&radius=1000&limit=50")


def put(server: Server) -> None:
    """One new report with two answers, words and a place."""
    body = {
        "service": "SR-CL01",
        "answers": {},
        "place": {"lat": 39.9524, "long": -75.1636, "accuracy_m": 12, "source": "device", "address": "1 Penn Square"},
        "description": "Red tags on the north wall, as high as a person.",
        "language": "en",
        "photos": [],
        "schema": 1,
        "client_time": "2026-11-18T16:59:00Z",
    }
    headers = {"Authorization": f"Bearer {secrets.token_urlsafe(24)}", "Content-Type": "application/json"}
    headers["X-Forwarded-For"] = f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.{secrets.randbelow(256)}"
    server.send("PUT", f"/api/v1/reports/{uuid4()}", json.dumps(body).encode(), **headers)
