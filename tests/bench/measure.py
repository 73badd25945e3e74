"""How figures are taken: ours and a floor in turns, in one run on one machine, and the ratio of the medians."""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Figure:
    """One line of the report. `ours` and `floor` are microseconds; the bar is the ratio that must not be passed."""

    name: str
    ours: float
    floor: float
    bar: float
    floor_name: str

    @property
    def ratio(self) -> float:
        """How many floors it takes."""
        return self.ours / self.floor

    def __str__(self) -> str:
        verdict = "within" if self.ratio <= self.bar else "OVER"
        measured = f"{self.name:<48} {self.ours:9.0f} µs   {self.floor:8.0f} µs   {self.ratio:5.2f}×"
        return f"{measured}   {verdict} {self.bar:g}×   ({self.floor_name})"


def in_turns(
    ours: Callable[[int], object],
    floor: Callable[[int], object],
    rounds: int,
    clock: Callable[[], float] = time.perf_counter,
) -> tuple[float, float]:
    """Median microseconds of both; each round runs both once, with the same number."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(-5, rounds):  # the first five warm up
        for call, kept in zip((ours, floor), times, strict=True):
            started = clock()
            call(number)
            if number >= 0:
                kept.append((clock() - started) * 1e6)
    return statistics.median(times[0]), statistics.median(times[1])


def cpu_seconds(processes: Sequence[int]) -> float:
    """User and system time that these processes have used, by /proc."""
    total = 0
    for process in processes:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS_PER_SECOND


def children_of(process: int) -> list[int]:
    """The processes that a process started."""
    listed = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(child) for child in listed]
