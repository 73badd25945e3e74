"""Killed at any line: a worker dies just before a line of the code that delivers, and another ends what it began."""

import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from app.config import ROOT
from tests.faults.push_city import PushCity

COMMAND = [sys.executable, "-m", "tests.faults.dying_worker"]
FOLLOWERS = 3


@dataclass
class Deaths:
    """Where workers died, and what did not hold afterwards."""

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
    deaths = Deaths()
    with dying_worker(city) as worker:
        traced = trace(city, worker)
        for moment in moments(traced, most, random.Random(seed)):
            die_at(city, worker, moment, traced[moment], deaths)
    return deaths


def trace(city: PushCity, worker: DyingWorker) -> list[str]:
    """The lines that telling three people goes through, in order: the second time, when nothing is loaded anew."""
    for _ in range(2):
        number = city.world.open_case()
        city.world.let_follow(number, FOLLOWERS)
        city.world.change(number)
        lines = worker.ask("trace")
    assert isinstance(lines, list), lines
    return lines


def moments(traced: Sequence[str], most: int, chance: random.Random) -> list[int]:
    """The first and the last time of every line; or so many of these, by chance."""
    first = {line: moment for moment, line in reversed(list(enumerate(traced)))}
    last = {line: moment for moment, line in enumerate(traced)}
    each = sorted({*first.values(), *last.values()})
    return sorted(chance.sample(each, min(most, len(each))))


def die_at(city: PushCity, worker: DyingWorker, moment: int, line: str, deaths: Deaths) -> None:
    """One event, one death, one worker that ends it; then all three were told, and would see it once."""
    number = city.world.open_case()
    names = city.world.let_follow(number, FOLLOWERS)
    city.world.change(number)
    fate = worker.ask(f"die {moment}")
    if fate == "killed":
        deaths.lines[line] += 1
    if (end := worker.ask("finish")) != "finished":
        deaths.faults.append(f"killed at {line}, the next one did not finish: {end}")
    for name in names:
        got = city.service.received(name)
        deaths.repeated += max(0, len(got) - 1)
        if not got:
            deaths.faults.append(f"killed at {line}: {name} was missed")
        if len({(one.topic, one.tag) for one in got}) > 1:
            deaths.faults.append(f"killed at {line}: {name} would see it twice")
