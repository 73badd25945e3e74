"""What the operator hears of: each kind of trouble at once, and then once a minute, however often it comes."""

import time
from collections.abc import Callable

SECONDS, MOST_KINDS = 60.0, 1000


class Alarms:
    """One kind of trouble is a service and a reason. `now` is in seconds and never jumps."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._rung: dict[tuple[str, str], float] = {}
        self._unsaid: dict[tuple[str, str], int] = {}

    def ring(self, host: str, reason: str, count: int = 1) -> int:
        """How many to tell of now: these and those that were kept quiet since the last time; 0: not yet."""
        kind, now = (host, reason), self._now()
        if len(self._unsaid) >= MOST_KINDS and kind not in self._unsaid:
            self._rung.clear()
            self._unsaid.clear()
        unsaid = self._unsaid.get(kind, 0) + count
        is_new = now - self._rung.get(kind, -SECONDS) >= SECONDS
        self._unsaid[kind] = 0 if is_new else unsaid
        if not is_new:
            return 0
        self._rung[kind] = now
        return unsaid
