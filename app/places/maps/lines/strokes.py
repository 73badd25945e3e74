"""Pieces of streets joined into whole ones, as the eye follows them: straight on at every crossing.

Files give streets block by block, often without a name. A line that goes on for kilometres is a main street, can be
drawn with few points when seen from afar, and has room for its name.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from app.places.geometry import METRES_PER_DEGREE
from app.places.maps.lines.ranks import Rank, rank_by_length
from app.places.maps.lines.reading import Places, StreetLine

STRAIGHT_DEG = 35.0  # a street may bend so much at a crossing and is still the same
LOOK_AHEAD_M = 15.0  # the first centimetres of a line point anywhere
DIGITS = 5  # places that agree to a metre are one crossing

End = tuple[int, bool]  # which line; whether at its last place


@dataclass(frozen=True, slots=True)
class Street:
    """A street from one end to the other."""

    name: str
    rank: Rank
    places: Places


def joined(lines: Sequence[StreetLine]) -> list[Street]:
    """The streets that these pieces make; every piece is in exactly one."""
    partners = _partners(lines)
    left = dict.fromkeys(range(len(lines)))
    # Those with a free end first: what is left then are circles.
    starts = [end for at in range(len(lines)) for end in ((at, False), (at, True)) if end not in partners]
    streets = [_walk(lines, partners, left, start) for start in starts if start[0] in left]
    while left:
        streets.append(_walk(lines, partners, left, (next(iter(left)), False)))
    return streets


def _walk(lines: Sequence[StreetLine], partners: dict[End, End], left: dict[int, None], start: End) -> Street:
    """From one end of a line over its partners as far as it goes."""
    first = lines[start[0]]
    places: list[tuple[float, float]] = []
    entry: End | None = start
    while entry is not None and entry[0] in left:
        at, is_last = entry
        del left[at]
        part = lines[at].places[::-1] if is_last else lines[at].places
        places += part if not places else part[1:]
        entry = partners.get((at, not is_last))
    return Street(first.name, _rank(first, places), tuple(places))


def _rank(line: StreetLine, places: Sequence[tuple[float, float]]) -> Rank:
    return line.rank if line.rank is not None else rank_by_length(length_m(places))


def length_m(places: Sequence[tuple[float, float]]) -> float:
    """How long a line is, on a plane that fits where it starts."""
    shrink = math.cos(math.radians(places[0][1])) if places else 1.0
    steps = (math.hypot((b[0] - a[0]) * shrink, b[1] - a[1]) for a, b in pairwise(places))
    return sum(steps) * METRES_PER_DEGREE


def _partners(lines: Sequence[StreetLine]) -> dict[End, End]:
    """Which end goes on at which other one."""
    crossings: dict[tuple[float, float], list[End]] = defaultdict(list)
    for at, line in enumerate(lines):
        for is_last in (False, True):
            longitude, latitude = line.places[-1 if is_last else 0]
            crossings[round(longitude, DIGITS), round(latitude, DIGITS)].append((at, is_last))
    partners: dict[End, End] = {}
    for ends in crossings.values():
        for one, other in _pairs(lines, ends):
            partners[one], partners[other] = other, one
    return partners


def _pairs(lines: Sequence[StreetLine], ends: Sequence[End]) -> Iterator[tuple[End, End]]:
    """Those of a crossing that go straight on into each other, the straightest first."""
    headings = {end: _heading(lines[end[0]].places, end[1]) for end in ends}
    bends = (
        (abs((headings[one] - headings[other]) % 360 - 180), one, other)
        for one, other in combinations(ends, 2)
        if one[0] != other[0] and _alike(lines[one[0]], lines[other[0]])
    )
    taken: set[End] = set()
    for bend, one, other in sorted(bends):
        if bend <= STRAIGHT_DEG and one not in taken and other not in taken:
            taken |= {one, other}
            yield one, other


def _alike(one: StreetLine, other: StreetLine) -> bool:
    return one.name == other.name and one.rank == other.rank


def _heading(places: Places, is_last: bool) -> float:
    """The direction in degrees in which a line leaves its end."""
    way = places[::-1] if is_last else places
    shrink = math.cos(math.radians(way[0][1]))
    east = north = 0.0
    for longitude, latitude in way[1:]:
        east, north = (longitude - way[0][0]) * shrink, latitude - way[0][1]
        if math.hypot(east, north) * METRES_PER_DEGREE >= LOOK_AHEAD_M:
            break
    return math.degrees(math.atan2(east, north))
