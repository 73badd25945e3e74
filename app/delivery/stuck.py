"""Dispatches that cannot become messages keep no other waiting."""

import logging
from dataclasses import dataclass, field
from datetime import datetime

from app import clock
from app.delivery.hosts import wait_after

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Stuck:
    """Dispatches that could not become messages; one for each run of the worker, which tries each again later."""

    known: dict[int, tuple[int, datetime]] = field(default_factory=dict)  # {id: how often, and when again}

    def ids(self) -> list[int]:
        """Those to be left alone for now."""
        now = clock.now()
        return [dispatch_id for dispatch_id, (_tries, again_at) in self.known.items() if again_at > now]

    def fail(self, dispatch_id: int, kind: str, error: Exception) -> None:
        """One more try of it failed."""
        log.error("dispatch %s (%s) cannot become messages: %s", dispatch_id, kind, type(error).__name__)
        tries = self.known.get(dispatch_id, (0, None))[0] + 1
        self.known[dispatch_id] = (tries, clock.now() + wait_after(tries, None))
