"""The only place that asks the time; tests set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, tzinfo

_fixed: datetime | None = None


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _fixed or datetime.now(UTC)


def today(zone: tzinfo) -> date:
    """The date on the calendars of `zone`."""
    return now().astimezone(zone).date()


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Inside the block it is always `moment`."""
    global _fixed  # noqa: PLW0603  one clock a process, on purpose
    before, _fixed = _fixed, moment
    try:
        yield
    finally:
        _fixed = before
