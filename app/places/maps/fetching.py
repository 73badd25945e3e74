"""One picture from somebody else's server, within a few seconds or not at all.

http.client of the standard library: it follows no redirect, keeps no cookie, and is there already. Its timeouts are for
each wait alone, so an upstream that sends a byte a second would hold it for ever: a timer hangs up.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

WAIT_SECONDS, DEADLINE_SECONDS = 3.0, 5.0
MOST_BYTES = 1 << 20
CHUNK = 1 << 16

Connect = Callable[[str, float], http.client.HTTPConnection]


class NoAnswer(OSError):
    """The upstream cannot be reached, hangs, breaks off, or sends more than a picture has."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back, whatever it is; names of headers in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def connect_https(host: str, timeout_seconds: float) -> http.client.HTTPConnection:
    """A connection whose other end has shown who it is."""
    return http.client.HTTPSConnection(host, timeout=timeout_seconds, context=ssl.create_default_context())


def fetch(
    host: str,
    path: str,
    headers: Mapping[str, str],
    *,
    connect: Connect = connect_https,
    deadline_seconds: float = DEADLINE_SECONDS,
) -> Fetched:
    """GET `path`; NoAnswer when there is no whole answer of at most a megabyte in time."""
    connection = connect(host, min(WAIT_SECONDS, deadline_seconds))
    try:
        with _hung_up_after(deadline_seconds, connection):
            connection.request("GET", path, headers=dict(headers))
            return _read(connection.getresponse())
    except (OSError, ValueError, AttributeError, http.client.HTTPException) as error:  # a socket shut by the timer
        raise NoAnswer(f"{type(error).__name__}: {error}") from error
    finally:
        connection.close()


@contextmanager
def _hung_up_after(seconds: float, connection: http.client.HTTPConnection) -> Iterator[None]:
    timer = threading.Timer(seconds, _hang_up, (connection,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(connection: http.client.HTTPConnection) -> None:
    with suppress(OSError, AttributeError):  # not connected yet: its own timeout is near
        connection.sock.shutdown(socket.SHUT_RDWR)


def _read(response: http.client.HTTPResponse) -> Fetched:
    headers = {name.casefold(): value for name, value in response.getheaders()}
    body = b""
    while chunk := response.read1(CHUNK):
        body += chunk
        if len(body) > MOST_BYTES:
            raise NoAnswer("it sends more than a picture has")
    length = headers.get("content-length", "")
    if length.isdigit() and int(length) != len(body):
        raise NoAnswer("it broke off")
    return Fetched(response.status, headers, body)
