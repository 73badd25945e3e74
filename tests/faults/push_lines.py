"""Killed at any line: a worker dies just before a line of the code that delivers, and another ends what it began."""

import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.config import ROOT
from tests.faults.push_city import PushCity

COMMAND = [sys.executable, "-m", "tests.faults.dying_worker"]
FOLLOWERS = 3


class Passage(NamedTuple):
    """A line of the code that delivers, for the n-th time that a worker comes to it."""

    line: str  # as "leasing.py:66"
    time: int

    @property
    def file(self) -> str:
        """Whose line it is."""
        return self.line.partition(":")[0]


@dataclass
class Deaths:
    """Where workers died, and what did not hold afterwards. `in_reach`: how many lines of each file a worker passes."""

    in_reach: Counter[str] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)
    repeated: int = 0
    faults: list[str] = field(default_factory=list)


class DyingWorker:
    """The process that forks workers."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, word: str) -> Any:
        """One worker's fate."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@contextmanager
def dying_worker(city: PushCity) -> Iterator[DyingWorker]:
    """It runs."""
    process = subprocess.Popen(
        COMMAND, cwd=ROOT, env=city.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=city.log, text=True
    )
    try:
        yield DyingWorker(process)
    finally:
        process.communicate(timeout=60)


def die_everywhere(city: PushCity, *, most: int, seed: int) -> Deaths:
    """A worker died at each of so many lines, each time with an event to tell; nobody was missed."""
    deaths, chance = Deaths(), random.Random(seed)
    with dying_worker(city) as worker:
        passages = passages_of(trace(city, worker))
        deaths.in_reach.update(passage.file for passage in passages if passage.time == 1)
        for passage in sorted(chance.sample(passages, min(most, len(passages)))):
            die_at(city, worker, passage, deaths)
    return deaths


def trace(city: PushCity, worker: DyingWorker) -> list[str]:
    """The lines that telling three people goes through: the second time, when nothing is loaded anew."""
    for _ in range(2):
        number = city.world.open_case()
        city.world.let_follow(number, FOLLOWERS)
        city.world.change(number)
        lines = worker.ask("trace")
    assert isinstance(lines, list), lines
    return lines


def passages_of(traced: Iterable[str]) -> list[Passage]:
    """The first and the last time of every line."""
    times = Counter(traced)
    return sorted({Passage(line, time) for line, last in times.items() for time in (1, last)})


def die_at(city: PushCity, worker: DyingWorker, passage: Passage, deaths: Deaths) -> None:
    """One event, one death, one worker that ends it; then all three were told, and would see it once."""
    line = passage.line
    number = city.world.open_case()
    names = city.world.let_follow(number, FOLLOWERS)
    city.world.change(number)
    fate = worker.ask(f"die {line} {passage.time}")
    if fate == "killed":
        deaths.lines[line] += 1
    elif fate != "finished":  # not every run comes to a line as often
        deaths.faults.append(f"to be killed at {line}, it ended by itself: {fate}")
    if (end := worker.ask("finish")) != "finished":
        deaths.faults.append(f"killed at {line}, the next one did not finish: {end}")
    for name in names:
        got = city.service.received(name)
        deaths.repeated += max(0, len(got) - 1)
        if not got:
            deaths.faults.append(f"killed at {line}: {name} was missed")
        if len({(one.topic, one.tag) for one in got}) > 1:
            deaths.faults.append(f"killed at {line}: {name} would see it twice")
