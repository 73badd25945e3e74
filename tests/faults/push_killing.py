"""R11: SIGKILL to the workers that send, again and again, while thousands are to be told of one event."""

import random
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.faults.push_city import PushCity
from tests.faults.push_lines import dying_worker
from tests.push_service import Answer

TAKEN = Answer(after_seconds=0.03)  # as long as a real service takes
DIES_BOOTING = 0.15  # this share of the workers is killed before it may have sent anything
BOOT_SECONDS = 2.0
LONGEST_WAIT_SECONDS = 0.3
PATIENCE_SECONDS = 300  # more than a lease, after which the messages of the dead are sent by others


@dataclass
class Told:
    """Who was to be told, and what happened to the workers meanwhile."""

    names: list[str] = field(default_factory=list)
    kills: int = 0
    seconds: float = 0
    surprises: list[str] = field(default_factory=list)


def kill_while_telling(city: PushCity, *, followers: int, kills: int, workers: int, seed: int) -> Told:
    """All were told in spite of so many kills, or it stands among the surprises."""
    chance, begun = random.Random(seed), time.monotonic()
    number = city.world.open_case()
    told = Told(city.world.let_follow(number, followers))
    reached: set[str] = set()
    city.service.answer(lambda name: reached.add(name) or TAKEN)
    for _ in range(workers):
        city.start_worker()
    city.world.change(number)
    for moment in sorted(chance.sample(range(followers), kills)):
        is_booting = chance.random() < DIES_BOOTING
        wait_for(city, reached, 0 if is_booting else max(moment, 1), told)
        time.sleep(chance.uniform(0, BOOT_SECONDS if is_booting else LONGEST_WAIT_SECONDS))
        city.kill_worker(chance.randrange(workers))
        city.start_worker()
        told.kills += 1
    wait_for(city, reached, followers, told)
    wait_until_marked(city, told)
    told.seconds = time.monotonic() - begun
    return told


def kill_each(city: PushCity, *, events: int, followers: int, seed: int) -> Told:
    """For each event a worker was killed while it told of it; when their leases were over, one ended it all."""
    chance, told, reached = random.Random(seed), Told(), set[str]()
    city.service.answer(lambda name: reached.add(name) or TAKEN)
    for _ in range(events):
        number = city.world.open_case()
        told.names += city.world.let_follow(number, followers)
        city.start_worker()
        city.world.change(number)
        wait_for(city, reached, len(reached) + chance.randint(1, followers // 2), told)
        city.kill_worker(0)
        told.kills += 1
    with dying_worker(city) as worker:
        assert worker.ask("finish") == "finished"
    return told


def wait_for(city: PushCity, reached: set[str], count: int, told: Told) -> None:
    """So many were reached. A worker that ends by itself is a fault, and so is one that sends nothing for so long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(reached) < count and time.monotonic() < deadline:
        if city.has_given_up:
            told.surprises.append("a worker ended by itself")
            city.kill_worker(next(i for i, worker in enumerate(city.workers) if worker.poll() is not None))
            city.start_worker()
        city.service.wait_until(lambda: len(reached) >= count, 0.5)
    if len(reached) < count:
        told.surprises.append(f"{len(reached)} were reached, and then nobody for {PATIENCE_SECONDS} s")


def wait_until_marked(city: PushCity, told: Told) -> None:
    """The ledger says so too: what was sent by the dead is sent again by others, and then nothing is due."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (open_ones := waiting(city.world.ledger())) and time.monotonic() < deadline:
        time.sleep(0.5)
    if open_ones:
        told.surprises.append(f"the ledger never ended: {open_ones}")


def waiting(ledger: Counter[str]) -> dict[str, int]:
    """What is not done."""
    return {state: count for state, count in ledger.items() if state in {"due", "leased", "later"}}


@dataclass(frozen=True)
class Proof:
    """What the phones got, and what does not hold of it."""

    delivered: int
    repeated: int
    most_repeats: int
    faults: list[str]


def prove(city: PushCity, told: Told) -> Proof:
    """Nobody was missed; what came twice would be shown once; the ledger says what the phones say."""
    got = {name: city.service.received(name) for name in told.names}
    faults = [f"missed: {name}" for name, messages in got.items() if not messages]
    for name, messages in got.items():
        if len({(one.topic, one.tag, one.title, one.body) for one in messages}) > 1:
            faults.append(f"{name} would see {[(one.topic, one.tag) for one in messages]}")
        if messages and not (messages[0].topic and messages[0].tag):
            faults.append(f"{name} was told without Topic and tag")
    faults += [*told.surprises, *(f"the push service refused {one}" for one in city.service.complaints)]
    faults += wrong_in_ledger(city, told)
    repeats = [len(messages) - 1 for messages in got.values() if messages]
    return Proof(sum(map(len, got.values())), sum(repeats), max(repeats, default=0), faults)


def wrong_in_ledger(city: PushCity, told: Told) -> list[str]:
    """One message for each follower, each of them sent; and the sweep finds nothing."""
    states = city.world.ledger()
    found = [] if states == Counter({"sent": len(told.names)}) else [f"the ledger: {dict(states)}"]
    return found + city.found_by_sweep()
