"""Where a number must be that nobody has listed: between known numbers of its street, with an honest accuracy.

What cities say of blocks (number ranges) has no shape, but it tells which numbers exist and where a street is
interrupted: a place is never made across a block that is not there.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.places.geometry import distance_m

BLOCK = 100  # numbers without any range between them: the street is not there
OTHER_SIDE = 24  # numbers: a known one across the street counts as so much farther
FARTHEST = 1000  # numbers to a known one; beyond, nothing is said
WORST_M = 1000.0  # what is known worse says nothing about where in the city it is
ACROSS_M = 25.0  # from one side of a street to the other, fronts to fronts
SURE_M = 20.0  # how well a known point stands for its house
METRES_A_NUMBER = 1.6  # a long block of 160 m for a hundred numbers, where nothing else is known
# Measured on addresses left out (docs/places.md): nine of ten true places lie within this.
BETWEEN, BEND = 1.2, 0.08  # of the way to the nearer of two known numbers, and of the whole way between them
BEYOND = 1.3  # of the way to the only known number: it is not known which way the street turns


@dataclass(frozen=True, slots=True)
class Known:
    """A listed number, or several from `number` to `last_number`, and its point."""

    number: int
    last_number: int
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers of one side of a block."""

    first: int
    last: int

    def holds(self, number: int) -> bool:
        """Whether the number is one of this side's: between its ends, and even or odd as they are."""
        is_mixed = (self.first - self.last) % 2 == 1
        return self.first <= number <= self.last and (is_mixed or (number - self.first) % 2 == 0)


@dataclass(frozen=True, slots=True)
class Placed:
    """A place in degrees; the true one is within `accuracy_m` in nine of ten cases."""

    latitude: float
    longitude: float
    accuracy_m: float


def exists(number: int, ranges: Sequence[Range]) -> bool:
    """Whether the city numbers so; unknown, without any range, counts as yes."""
    return not ranges or any(one.holds(number) for one in ranges)


def place_number(number: int, known: Iterable[Known], ranges: Sequence[Range]) -> Placed | None:
    """Between the nearest known numbers on either side of it, or beside the only one; None where nothing is near."""
    reachable = [one for one in known if not _is_interrupted(number, one, ranges)]
    below = [one for one in reachable if one.number <= number]
    above = [one for one in reachable if one.number > number]
    low = min(below, key=lambda one: _away(number, one), default=None)
    high = min(above, key=lambda one: _away(number, one), default=None)
    only = low or high
    if low is not None and high is not None:
        placed = _between(number, low, high)
    elif only is not None:
        placed = _beside(number, only, reachable)
    else:
        return None
    return placed if placed.accuracy_m <= WORST_M else None


def _away(number: int, known: Known) -> int:
    """Numbers from one to the other; across the street is farther."""
    gap = max(known.number - number, number - known.last_number, 0)
    return gap + (OTHER_SIDE if (known.number - number) % 2 else 0)


def _is_interrupted(number: int, known: Known, ranges: Sequence[Range]) -> bool:
    """Whether a whole block is missing on the way, or the known number is too far to say anything."""
    first, last = sorted((number, known.number))
    if last - first > FARTHEST:
        return True
    if not ranges:
        return False
    reached = first
    for one in sorted(ranges, key=lambda one: one.first):
        if one.last <= reached or one.first > last:
            continue
        if one.first - reached >= BLOCK:
            return True
        reached = max(reached, one.last)
    return last - reached >= BLOCK


def _between(number: int, low: Known, high: Known) -> Placed:
    start, end = (low.number + low.last_number) / 2, (high.number + high.last_number) / 2
    share = min(max((number - start) / (end - start), 0.0), 1.0) if end > start else 0.5
    way_m = distance_m(low.latitude, low.longitude, high.latitude, high.longitude)
    crossed = sum((one.number - number) % 2 for one in (low, high))
    accuracy = SURE_M + (BETWEEN * min(share, 1 - share) + BEND) * way_m + ACROSS_M * crossed / 2
    return Placed(
        low.latitude + share * (high.latitude - low.latitude),
        low.longitude + share * (high.longitude - low.longitude),
        accuracy,
    )


def _beside(number: int, only: Known, known: Sequence[Known]) -> Placed:
    """At the known number itself: the way on is a guess, and its length the accuracy."""
    gap = max(only.number - number, number - only.last_number, 0)
    metres = min(METRES_A_NUMBER, _metres_a_number(known) * 1.5) if len(known) > 1 else METRES_A_NUMBER
    accuracy = SURE_M + BEYOND * gap * metres + ACROSS_M * ((only.number - number) % 2)
    return Placed(only.latitude, only.longitude, accuracy)


def _metres_a_number(known: Sequence[Known]) -> float:
    first, last = min(known, key=lambda one: one.number), max(known, key=lambda one: one.number)
    if last.number - first.number < BLOCK // 4:
        return METRES_A_NUMBER
    metres = distance_m(first.latitude, first.longitude, last.latitude, last.longitude)
    return max(metres / (last.number - first.number), METRES_A_NUMBER / 4) if math.isfinite(metres) else METRES_A_NUMBER
