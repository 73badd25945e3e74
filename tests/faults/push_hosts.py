"""R12: push services that answer 429, 5xx, nothing or too late, while the phones of others wait for their messages."""

import statistics
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.faults.push_city import PushCity
from tests.push_service import CREATED, NEVER, Answer, Arrival, too_many

WELL = ("127.0.0.1", "127.0.0.2")
BUSY, BROKEN, SILENT, SLOW, RESTING = (f"127.0.0.{last}" for last in range(3, 8))
RETRY_AFTER_SECONDS = 7
BAD = {
    BUSY: too_many(RETRY_AFTER_SECONDS),
    BROKEN: Answer(500),
    SILENT: NEVER,
    SLOW: Answer(after_seconds=5),
    RESTING: Answer(503, {"Retry-After": str(RETRY_AFTER_SECONDS)}),
}
HOSTS = (*WELL, *BAD)
EVERY_SECONDS = 0.25
MOST_DELAY_SECONDS = 1.0  # the promise
PATIENCE_SECONDS = 120
LONGEST_BACK_OFF_SECONDS = 1200
IN_FLIGHT_SECONDS = 1.0  # what had left when a host said how long to wait still arrives


@dataclass
class Times:
    """When each case changed, and when those who follow it were told."""

    changed_at: dict[str, float] = field(default_factory=dict)  # case number → monotonic seconds
    followers: dict[str, dict[str, str]] = field(default_factory=dict)  # host → name → case number

    def waits(self, arrivals: Iterable[Arrival], hosts: Iterable[str]) -> list[float]:
        """Seconds between a change and its arrival, sorted; of what these hosts took at the first try."""
        cases = {name: number for host in hosts for name, number in self.followers.get(host, {}).items()}
        first: dict[str, float] = {}
        for one in arrivals:
            if one.is_taken and one.name in cases:
                first[one.name] = min(one.arrived_at, first.get(one.name, one.arrived_at))
        return sorted(moment - self.changed_at[cases[name]] for name, moment in first.items())

    def names(self, *hosts: str) -> set[str]:
        """Who has these services."""
        return {name for host in hosts for name in self.followers.get(host, {})}


