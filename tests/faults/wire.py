"""Raw requests: what no honest client sends, byte for byte, and what comes back."""

import http.client
import socket
import struct
from dataclasses import dataclass

from app.security import HEADERS

TIMEOUT_SECONDS = 40


@dataclass(frozen=True)
class RawAnswer:
    """One answer as it came."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def missing_headers(self) -> list[str]:
        """Security headers that it lacks."""
        return [name for name, value in HEADERS.items() if self.headers.get(name) != value]


def head(method: str, path: str, *lines: str, **headers: str) -> bytes:
    """The head of a request; `Content_Length="5"` is a header, and `lines` come as they are."""
    named = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *named, *lines, "", ""]).encode("latin-1")


def connect(port: int, sent: bytes) -> socket.socket:
    """A connection on which so much was sent."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_SECONDS)
    connection.sendall(sent)
    return connection


def read(connection: socket.socket, method: str = "GET") -> RawAnswer:
    """The answer on this connection, which is closed then. Raise OSError or HTTPException where none comes."""
    with connection:
        response = http.client.HTTPResponse(connection, method=method)
        try:
            response.begin()
            return RawAnswer(response.status, dict(response.headers), response.read())
        finally:
            response.close()


def reset(connection: socket.socket) -> None:
    """Go away as a phone does whose network changes: with a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
