"""gunicorn's threaded worker, but patient only for so long, and discreet."""

import errno
import select
import socket
from typing import Any

from gunicorn.workers import gthread

from app.security import HEADERS

STALL_SECONDS = 15
# How long a thread waits for the first byte of a connection, and for the rest of a body that nobody read. It is five
# seconds in gunicorn: forty bodies that were refused kept everybody else waiting for as long.
gthread.DEFAULT_WORKER_DATA_TIMEOUT = 1.0


class PatientSocket(socket.socket):
    """A connection that is given up when its other end sends nothing for STALL_SECONDS while a thread waits for it.

    gunicorn waits for the rest of a head or a body for ever: as many stalled phones as there are threads, and nobody
    is served. Sending is left alone: on a slow line an answer may well take longer.
    """

    def recv(self, size: int, flags: int = 0) -> bytes:
        """What has come, at most `size` bytes; ConnectionResetError when nothing comes."""
        if self.gettimeout() is None and not self._hears():
            raise ConnectionResetError(errno.ECONNRESET, "the sender stalls")
        return super().recv(size, flags)

    def _hears(self) -> bool:
        poll = select.poll()
        poll.register(self, select.POLLIN)
        return bool(poll.poll(STALL_SECONDS * 1000))


class Worker(gthread.ThreadWorker):  # type: ignore[misc]
    """Serves patient connections."""

    def enqueue_req(self, conn: gthread.TConn) -> None:
        """Hand a connection to a thread."""
        if not isinstance(conn.sock, PatientSocket):
            conn.sock = PatientSocket(fileno=conn.sock.detach())
        super().enqueue_req(conn)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer what could not be read. The log says why, not from whom."""
        super().handle_error(req, client, None, exc)


def write_error(sock: socket.socket, status: int, reason: str, _message: str) -> None:
    """The answer to a request that never became one: dressed like every other, and no echo of what was sent."""
    body = f"{reason}\n"
    headers = HEADERS | {"Connection": "close", "Content-Type": "text/plain", "Content-Length": str(len(body))}
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers.items()), "", body]
    sock.sendall("\r\n".join(lines).encode("ascii"))
