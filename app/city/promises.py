"""What the city promises as a date, and how late it is.

Business days count from the day after the report, without Saturdays, Sundays and the city's holidays: a report on a
Saturday has Monday as its first. Calendar days count every day, but a promise never falls on a day off: nobody is
there to keep it, so it moves to the next working day.
"""

from datetime import date, timedelta
from functools import cache, lru_cache

import holidays as public_holidays

from app.city.catalogue import Holidays, Promise

ONE_DAY = timedelta(days=1)
SATURDAY = 5
OBSERVED = " (observed)"


@lru_cache(maxsize=16_384)  # imports and demos ask the same again and again
def expected_on(promise: Promise, received_on: date, holidays: Holidays) -> date:
    """The date by which a report received on `received_on` (the city's calendar) is promised to be dealt with."""
    if promise.kind == "business":
        return _after_working_days(received_on, promise.days, holidays)
    return _working_day_from(received_on + timedelta(days=promise.days), holidays)


def business_days_between(start: date, end: date, holidays: Holidays) -> int:
    """Working days after `start` up to and including `end`; 0 where `end` is not later."""
    days = (start + timedelta(days=ahead) for ahead in range(1, (end - start).days + 1))
    return sum(is_working_day(day, holidays) for day in days)


def days_late(expected: date, ended_on: date) -> int:
    """Calendar days by which `ended_on` (closing, or today while open) misses the promise; 0 if it does not."""
    return max(0, (ended_on - expected).days)


def is_working_day(day: date, holidays: Holidays) -> bool:
    """Whether the city works that day."""
    return day.weekday() < SATURDAY and day not in days_off(holidays, day.year)


@cache
def days_off(holidays: Holidays, year: int) -> frozenset[date]:
    """The city's holidays of a year; days moved off a weekend ("observed") are in, as the public calendar has them."""
    return frozenset(day for day, names in _named_days(holidays, year).items() if names)


def holiday_names(holidays: Holidays, year: int) -> frozenset[str]:
    """What the public calendar calls its days of a year, before the city removes any."""
    public = _public_days(holidays, year)
    return frozenset(name for names in public.values() for name in names)


def _named_days(holidays: Holidays, year: int) -> dict[date, set[str]]:
    """Each day off with its names; a day has no name left when the city removed them all."""
    days = {day: names - set(holidays.removed) for day, names in _public_days(holidays, year).items()}
    for added in holidays.added:
        if day := _date_or_none(year, added.month, added.day):
            days.setdefault(day, set()).add(added.name)
    return days


def _public_days(holidays: Holidays, year: int) -> dict[date, set[str]]:
    if not holidays.country:
        return {}
    calendar = public_holidays.country_holidays(holidays.country, subdiv=holidays.subdivision, years=year)
    return {day: {name.removesuffix(OBSERVED) for name in names.split("; ")} for day, names in calendar.items()}


def _after_working_days(day: date, count: int, holidays: Holidays) -> date:
    while count > 0:
        day += ONE_DAY
        count -= is_working_day(day, holidays)
    return day


def _working_day_from(day: date, holidays: Holidays) -> date:
    while not is_working_day(day, holidays):
        day += ONE_DAY
    return day


def _date_or_none(year: int, month: int, day: int) -> date | None:
    """A date, unless it is a 29 February that the year does not have."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
