"""By when the city promises to act, and how late it is."""

import csv
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.city.catalogue import City, Holidays, Promise, YearlyHoliday
from app.city.loader import load_city
from app.city.promises import business_days_between, days_late, days_off, expected_on, is_working_day
from app.config import PACKS

NO_HOLIDAYS = Holidays()
PENNSYLVANIA = Holidays("US", "PA", removed=("Day After Thanksgiving",))
TOWN = Holidays("US", added=(YearlyHoliday(12, 24, "Christmas Eve"), YearlyHoliday(2, 29, "Leap Day")))
days = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(("received", "promised", "expected", "why"), [
    ("2026-11-18", 1, "2026-11-19", "the next day"),
    ("2026-11-18", 3, "2026-11-23", "over a weekend"),
    ("2026-11-20", 1, "2026-11-23", "a report on Friday has Monday as its first day"),
    ("2026-11-21", 1, "2026-11-23", "a report on Saturday has Monday as its first day"),
    ("2026-11-22", 1, "2026-11-23", "a report on Sunday has Monday as its first day"),
    ("2026-11-21", 5, "2026-11-30", "a week from Monday, without Thanksgiving"),
    ("2026-11-25", 1, "2026-11-27", "Thanksgiving is off; the Friday after is removed from the calendar"),
    ("2026-11-26", 1, "2026-11-27", "a report on a holiday"),
    ("2026-07-02", 1, "2026-07-06", "the Friday before a Fourth of July on Saturday, then a weekend"),
    ("2026-12-31", 1, "2027-01-04", "over the turn of the year"),
    ("2021-12-30", 1, "2022-01-03", "New Year's Day 2022 is a Saturday, observed in 2021"),
    ("2026-11-18", 90, "2027-03-31", "ninety days with five holidays between"),
])  # fmt: skip
def test_business_days(received: str, promised: int, expected: str, why: str) -> None:
    found = expected_on(Promise(promised, "business"), date.fromisoformat(received), PENNSYLVANIA)
    assert found == date.fromisoformat(expected), why


@pytest.mark.parametrize(("received", "promised", "expected", "why"), [
    ("2026-11-18", 1, "2026-11-19", "the next day"),
    ("2026-11-18", 3, "2026-11-23", "a Saturday moves to Monday"),
    ("2026-11-21", 2, "2026-11-23", "weekends count"),
    ("2026-11-25", 1, "2026-11-27", "a holiday moves to the next working day"),
    ("2026-12-23", 1, "2026-12-28", "Christmas Eve, Christmas and a weekend"),
])  # fmt: skip
def test_calendar_days_end_on_a_working_day(received: str, promised: int, expected: str, why: str) -> None:
    found = expected_on(Promise(promised, "calendar"), date.fromisoformat(received), TOWN)
    assert found == date.fromisoformat(expected), why


def test_a_city_adds_and_removes_holidays() -> None:
    assert not is_working_day(date(2026, 12, 24), TOWN)
    assert is_working_day(date(2026, 12, 24), PENNSYLVANIA)
    assert is_working_day(date(2026, 11, 27), PENNSYLVANIA)
    assert not is_working_day(date(2026, 11, 27), Holidays("US", "PA"))
    assert is_working_day(date(2026, 7, 3), Holidays("US", removed=("Independence Day",)))  # nor its observed day
    assert is_working_day(date(2026, 12, 25), NO_HOLIDAYS)


def test_a_leap_day_is_off_only_when_there_is_one() -> None:
    assert date(2028, 2, 29) in days_off(TOWN, 2028)
    assert not any(day.month == 2 and day.day > 27 for day in days_off(TOWN, 2027))


@given(days, st.integers(1, 120), st.sampled_from([PENNSYLVANIA, TOWN, NO_HOLIDAYS]))
def test_business_days_counted_back_are_the_promise(received: date, promised: int, holidays: Holidays) -> None:
    expected = expected_on(Promise(promised), received, holidays)
    assert is_working_day(expected, holidays)
    assert business_days_between(received, expected, holidays) == promised


@given(days, st.integers(1, 400), st.sampled_from([PENNSYLVANIA, TOWN, NO_HOLIDAYS]))
def test_a_calendar_promise_is_at_most_a_long_weekend_later(received: date, promised: int, holidays: Holidays) -> None:
    expected = expected_on(Promise(promised, "calendar"), received, holidays)
    assert is_working_day(expected, holidays)
    assert 0 <= (expected - received).days - promised <= 5


@pytest.mark.parametrize(
    ("ended", "late"), [("2026-11-20", 0), ("2026-11-24", 0), ("2026-11-25", 1), ("2026-12-24", 30)]
)
def test_days_late(ended: str, late: int) -> None:
    assert days_late(date(2026, 11, 24), date.fromisoformat(ended)) == late


def test_no_days_lie_between_a_day_and_an_earlier_one() -> None:
    assert business_days_between(date(2026, 11, 24), date(2026, 11, 24), NO_HOLIDAYS) == 0
    assert business_days_between(date(2026, 11, 24), date(2026, 11, 1), NO_HOLIDAYS) == 0


Record = tuple[Promise, date, date]


def recorded_promises(file: Path, city: City) -> list[Record]:
    """What the city recorded: the promise, the day of the report, the day it expected (midnight UTC of that day)."""
    with file.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["service_notice"] and row["expected_datetime"]]
    return [(_promise(row["service_notice"]), _day(row["requested_datetime"]), _utc_day(row["expected_datetime"], city))
            for row in rows]  # fmt: skip


def _promise(notice: str) -> Promise:
    found = re.fullmatch(r"(\d+) Business Days", notice)
    assert found, notice
    return Promise(int(found[1]))


def _day(text: str) -> date:
    return datetime.fromisoformat(text).date()


def _utc_day(text: str, city: City) -> date:
    return datetime.fromisoformat(text).replace(tzinfo=city.time_zone).astimezone(UTC).date()


def test_real_promises_of_2016_are_kept_to_the_day(shared: Path) -> None:
    """Against 309 dates that the city's own system worked out.

    That system did not skip the city's holidays, so only promises without one between can agree: 193 of those 209 do.
    It counts hours, nine to a day, so the other 16, sent before the offices opened, end a working day earlier there.
    (Of 100 promises over holidays it has 31 of one day, 21 October, an eighth longer: nine hours of an eight-hour day.)
    """
    city = load_city(PACKS / "philadelphia")
    records = recorded_promises(shared / "philly_311" / "philly311_cases_2016_with_sla.csv", city)
    assert len(records) == 309
    plain = [record for record in records if not _holidays_within(record, city)]
    ahead = [business_days_between(ours, theirs, city.holidays) for ours, theirs in _compared(plain, city)]
    behind = [business_days_between(theirs, ours, city.holidays) for ours, theirs in _compared(plain, city)]
    assert len(plain) == 209
    assert not any(ahead)  # never promised earlier than by the city itself
    assert behind.count(0) == 193
    assert behind.count(1) == 16


def _compared(records: list[Record], city: City) -> list[tuple[date, date]]:
    return [(expected_on(promise, received, city.holidays), theirs) for promise, received, theirs in records]


def _holidays_within(record: Record, city: City) -> bool:
    _, received, theirs = record
    span = (received + timedelta(days=ahead) for ahead in range(1, (theirs - received).days + 1))
    return any(day in days_off(city.holidays, day.year) for day in span)
