"""What becomes of an invented case: how far it is, when and why it was closed, whether the promise was kept."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random

from app.cases.bulk import Calendar
from app.cases.demo.seasons import DAYS, Demand
from app.cases.workflow import ClosingReason, Status
from app.city.catalogue import City, Promise, Service
from app.city.promises import is_working_day

R, S = ClosingReason, Status
HOUR, ONE_DAY = timedelta(hours=1), timedelta(days=1)
FAR = DAYS + 4000  # days beyond every promise and delay
NEVER = 0.05  # of all cases are forgotten
CONTESTED = 0.015  # of all closings are
NO_PROMISE = Promise(days=12)  # how long a service takes that promises nothing
REASONS = (R.FIXED, R.NOT_FOUND, R.NO_ACTION, R.TRANSFERRED, R.DUPLICATE, R.WITHDRAWN)
REASON_WEIGHTS = tuple(accumulate((72, 8, 8, 5, 5, 2)))
PATHS: tuple[tuple[Status, ...], ...] = (
    (),
    (S.ACKNOWLEDGED,),
    (S.ACKNOWLEDGED, S.SCHEDULED),
    (S.ACKNOWLEDGED, S.IN_PROGRESS),
    (S.SCHEDULED, S.IN_PROGRESS),
    (S.ACKNOWLEDGED, S.WAITING, S.IN_PROGRESS),
)
PATH_WEIGHTS = tuple(accumulate((40, 28, 13, 11, 5, 3)))


@dataclass(slots=True)
class Step:
    """A line of the timeline that changes the status."""

    moment: datetime
    status: Status
    reason: ClosingReason | None = None

    @property
    def actor(self) -> str:
        """Who did it."""
        is_by_resident = self.reason is R.WITHDRAWN or self.status is S.CONTESTED
        return "resident" if is_by_resident else "city"


@dataclass(slots=True)
class Life:
    """Everything after a case was received; `until` is its end so far."""

    expected_on: date | None
    until: datetime
    steps: list[Step] = field(default_factory=list)


class Lives:
    """Draws lives that end now at the latest."""

    def __init__(self, city: City, rng: Random, demand: Demand, now: datetime) -> None:
        self._rng = rng
        self._now = now
        self._first = demand.first
        self._midnights = demand.midnights
        self._calendar = Calendar(city.holidays)
        self._working = _working_days(demand.first, city)
        self._kept = {service.code: rng.uniform(0.55, 0.95) for service in city.services}

    def life(self, service: Service, day: int, received_at: datetime) -> Life:
        """What became of a case that was received on a day, counted from the first one."""
        received_on = self._first + day * ONE_DAY
        ends_at = self._ends_at(service, day, received_on, received_at)
        expected_on = self._calendar.expected_on(service.promise, received_on)
        life = Life(expected_on, min(ends_at, self._now))
        life.steps += self._on_the_way(received_at, ends_at)
        if ends_at <= self._now:
            life.steps += self._closing(received_at, ends_at)
        return life

    def _ends_at(self, service: Service, day: int, received_on: date, received_at: datetime) -> datetime:
        """When it will be closed; long after now for those that are forgotten."""
        rng = self._rng
        if rng.random() < NEVER:
            return received_at + 2 * (self._now - received_at) + 30 * ONE_DAY
        due_on = self._calendar.expected_on(service.promise or NO_PROMISE, received_on) or received_on
        due = (due_on - self._first).days
        if rng.random() < self._kept[service.code]:
            ends = min(self._working[day + int((due - day) * rng.random() ** 0.8)], due)
        else:
            late = 1 + int(rng.expovariate(1 / (3 + 0.5 * (due - day))))
            ends = self._working[min(due + late, FAR)]
        return self._in_working_hours(day, ends, received_at)

    def _in_working_hours(self, day: int, ends: int, received_at: datetime) -> datetime:
        if ends == day:
            return received_at + HOUR * self._rng.uniform(0.3, 0.9)
        if ends > DAYS:
            return self._midnights[DAYS] + (ends - DAYS) * ONE_DAY + 12 * HOUR
        return self._midnights[ends] + timedelta(seconds=int(self._rng.uniform(7, 18) * 3600))

    def _on_the_way(self, received_at: datetime, ends_at: datetime) -> Iterator[Step]:
        path = self._rng.choices(PATHS, cum_weights=PATH_WEIGHTS)[0]
        shares = sorted(self._rng.uniform(0.02, 0.9) for _ in path)
        for status, share in zip(path, shares, strict=True):
            moment = received_at + timedelta(seconds=int((ends_at - received_at).total_seconds() * share))
            if received_at < moment <= self._now:
                yield Step(moment, status)

    def _closing(self, received_at: datetime, ends_at: datetime) -> Iterator[Step]:
        reason = self._rng.choices(REASONS, cum_weights=REASON_WEIGHTS)[0]
        yield Step(ends_at, S.CLOSED, reason)
        if reason is R.FIXED and self._rng.random() < CONTESTED:
            yield from self._contest(ends_at)

    def _contest(self, closed_at: datetime) -> Iterator[Step]:
        """Somebody says that it is still there; mostly the crew comes again."""
        contested_at = closed_at + self._rng.uniform(0.5, 10) * ONE_DAY
        closed_again_at = contested_at + self._rng.uniform(2, 30) * ONE_DAY
        if contested_at <= self._now:
            yield Step(contested_at.replace(microsecond=0), S.CONTESTED)
        if closed_again_at <= self._now:
            yield Step(closed_again_at.replace(microsecond=0), S.CLOSED, R.FIXED)


def _working_days(first: date, city: City) -> list[int]:
    """[day] → that day or the next one on which the city works, as numbers from the first day."""
    following = [0] * (FAR + 1)
    following[FAR] = FAR
    for day in reversed(range(FAR)):
        works = is_working_day(first + day * ONE_DAY, city.holidays)
        following[day] = day if works else following[day + 1]
    return following
