"""Where two streets meet, as far as the points of their addresses show it."""

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
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Corner:
    """A place in degrees."""

    latitude: float
    longitude: float
    accuracy_m: float


def find_corner(one: Sequence[Point], other: Sequence[Point]) -> Corner | None:
    """Where the lines through the houses of both streets cross, near where their houses are nearest to each other.

    Where too few houses show which way a street goes, halfway between the two nearest. None: they do not meet.
    """
    if not one or not other:
        return None
    origin = one[0]
    east = METRES_PER_DEGREE * math.cos(math.radians(origin[0]))
    flat, flat_other = (_flat(points, origin, east) for points in (one, other))
    nearest = _nearest_pair(flat, flat_other)
    if nearest is None:
        return None
    (x, y), gap = nearest
    crossing = _crossing(_around(flat, x, y), _around(flat_other, x, y))
    accuracy = gap + SURE_M
    if crossing is not None and math.dist(crossing, (x, y)) <= max(gap, BESIDE_M):
        (x, y), accuracy = crossing, SURE_M + gap / 3
    elif gap > BESIDE_M:
        return None
    return Corner(origin[0] + y / METRES_PER_DEGREE, origin[1] + x / east, accuracy)


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


def _crossing(one: Sequence[Point], other: Sequence[Point]) -> Point | None:
    """Where two straight lines meet, if both are known and they are far from parallel."""
    first, second = _line(one), _line(other)
    if first is None or second is None:
        return None
    (x, y, dx, dy), (u, v, du, dv) = first, second
    sine = dx * dv - dy * du
    if abs(sine) < STEEPEST:
        return None
    along = ((u - x) * dv - (v - y) * du) / sine
    return x + along * dx, y + along * dy


def _line(points: Sequence[Point]) -> tuple[float, float, float, float] | None:
    """The straight line nearest to all points (total least squares): one of its points and its direction."""
    if len(points) < FEWEST:
        return None
    x, y = (sum(point[axis] for point in points) / len(points) for axis in (0, 1))
    xx, yy = (sum((point[axis] - middle) ** 2 for point in points) for axis, middle in ((0, x), (1, y)))
    xy = sum((point[0] - x) * (point[1] - y) for point in points)
    angle = math.atan2(2 * xy, xx - yy) / 2
    dx, dy = math.cos(angle), math.sin(angle)
    ends = [(point[0] - x) * dx + (point[1] - y) * dy for point in points]
    return (x, y, dx, dy) if max(ends) - min(ends) >= SPREAD_M else None
