"""A mobile network at the edge of its reach: slow, far, jerky, and cut again and again. Counts what it carries."""

import queue
import random
import socket
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace

from tests.faults.proxy import Proxy

SEGMENT_BYTES, QUEUED_SEGMENTS = 1024, 12  # what waits on the phone's side of a slow link
SET_UP = 2  # round trips before the first byte: TCP's and TLS's


@dataclass(frozen=True)
class Link:
    """What a link is like; the default is a perfect one."""

    bytes_per_second: float = 1e9
    round_trip_seconds: float = 0
    stalled_share: float = 0
    stall_seconds: tuple[float, float] = (0, 0)
    cut_after_bytes: float = float("inf")
    cuts_are_silent: bool = False  # nobody is told that nothing is carried any more

    def faster(self, times: float) -> "Link":
        """The same, with a clock that runs so many times quicker."""
        return replace(
            self,
            bytes_per_second=self.bytes_per_second * times,
            round_trip_seconds=self.round_trip_seconds / times,
            stall_seconds=(self.stall_seconds[0] / times, self.stall_seconds[1] / times),
        )


EDGE = Link(20_000 / 8, 1.0, 0.05, (1.0, 3.0), 64 * 1024)
SILENT_EDGE = replace(EDGE, cuts_are_silent=True)


class Lane:
    """One direction of a link, which all connections share."""

    def __init__(self, bytes_per_second: float) -> None:
        self._bytes_per_second = bytes_per_second
        self._lock = threading.Lock()
        self._free_at = 0.0

    def departs(self, size: int) -> float:
        """When so many bytes have left, after all that wait before them."""
        with self._lock:
            self._free_at = max(self._free_at, time.monotonic()) + size / self._bytes_per_second
            return self._free_at


@dataclass
class Requests:
    """Follows what a phone puts on a connection, lost or not, and counts the bytes of bodies by method."""

    carried: Counter[str]
    _head: bytes = b""
    _method: str = ""
    _rest: int = 0

    def follow(self, chunk: bytes) -> None:
        """So much more was sent."""
        while chunk:
            if self._rest:
                body, chunk = chunk[: self._rest], chunk[self._rest :]
                self.carried[f"{self._method} bytes"] += len(body)
                self._rest -= len(body)
                continue
            head, end, chunk = (self._head + chunk).partition(b"\r\n\r\n")
            self._head = b"" if end else head
            if end:
                self._begin(head.decode("latin-1"))

    def _begin(self, head: str) -> None:
        self._method = head.partition(" ")[0]
        fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:])
        self._rest = int(fields.get("content-length", 0))
        self.carried[self._method] += 1


@dataclass
class SlowLine:
    """One connection on a link."""

    phone: socket.socket
    server: socket.socket
    link: Link
    up: Lane
    down: Lane
    requests: Requests
    chance: random.Random
    _carried: int = 0
    _is_silent: bool = False
    _is_cut: threading.Event = field(default_factory=threading.Event)

    def carry(self) -> None:
        """Pass bytes on in both directions until both are through, or the line is cut."""
        time.sleep(SET_UP * self.link.round_trip_seconds)
        ways = [(self.phone, self.server, self.up), (self.server, self.phone, self.down)]
        threads = []
        for source, target, lane in ways:
            waiting: queue.Queue[tuple[float, bytes]] = queue.Queue(QUEUED_SEGMENTS)
            threads.append(threading.Thread(target=self._take_in, args=(source, lane, waiting)))
            threads.append(threading.Thread(target=self._deliver, args=(target, waiting)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.phone.close()
        self.server.close()

    def _take_in(self, source: socket.socket, lane: Lane, waiting: "queue.Queue[tuple[float, bytes]]") -> None:
        """What comes waits until it arrives on the other side, and nothing overtakes anything."""
        arrival, chunk = 0.0, b"-"
        with suppress(OSError):
            while chunk and not self._is_cut.is_set():
                chunk = source.recv(SEGMENT_BYTES)
                if source is self.phone:
                    self.requests.follow(chunk)
                arrival = max(arrival, lane.departs(len(chunk)) + self.link.round_trip_seconds / 2 + self._stall())
                self._queue(waiting, (arrival, chunk))
        self._queue(waiting, (0, b""))

    def _queue(self, waiting: "queue.Queue[tuple[float, bytes]]", piece: tuple[float, bytes]) -> None:
        while not self._is_cut.is_set():
            with suppress(queue.Full):
                return waiting.put(piece, timeout=0.1)
        return None

    def _stall(self) -> float:
        is_stalled = self.chance.random() < self.link.stalled_share
        return self.chance.uniform(*self.link.stall_seconds) if is_stalled else 0

    def _deliver(self, target: socket.socket, waiting: "queue.Queue[tuple[float, bytes]]") -> None:
        with suppress(OSError):
            while chunk := self._next(waiting):
                if not self._is_silent:
                    target.sendall(chunk)
                    self._wear(len(chunk))
            if not (self._is_silent and target is self.phone):
                target.shutdown(socket.SHUT_WR)
            return
        self._cut()

    def _wear(self, size: int) -> None:
        """So much more was carried, and the line may break of it."""
        self._carried += size
        if self._carried >= self.link.cut_after_bytes:
            self.requests.carried["cuts"] += 1
            self._is_silent = self.link.cuts_are_silent
            if not self._is_silent:
                self._cut()

    def _next(self, waiting: "queue.Queue[tuple[float, bytes]]") -> bytes:
        while not self._is_cut.is_set():
            with suppress(queue.Empty):
                arrival, chunk = waiting.get(timeout=0.1)
                time.sleep(max(0.0, arrival - time.monotonic()))
                return b"" if self._is_cut.is_set() else chunk
        return b""

    def _cut(self) -> None:
        self._is_cut.set()
        for end in (self.phone, self.server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


class LinkProxy(Proxy):
    """A proxy with a link behind it."""

    def __init__(self, server_port: int, link: Link, seed: int) -> None:
        super().__init__(server_port)
        self.carried: Counter[str] = Counter()
        self._link, self._chance = link, random.Random(seed)
        self._up, self._down = Lane(link.bytes_per_second), Lane(link.bytes_per_second)

    def line(self, phone: socket.socket, server: socket.socket) -> SlowLine:
        """A connection on this link."""
        phone.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        chance = random.Random(self._chance.random())
        return SlowLine(phone, server, self._link, self._up, self._down, Requests(self.carried), chance)
