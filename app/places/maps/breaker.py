"""When to stop asking an upstream that is not well, and when to try again."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

FAILURES = 3  # in a row
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=15)


class Breaker:
    """After some failures in a row nobody asks for a while, longer each time; then one does, to see."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._failures = 0
        self._pause = FIRST_PAUSE
        self._closed_until: datetime | None = None

    def is_resting(self) -> bool:
        """Whether nobody may ask now."""
        with self._lock:
            return self._closed_until is not None and self._now() < self._closed_until

    def lets_through(self) -> bool:
        """Whether the upstream may be asked now. After a pause, only the first who wants to."""
        with self._lock:
            if self._closed_until is None:
                return True
            if self._now() < self._closed_until:
                return False
            self._closed_until = self._now() + self._pause
            return True

    def succeeded(self) -> bool:
        """It is well. Says whether that ends a pause."""
        with self._lock:
            was_paused = self._closed_until is not None
            self._failures, self._pause, self._closed_until = 0, FIRST_PAUSE, None
            return was_paused

    def failed(self, leave_alone: timedelta | None = None) -> bool:
        """It is not; `leave_alone` is what it asked for. Says whether this is what begins a pause."""
        with self._lock:
            self._failures += 1
            is_paused = self._closed_until is not None
            if self._failures < FAILURES and leave_alone is None and not is_paused:
                return False
            if self._failures > FAILURES:
                self._pause = min(self._pause * 2, LONGEST_PAUSE)
            self._closed_until = self._now() + max(self._pause, leave_alone or timedelta())
            return not is_paused
