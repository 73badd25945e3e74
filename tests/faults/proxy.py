"""A bad network between a phone and the server: passes bytes on, until the fault of this connection strikes."""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

CHUNK_BYTES = 4096


@dataclass
class Fault:
    """What happens to one connection. Without any of it, nothing does. The delay may change while lines are open."""

    request_bytes: int | None = None  # so many of what the phone sends come through, then the line is cut
    answer_bytes: int | None = None  # so many of what the server answers come through, then the line is cut
    delay_seconds: float = 0  # before each piece, in both directions
    answer: bytes | None = None  # somebody on the way answers in the server's place


@dataclass(frozen=True)
class Line:
    """The two halves of one connection."""

    phone: socket.socket
    server: socket.socket
    fault: Fault

    def carry(self) -> None:
        """Pass bytes on in both directions until both are through, or the fault strikes."""
        upward = threading.Thread(target=self._pass_on, args=(self.phone, self.server, self.fault.request_bytes))
        upward.start()
        self._pass_on(self.server, self.phone, self.fault.answer_bytes)
        upward.join()
        self.phone.close()
        self.server.close()

    def _pass_on(self, source: socket.socket, target: socket.socket, limit: int | None) -> None:
        passed = 0
        with suppress(OSError):
            while chunk := source.recv(CHUNK_BYTES):
                time.sleep(self.fault.delay_seconds)
                rest = len(chunk) if limit is None else limit - passed
                target.sendall(chunk[:rest])
                passed += len(chunk)
                if limit is not None and passed >= limit:
                    return self._cut()
            target.shutdown(socket.SHUT_WR)
        return None

    def _cut(self) -> None:
        """Both ends lose the other at once."""
        for end in (self.phone, self.server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@dataclass(frozen=True)
class Stranger:
    """Somebody on the way who reads a request to its end and answers in the server's place."""

    phone: socket.socket
    server: socket.socket
    answer: bytes

    def carry(self) -> None:
        """Answer once and hang up."""
        self.server.close()
        with suppress(OSError), self.phone, self.phone.makefile("rb") as asked:
            length = 0
            while (line := asked.readline()).strip():
                name, _colon, value = line.lower().partition(b":")
                length = int(value) if name == b"content-length" else length
            asked.read(length)
            self.phone.sendall(self.answer)


class Carrier(Protocol):
    """Carries one connection to its end."""

    def carry(self) -> None:
        """Until nothing more comes."""


class Proxy:
    """Listens on a port of its own and asks `next_fault` what to do with each connection."""

    def __init__(self, server_port: int, next_fault: Callable[[], Fault] = Fault) -> None:
        self._server_port = server_port
        self._next_fault = next_fault
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self._listener.settimeout(0.1)
        self.port: int = self._listener.getsockname()[1]
        self._is_closing = threading.Event()
        self._lines: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept)

    def __enter__(self) -> "Proxy":
        self._accepting.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._is_closing.set()
        for thread in (self._accepting, *self._lines):
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while not self._is_closing.is_set():
            with suppress(TimeoutError):
                phone, _address = self._listener.accept()
                line = threading.Thread(target=self._carry, args=(phone,))
                self._lines.append(line)
                line.start()

    def _carry(self, phone: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self._server_port))
        except OSError:
            phone.close()
        else:
            self.line(phone, server).carry()

    def line(self, phone: socket.socket, server: socket.socket) -> "Carrier":
        """What carries a connection."""
        fault = self._next_fault()
        return Line(phone, server, fault) if fault.answer is None else Stranger(phone, server, fault.answer)
