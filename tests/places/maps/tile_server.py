"""Somebody else's tile server, on this machine, that answers as a test says."""

import http.client
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from app.places.maps.square import Square

Answer = Callable[[BaseHTTPRequestHandler], None]


def sends(body: bytes, status: int = 200, **headers: str) -> Answer:
    """An ordinary answer; the names of headers with underscores for hyphens."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@dataclass
class TileServer:
    """What it was asked, and what it answers next."""

    port: int
    answer: Answer
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    open: set[int] = field(default_factory=set)
    most_open: int = 0
    lock: Any = field(default_factory=threading.Lock)

    def connect(self, _host: str, timeout_seconds: float) -> http.client.HTTPConnection:
        """Loopback instead of the address in the settings: tests alone get this."""
        return Counted(self, timeout_seconds)

    @property
    def paths(self) -> list[str]:
        """What it was asked for."""
        return [path for path, _headers in self.asked]


class Counted(http.client.HTTPConnection):
    """A connection that the server knows of for as long as our side keeps it."""

    def __init__(self, server: TileServer, timeout_seconds: float) -> None:
        super().__init__("127.0.0.1", server.port, timeout=timeout_seconds)
        self.server = server
        with server.lock:
            server.open.add(id(self))
            server.most_open = max(server.most_open, len(server.open))

    def close(self) -> None:
        with self.server.lock:
            self.server.open.discard(id(self))
        super().close()


@contextmanager
def running_tile_server(answer: Answer) -> Iterator[TileServer]:
    """A server for the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with server.lock:
                server.asked.append((self.path, {name.casefold(): value for name, value in self.headers.items()}))
            try:
                server.answer(self)
            except (BrokenPipeError, ConnectionResetError):
                pass
            finally:
                self.close_connection = True

        def log_message(self, *_words: object) -> None:
            """Quiet."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    listening.block_on_close = False
    server = TileServer(listening.server_address[1], answer)
    thread = threading.Thread(target=listening.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()


def path_of(square: Square) -> str:
    """The path under which the tests' server has a tile."""
    return f"/map/{square.z}/{square.x}/{square.y}.png?key=k"
