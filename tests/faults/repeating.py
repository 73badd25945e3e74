"""The same report more than once: at the same moment, or because the answer never came."""

import http.client
import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.faults.proxy import Fault, Proxy
from tests.faults.sender import Sending, put, report

LONGEST_CUT_BYTES = 600  # an answer is longer than that


@dataclass
class Repeated:
    """What was sent more than once, what came back, and what never did."""

    sendings: list[Sending] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    lost_answers: int = 0


def send(port: int, one: Sending) -> int | None:
    """Send a report once. The status, or None where no whole answer came."""
    try:
        answer = put(port, one)
    except (OSError, http.client.HTTPException):
        return None
    one.numbers.add(answer.json["number"])
    return answer.status


def send_at_once(port: int, *, rounds: int, times: int) -> Repeated:
    """In each round one report was sent so many times at the same moment."""
    repeated = Repeated([report(f"Sent {times} times at once, round {index}.") for index in range(rounds)])
    barrier = threading.Barrier(times)

    def send_together(one: Sending) -> int | None:
        barrier.wait()
        return send(port, one)

    with ThreadPoolExecutor(times) as phones:
        for one in repeated.sendings:
            statuses = list(phones.map(send_together, [one] * times))
            repeated.statuses.update(status for status in statuses if status)
            repeated.lost_answers += statuses.count(None)
    return repeated


def lose_answers(port: int, *, count: int, seed: int, clients: int = 8) -> Repeated:
    """Each report was committed, its answer cut off somewhere on the way, and the report sent again."""
    repeated = Repeated([report(f"Answer {index} was lost.") for index in range(count)])
    chance = random.Random(seed)
    cuts = [chance.choice((0, chance.randrange(LONGEST_CUT_BYTES))) for _ in range(count)]
    with (
        Proxy(port, lambda: Fault(answer_bytes=cuts.pop())) as proxy,
        ThreadPoolExecutor(clients) as phones,
    ):
        repeated.lost_answers = list(phones.map(lambda one: send(proxy.port, one), repeated.sendings)).count(None)
        repeated.statuses.update(
            status for status in phones.map(lambda one: send(port, one), repeated.sendings) if status
        )
    return repeated
