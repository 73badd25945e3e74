"""Tiles of somebody else's server: fetched by ours, so that nobody's phone talks to it, and kept on the disk.

Only squares of the city at zooms of the map are ever asked for, a few at once, each for a few seconds at most. Whoever
waits for one waits less, and only so many wait at all, so that a map never takes the threads that reports need.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from app.places.maps.breaker import Breaker
from app.places.maps.fetching import DEADLINE_SECONDS, Connect, Fetched, NoAnswer, connect_https, fetch
from app.places.maps.freshness import fresh_for, may_be_kept, retry_after
from app.places.maps.kept import Copy, Shelf
from app.places.maps.pictures import DAY_SECONDS, Absent, MapSettings, Picture, sniffed
from app.places.maps.square import Square

log = logging.getLogger(__name__)
AT_ONCE = 2  # for each process: OpenStreetMap's browsers had no more for years
MOST_WAITING = 12  # of a process's 32 threads
MOST_QUEUED = 48  # some four screens
PATIENCE_SECONDS = 2.5  # a phone shows its own copy after three
MISSING_FOR = timedelta(hours=1)
STALE_SECONDS = 60  # how long browsers may keep what is old, before they look again
TEAPOT = 418  # how OpenStreetMap says that somebody is blocked
REFUSALS = frozenset({401, 403, TEAPOT, 429})
LONG_PAUSE, LONGEST_ASKED = timedelta(minutes=15), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the tiles are: `https://host/…` with {z}, {x} and {y} in it; who asks, for its log."""

    host: str
    path: str
    agent: str

    @classmethod
    def of(cls, template: str, agent: str) -> "Address":
        """Taken apart."""
        host, _, path = template.removeprefix("https://").partition("/")
        return cls(host, f"/{path}", agent)

    def path_of(self, square: Square) -> str:
        """The path of one tile."""
        parts = {"{z}": square.z, "{x}": square.x, "{y}": square.y}
        path = self.path
        for part, number in parts.items():
            path = path.replace(part, str(number))
        return path


class Upstream:
    """The tiles of another server, as far as the city goes."""

    def __init__(
        self,
        address: Address,
        settings: MapSettings,
        shelf: Shelf,
        *,
        now: Callable[[], datetime],
        is_ours: Callable[[Square], bool],
        connect: Connect = connect_https,
        deadline_seconds: float = DEADLINE_SECONDS,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self.settings = settings
        self._address, self._shelf, self._now, self._is_ours = address, shelf, now, is_ours
        self._connect, self._deadline, self._patience = connect, deadline_seconds, patience_seconds
        self._breaker = Breaker(now)
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="tiles")
        self._waiting = threading.BoundedSemaphore(MOST_WAITING)
        self._lock = threading.Lock()
        self._asked: dict[Square, Future[Copy | None]] = {}
        self._began: dict[Square, float] = {}

    def find(self, square: Square) -> Picture | Absent:
        """The tile: a copy at once, fresh or not; else what comes within the patience."""
        if not self._is_ours(square) or square.z > self.settings.max_zoom:
            return Absent.THERE_IS_NONE
        copy = self._shelf.find(square)
        if copy is not None and copy.fresh_until > self._now():
            return self._picture(copy)
        asked = self._ask(square, copy)
        if copy is None and asked is not None:
            copy = self._wait(asked)
        return self._picture(copy) if copy else Absent.NOT_NOW

    def _picture(self, copy: Copy) -> Picture | Absent:
        if copy.content is None:
            return Absent.THERE_IS_NONE
        left = int((copy.fresh_until - self._now()).total_seconds())
        return Picture(copy.content, copy.mimetype, min(left, 7 * DAY_SECONDS) if left > 0 else STALE_SECONDS)

    def _wait(self, asked: "Future[Copy | None]") -> Copy | None:
        if not self._waiting.acquire(blocking=False):
            return None
        try:
            return asked.result(self._patience)
        except TookTooLong:
            return None
        finally:
            self._waiting.release()

    def _ask(self, square: Square, old: Copy | None) -> "Future[Copy | None] | None":
        """One question for each tile, however many want it; none while the upstream is not well, or hangs."""
        with self._lock:
            if square in self._asked:
                return None if self._hangs() else self._asked[square]
            if len(self._asked) >= MOST_QUEUED or self._hangs() or self._breaker.is_resting():
                return None
            with suppress(RuntimeError):  # the process is on its way out
                self._asked[square] = self._pool.submit(self._fetch_and_forget, square, old)
            return self._asked.get(square)

    def _hangs(self) -> bool:
        """Whether a question has been out for longer than anybody waits."""
        limit = monotonic() - self._patience
        return any(began < limit for began in list(self._began.values()))

    def _fetch_and_forget(self, square: Square, old: Copy | None) -> Copy | None:
        self._began[square] = monotonic()
        try:
            return self._fetched(square, old)
        finally:
            with self._lock:
                self._began.pop(square, None)
                self._asked.pop(square, None)

    def _fetched(self, square: Square, old: Copy | None) -> Copy | None:
        """What is right for this tile now; the old copy where nothing better came."""
        if not self._breaker.lets_through():
            return old
        try:
            answer = fetch(
                self._address.host,
                self._address.path_of(square),
                self._headers(old),
                connect=self._connect,
                deadline_seconds=self._deadline,
            )
        except NoAnswer as error:
            self._failed(str(error))
            return old
        return self._judged(square, answer, old)

    def _headers(self, old: Copy | None) -> Mapping[str, str]:
        known = {"If-None-Match": old.etag, "If-Modified-Since": old.modified} if old else {}
        return {
            "User-Agent": self._address.agent,
            "Accept": "image/png,image/jpeg,image/webp",
            "Accept-Encoding": "identity",
        } | {name: value for name, value in known.items() if value}

    def _judged(self, square: Square, answer: Fetched, old: Copy | None) -> Copy | None:
        until = self._now() + fresh_for(answer.headers, self._now())
        if answer.status == 304 and old is not None:
            self._well()
            return self._shelf.renew(square, old, until)
        if answer.status in {204, 404, 410}:  # the sea, or no zoom of theirs
            return self._kept(square, Copy(None, self._now() + MISSING_FOR), answer)
        if answer.status == 200 and sniffed(answer.body):
            headers = answer.headers
            return self._kept(
                square, Copy(answer.body, until, headers.get("etag", ""), headers.get("last-modified", "")), answer
            )
        self._failed(_complaint(answer), self._pause(answer))
        return old

    def _kept(self, square: Square, copy: Copy, answer: Fetched) -> Copy:
        self._well()
        if may_be_kept(answer.headers):
            self._shelf.keep(square, copy)
        return copy

    def _pause(self, answer: Fetched) -> timedelta | None:
        asked = retry_after(answer.headers, self._now())
        return min(asked, LONGEST_ASKED) if asked else (LONG_PAUSE if answer.status in REFUSALS else None)

    def _well(self) -> None:
        if self._breaker.succeeded():
            log.info("the tiles at %s are well again", self._address.host)

    def _failed(self, why: str, leave_alone: timedelta | None = None) -> None:
        if self._breaker.failed(leave_alone):
            log.warning("the tiles at %s are not well (%s): our own drawing for a while", self._address.host, why)


def _complaint(answer: Fetched) -> str:
    if answer.status != 200:
        return f"status {answer.status}"
    return f"no picture but {answer.headers.get('content-type', 'something')[:40]!r}"
