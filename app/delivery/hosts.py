"""How much a host bears: how many messages at once, how long it wants to be left alone, whether it works at all.

One worker's knowledge, lost with it; the ledger knows what is still to be sent. No store, no clock of the wall: `now`
is the event loop's, in seconds, which never jumps.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from app.delivery.senders import Outcome, Result

FAILURES_IN_A_ROW = 5  # then the host is left alone for a while, and tried with one message
REFUSALS_IN_A_ROW = 2  # one Retry-After may be meant for one phone; the second is the host's
FIRST_PAUSE_S, LONGEST_PAUSE_S = 2.0, 300.0
LONGEST_RETRY_AFTER = timedelta(days=1)  # of a message; of a whole host, that one message may try again, less
LONGEST_HOST_PAUSE = timedelta(hours=1)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=4)
FIRST_MENDING = timedelta(minutes=15)  # nobody mends keys sooner
chance = random.Random()  # noqa: S311  spreads tries over time, keeps no secret
# Messages that this process holds for each that is on its way: few at first, then what it carries in some seconds. Many
# at a time cost the store less; what is held must be tried before its lease ends, however slow the host becomes.
HELD_FIRST, HELD_AT_MOST, HELD_SECONDS = 4, 16, 10.0


@dataclass(slots=True)
class Patience:
    """What is known of one host."""

    at_once: int
    held: int = 0  # taken from the ledger for it
    failures: int = 0  # since it last took a message
    asked_to_wait: int = 0  # likewise
    pauses: int = 0
    closed_until: float = 0.0
    tries: int = 0  # since `counted_from`
    counted_from: float = 0.0
    per_second: float = 0.0  # tries, lately

    def most(self) -> int:
        """How many to hold for it."""
        carried = int(self.per_second * HELD_SECONDS)
        return min(self.at_once * HELD_AT_MOST, max(self.at_once * HELD_FIRST, carried))

    def count(self, now: float) -> None:
        """One more try ended."""
        self.tries += 1
        if now - self.counted_from >= 1:
            self.per_second = self.tries / (now - self.counted_from)
            self.tries, self.counted_from = 0, now


class Hosts:
    """All hosts of one worker. `at_once` says how many messages a host takes at a moment; 0: nobody carries them."""

    def __init__(self, at_once: Callable[[str], int], now: Callable[[], float]) -> None:
        self._at_once, self._now = at_once, now
        self._known: dict[str, Patience] = {}

    def _of(self, host: str) -> Patience:
        if host not in self._known:
            self._known[host] = Patience(self._at_once(host))
        return self._known[host]

    def room(self, host: str) -> int:
        """How many messages to take for it now. None of a host that hangs, so that it cannot fill this worker; one of a
        host that has to show that it works again; and few times many rather than many times few.
        """
        of = self._of(host)
        if not of.at_once or self._now() < of.closed_until:
            return 0
        if of.pauses:
            return 0 if of.held else 1
        most = of.most()
        return most - of.held if of.held <= most // 2 else 0

    def is_open(self, host: str) -> bool:
        """Whether what was taken for it may be sent now."""
        return self._now() >= self._of(host).closed_until

    def hold(self, host: str) -> None:
        """One more message was taken for it."""
        self._of(host).held += 1

    def let_go(self, host: str) -> None:
        """One of them was tried, or goes back to the ledger."""
        self._of(host).held -= 1

    def told(self, host: str, result: Result) -> None:
        """What came of a try. Whatever a host says of one message shows that it works."""
        of = self._of(host)
        of.count(self._now())
        if result.outcome is not Outcome.LATER or result.is_of_one:
            of.failures = of.asked_to_wait = of.pauses = 0
        elif result.retry_after is not None:
            of.asked_to_wait += 1
            if of.asked_to_wait >= REFUSALS_IN_A_ROW:
                self._close(of, min(capped(result.retry_after), LONGEST_HOST_PAUSE).total_seconds())
        else:
            of.failures += 1
            if result.is_our_fault or of.pauses or of.failures >= FAILURES_IN_A_ROW:
                most = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** min(of.pauses, 10))
                self._close(of, chance.uniform(most / 2, most))

    def _close(self, of: Patience, seconds: float) -> None:
        """Those that were on their way together count as one failure."""
        if self._now() >= of.closed_until:
            of.pauses += 1
        of.closed_until = max(of.closed_until, self._now() + seconds)

    def paused(self) -> dict[str, float]:
        """{host that is left alone: seconds until it is tried again}."""
        now = self._now()
        return {host: of.closed_until - now for host, of in self._known.items() if of.closed_until > now}


def capped(retry_after: timedelta) -> timedelta:
    """What a host may ask for: never the past, and never for ever."""
    return min(max(retry_after, timedelta(0)), LONGEST_RETRY_AFTER)


def wait_after(attempts: int, retry_after: timedelta | None) -> timedelta:
    """How long a message waits after so many tries: full jitter, so that thousands do not come back together; at least
    what its host asked for.
    """
    most = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(attempts - 1, 20))
    jitter = timedelta(seconds=chance.uniform(0, most.total_seconds()))
    return jitter if retry_after is None else capped(retry_after) + min(jitter, FIRST_WAIT)


def wait_for_mending(attempts: int) -> timedelta:
    """How long a message waits for the operator to mend what is ours: 15 to 30 minutes, then twice as long and so on.
    Its host is tried with other messages meanwhile, for it may be this subscription's key alone.
    """
    least = min(LONGEST_WAIT / 2, FIRST_MENDING * 2 ** min(attempts - 1, 20))
    return timedelta(seconds=chance.uniform(1, 2) * least.total_seconds())
