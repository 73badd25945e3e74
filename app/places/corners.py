"""Where two streets meet, as far as the points of their addresses show it, and beyond them, where straight
streets must.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.places.geometry import METRES_PER_DEGREE

FARTHEST_M = 300.0  # between the nearest known houses of two streets that meet
BESIDE_M = 120.0  # between those that both stand at the corner
AROUND_M = 350.0  # a street is straight for so long
FEWEST = 3  # points that show which way a street goes
SPREAD_M = 40.0  # and how far apart they must be
STEEPEST = 0.35  # sine of the angle below which two lines say little about where they meet
SURE_M = 60.0  # what such a corner is exact to, at best: houses stand back from it
# Beyond the last known houses of both; measured on corners that are known, without the houses around (docs/places.md).
BEYOND_M = 800.0  # a street is taken to go on so far, and never farther than it is known
STRAIGHT_M = 1500.0  # the stretch of it that shows the way
WIDEST_M = 40.0  # how far its houses stand from their line, in the mean: both sides of a wide street
ASTRAY = 0.12  # of each metre beyond
MOST_HOUSES = 40  # of a street; a line needs no more
Point = tuple[float, float]
Met = tuple[Point, float]


@dataclass(frozen=True, slots=True)
class Corner:
    """A place in degrees; `is_seen` where houses of both streets stand around it."""

    latitude: float
    longitude: float
    accuracy_m: float
    is_seen: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """The straight line nearest to some houses: one of its points and its direction, its length, and how far off they
    stand in the mean, in metres.
    """

    x: float
    y: float
    dx: float
    dy: float
    length: float
    off: float


def find_corner(one: Sequence[Point], other: Sequence[Point]) -> Corner | None:
    """Where the lines through the houses of both streets cross. None: they do not meet, as far as is known."""
    if not one or not other:
        return None
    origin = one[0]
    east = METRES_PER_DEGREE * math.cos(math.radians(origin[0]))
    flat, flat_other = (_flat(points, origin, east) for points in (one, other))
    seen = _between_houses(flat, flat_other)
    met = seen or _beyond_houses(flat, flat_other)
    if met is None:
        return None
    (x, y), accuracy = met
    return Corner(origin[0] + y / METRES_PER_DEGREE, origin[1] + x / east, accuracy, is_seen=seen is not None)


def _between_houses(one: Sequence[Point], other: Sequence[Point]) -> Met | None:
    """Near where their houses are nearest to each other; where too few show which way a street goes, halfway."""
    nearest = _nearest_pair(one, other)
    if nearest is None:
        return None
    (x, y), gap = nearest
    crossing = _crossing(_line(_around(one, x, y)), _line(_around(other, x, y)))
    if crossing is not None and math.dist(crossing, (x, y)) <= max(gap, BESIDE_M):
        return crossing, SURE_M + gap / 3
    return ((x, y), gap + SURE_M) if gap <= BESIDE_M else None


def _beyond_houses(one: Sequence[Point], other: Sequence[Point]) -> Met | None:
    """Where two streets meet that go on as straight as they are known to go."""
    one, other = _some(one), _some(other)
    gap, *ends = min((math.dist(a, b), a, b) for a in one for b in other)
    lines = [_line([house for house in houses if math.dist(house, end) <= STRAIGHT_M])
             for houses, end in zip((one, other), ends, strict=True)]  # fmt: skip
    crossing = _crossing(*lines) if gap <= BEYOND_M else None
    if crossing is None:
        return None
    known = [line for line in lines if line]
    ways = [math.dist(crossing, end) for end in ends]
    if any(way > min(BEYOND_M, line.length) or line.off > WIDEST_M for way, line in zip(ways, known, strict=True)):
        return None
    return crossing, SURE_M + ASTRAY * sum(ways) + sum(line.off for line in known)


def _some(houses: Sequence[Point]) -> Sequence[Point]:
    return houses[:: len(houses) // MOST_HOUSES + 1]


def _flat(points: Sequence[Point], origin: Point, east: float) -> list[Point]:
    """Metres east and north of the origin."""
    return [((lon - origin[1]) * east, (lat - origin[0]) * METRES_PER_DEGREE) for lat, lon in points]


def _nearest_pair(one: Sequence[Point], other: Sequence[Point]) -> tuple[Point, float] | None:
    """The middle between the two points nearest to each other, and their distance; within FARTHEST_M."""
    cells: defaultdict[tuple[int, int], list[Point]] = defaultdict(list)
    for x, y in one:
        cells[int(x // FARTHEST_M), int(y // FARTHEST_M)].append((x, y))
    pairs = ((math.dist(a, b), a, b) for b in other for a in _beside(cells, b))
    gap, a, b = min(pairs, default=(math.inf, (0.0, 0.0), (0.0, 0.0)))
    return (((a[0] + b[0]) / 2, (a[1] + b[1]) / 2), gap) if gap <= FARTHEST_M else None


def _beside(cells: defaultdict[tuple[int, int], list[Point]], point: Point) -> Iterator[Point]:
    column, row = int(point[0] // FARTHEST_M), int(point[1] // FARTHEST_M)
    for across in (-1, 0, 1):
        for up in (-1, 0, 1):
            yield from cells.get((column + across, row + up), ())


def _around(points: Sequence[Point], x: float, y: float) -> list[Point]:
    return [point for point in points if math.dist(point, (x, y)) <= AROUND_M]


def _crossing(one: Line | None, other: Line | None) -> Point | None:
    """Where two straight lines meet, if both are known and they are far from parallel."""
    if one is None or other is None:
        return None
    sine = one.dx * other.dy - one.dy * other.dx
    if abs(sine) < STEEPEST:
        return None
    along = ((other.x - one.x) * other.dy - (other.y - one.y) * other.dx) / sine
    return one.x + along * one.dx, one.y + along * one.dy


def _line(points: Sequence[Point]) -> Line | None:
    """The straight line nearest to all points (total least squares), if they show one."""
    if len(points) < FEWEST:
        return None
    x, y = (sum(point[axis] for point in points) / len(points) for axis in (0, 1))
    xx, yy = (sum((point[axis] - middle) ** 2 for point in points) for axis, middle in ((0, x), (1, y)))
    xy = sum((point[0] - x) * (point[1] - y) for point in points)
    angle = math.atan2(2 * xy, xx - yy) / 2
    dx, dy = math.cos(angle), math.sin(angle)
    along = [(point[0] - x) * dx + (point[1] - y) * dy for point in points]
    length = max(along) - min(along)
    off = math.sqrt(sum(((point[1] - y) * dx - (point[0] - x) * dy) ** 2 for point in points) / len(points))
    return Line(x, y, dx, dy, length, off) if length >= SPREAD_M else None