@dataclass
class Suffered:
    """What came of it."""

    figures: dict[str, object] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def suffer(city: PushCity, *, cases: int, each: int) -> Suffered:
    """Half of the cases changed while all services were well, half while five of seven were not; then all recovered."""
    well, bad = follow(city, cases=cases // 2, each=each), follow(city, cases=cases // 2, each=each)
    city.start_worker()
    warm_up(city)
    change_all(city, well, every_seconds=EVERY_SECONDS)
    city.service.missed(well.names(*HOSTS), PATIENCE_SECONDS)
    since = len(city.service.arrivals)
    behave_badly(city)
    change_all(city, bad, every_seconds=EVERY_SECONDS)
    city.service.missed(bad.names(*WELL), PATIENCE_SECONDS)
    seen = list(city.service.arrivals)[since:]
    open_ones = city.service.open[SILENT]
    recover(city)
    city.service.missed(bad.names(*HOSTS), LONGEST_BACK_OFF_SECONDS)
    return judged(city, well, bad, seen, open_ones)


def warm_up(city: PushCity) -> None:
    """The worker has started, and has sent to every host."""
    first = follow(city, cases=1, each=1)
    change_all(city, first, every_seconds=0)
    city.service.missed(first.names(*HOSTS), PATIENCE_SECONDS)


def judged(city: PushCity, well: Times, bad: Times, seen: list[Arrival], open_ones: int) -> Suffered:
    """The figures, and what does not hold of them."""
    every = list(city.service.arrivals)
    before, after = (quantiles(times.waits(every, WELL)) for times in (well, bad))
    missed = city.service.missed(well.names(*HOSTS) | bad.names(*HOSTS), 0)
    restless = while_resting(seen)
    tries = Counter((one.host, one.status) for one in seen)
    figures: dict[str, object] = {
        "cases that changed": len(well.changed_at) + len(bad.changed_at),
        "messages": len(well.names(*HOSTS)) + len(bad.names(*HOSTS)),
    }
    figures |= {f"to healthy services, all well: {name}, s": f"{value:.2f}" for name, value in before.items()}
    figures |= {f"to healthy services, five of seven bad: {name}, s": f"{value:.2f}" for name, value in after.items()}
    figures |= {f"tries at {host}, answered {status or 'never'}": n for (host, status), n in sorted(tries.items())}
    figures |= {
        "still open at the silent one when the others were done": open_ones,
        "tried again before Retry-After": len(too_early(every)),
        "requests to a resting service": len(restless),
        "missed": len(missed),
    }
    faults = [f"missed: {name}" for name in sorted(missed)] + too_early(every) + restless
    faults += [f"others were delayed: {name}" for name in before if after[name] - before[name] >= MOST_DELAY_SECONDS]
    return Suffered(figures, faults + [f"refused: {one}" for one in city.service.complaints] + city.found_by_sweep())


def behave_badly(city: PushCity, answers: Mapping[str, Answer] = BAD) -> None:
    """From now on five of the seven services do."""
    for host, answer in answers.items():
        city.service.answer(answer, host=host)


def recover(city: PushCity) -> None:
    """All are well again; what a sender still waits for, it waits for."""
    for host in BAD:
        city.service.answer(CREATED, host=host)


def follow(city: PushCity, *, cases: int, each: int) -> Times:
    """So many cases, each with so many followers on each host."""
    times = Times()
    for _ in range(cases):
        number = city.world.open_case()
        for host in HOSTS:
            names = city.world.let_follow(number, each, host=host)
            times.followers.setdefault(host, {}).update(dict.fromkeys(names, number))
    return times


def change_all(city: PushCity, times: Times, *, every_seconds: float) -> None:
    """One case after the other changes, in an even pace."""
    numbers = sorted({number for names in times.followers.values() for number in names.values()})
    begun = time.monotonic()
    for turn, number in enumerate(numbers):
        time.sleep(max(0.0, begun + turn * every_seconds - time.monotonic()))
        city.world.change(number)
        times.changed_at[number] = time.monotonic()


def too_early(arrivals: Iterable[Arrival]) -> list[str]:
    """Those who were tried again before the time that their own host had asked for."""
    waits, found = {BUSY: RETRY_AFTER_SECONDS, RESTING: RETRY_AFTER_SECONDS}, []
    asked: dict[str, float] = {}
    for one in sorted(arrivals, key=lambda arrival: arrival.arrived_at):
        if one.arrived_at < asked.get(one.name, 0):
            found.append(f"{one.name} again after {one.arrived_at - asked[one.name] + waits[one.host]:.1f} s")
        if "Retry-After" in one.answered:
            asked[one.name] = one.arrived_at + waits[one.host]
    return found


def while_resting(arrivals: Iterable[Arrival]) -> list[str]:
    """Requests that reached a service while all of it rested, but for those that had left before it said so."""
    rests: dict[str, tuple[float, float]] = {}  # host → from, until
    found = []
    for one in sorted(arrivals, key=lambda arrival: arrival.arrived_at):
        since, until = rests.get(one.host, (0.0, 0.0))
        if since + IN_FLIGHT_SECONDS < one.arrived_at < until:
            found.append(f"{one.name} was tried {until - one.arrived_at:.1f} s before {one.host} had rested")
        if "Retry-After" in one.answered and one.arrived_at >= until:
            rests[one.host] = one.arrived_at, one.arrived_at + RETRY_AFTER_SECONDS
    return found


def quantiles(waits: list[float]) -> Mapping[str, float]:
    """Median, 99 of a hundred, and the longest, in seconds."""
    return {
        "median": statistics.median(waits),
        "99 of 100": waits[int(len(waits) * 0.99)],
        "longest": waits[-1],
    }
