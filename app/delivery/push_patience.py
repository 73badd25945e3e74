"""How long an answer is waited for, with one timer for all that are on their way.

A timer for each would cost a tenth of what encrypting a message costs.
"""

import asyncio

TICK_SECONDS = 0.25


class Patience:
    """Ends what takes longer than `seconds`, at the latest a tick after it, with TimeoutError.

    async with patience.begin() as waiting:
        …
    patience.end(waiting)
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until: dict[asyncio.Timeout, float] = {}  # the oldest first
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> asyncio.Timeout:
        """Wait no longer than this for what is in its block; to be ended afterwards."""
        loop = asyncio.get_running_loop()
        waiting = asyncio.timeout(None)
        self._until[waiting] = loop.time() + self._seconds
        if self._timer is None:
            self._timer = loop.call_later(TICK_SECONDS, self._look, loop)
        return waiting

    def end(self, waiting: asyncio.Timeout) -> None:
        """It is over, in time or not."""
        self._until.pop(waiting, None)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        late = [waiting for waiting, until in self._until.items() if until <= now]
        for waiting in late:
            del self._until[waiting]
            waiting.reschedule(now)
        self._timer = loop.call_later(TICK_SECONDS, self._look, loop) if self._until else None
