"""When an invented city reports what: by month, weekday and hour, as far as the name of a service gives it away."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random

from app.city.catalogue import City, Service

YEARS = 3
DAYS = YEARS * 365
ONE_DAY = timedelta(days=1)
WEEKDAYS = (1.25, 1.15, 1.1, 1.05, 1.0, 0.6, 0.5)
HOURS = (1, 1, 1, 1, 1, 2, 6, 14, 24, 30, 31, 30, 28, 28, 27, 26, 24, 22, 18, 14, 11, 8, 5, 3)
EVERYDAY = (0.85, 0.85, 1.0, 1.05, 1.1, 1.1, 1.1, 1.1, 1.0, 1.0, 0.9, 0.8)
SEASONS: tuple[tuple[frozenset[str], tuple[float, ...]], ...] = (
    (
        frozenset({"snow", "ice", "salting", "shoveled", "shoveling", "plowing"}),
        (6.0, 6.0, 2.0, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.2, 3.0),
    ),
    (frozenset({"heat", "heating"}), (3.0, 2.6, 1.6, 0.7, 0.3, 0.4, 0.6, 0.5, 0.3, 0.8, 1.6, 2.6)),
    (
        frozenset({"tree", "trees", "weeds", "grass", "lot"}),
        (0.4, 0.4, 0.6, 0.9, 1.3, 1.8, 1.9, 1.8, 1.3, 0.9, 0.5, 0.4),
    ),
    (frozenset({"pothole", "potholes", "paving"}), (1.6, 1.9, 2.0, 1.5, 1.0, 0.8, 0.7, 0.6, 0.6, 0.7, 0.8, 1.2)),
    (
        frozenset({"hydrant", "park", "playground", "rats", "animal"}),
        (0.4, 0.4, 0.7, 1.0, 1.4, 1.9, 2.0, 1.8, 1.2, 0.8, 0.5, 0.4),
    ),
    (frozenset({"light", "lamp"}), (1.3, 1.1, 1.0, 0.9, 0.8, 0.7, 0.7, 0.8, 0.9, 1.1, 1.3, 1.4)),
)


class Demand:
    """How often each service is asked for, day by day, over the three years that end now."""

    def __init__(self, city: City, rng: Random, now: datetime) -> None:
        self._rng = rng
        self._now = now
        self.services = city.open_services
        self.today = now.astimezone(city.time_zone).date()
        self.first = self.today - timedelta(days=DAYS)
        self.midnights = [_midnight(self.first + timedelta(days=day), city) for day in range(DAYS + 1)]
        weights = [_weight(service, rng) for service in self.services]
        self._weights = [_in_month(self.services, weights, month) for month in range(12)]

    def reports(self, count: int) -> Iterator[tuple[int, datetime, Service]]:
        """Day (0 is the first), moment and service of `count` reports, oldest first."""
        shares = list(accumulate(self._day_weight(day) for day in range(DAYS + 1)))
        done = 0
        for day, share in enumerate(shares):
            until = round(count * share / shares[-1])
            yield from self._reports_of(day, until - done)
            done = until

    def _day_weight(self, day: int) -> float:
        on = self.first + timedelta(days=day)
        growth = 0.7 + 0.6 * day / DAYS
        begun = min(1.0, (self._now - self.midnights[day]) / ONE_DAY)
        return WEEKDAYS[on.weekday()] * growth * begun * self._rng.uniform(0.8, 1.2) * self._weights[on.month - 1][-1]

    def _reports_of(self, day: int, count: int) -> Iterator[tuple[int, datetime, Service]]:
        month = (self.first + timedelta(days=day)).month - 1
        services = self._rng.choices(self.services, cum_weights=self._weights[month], k=count)
        moments = sorted(self._moment(day) for _ in range(count))
        yield from zip([day] * count, moments, services, strict=True)

    def _moment(self, day: int) -> datetime:
        midnight = self.midnights[day]
        if day == DAYS:
            return midnight + (self._now - midnight) * self._rng.random()
        hour = self._rng.choices(range(24), cum_weights=_HOURS)[0]
        return midnight + timedelta(seconds=int(3600 * (hour + self._rng.random())))


_HOURS = list(accumulate(HOURS))


def _midnight(day: date, city: City) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=city.time_zone).astimezone(UTC)


def _weight(service: Service, rng: Random) -> float:
    """Popular ones by their rank, the others seldom, no two the same."""
    return 40.0 / service.popular**0.6 if service.popular else rng.uniform(1.0, 5.0)


def _in_month(services: tuple[Service, ...], weights: list[float], month: int) -> list[float]:
    return list(accumulate(weight * _season(service)[month] for service, weight in zip(services, weights, strict=True)))


def _season(service: Service) -> tuple[float, ...]:
    words = {word for name in (service.name, *service.names_elsewhere) for word in name.casefold().split()}
    return next((months for names, months in SEASONS if names & words), EVERYDAY)
