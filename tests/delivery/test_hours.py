"""Nobody is woken at night, and a day has its message at eight, whatever clocks do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.delivery.pacing import end_of_quiet, lifetime_of, next_digest

CITY = ZoneInfo("America/New_York")  # springs forward on 8 March 2026 at 2:00, falls back on 1 November 2026 at 2:00
TEN, SEVEN = 22 * 60, 7 * 60


def here(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CITY, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-11-18T21:59", None),
        ("2026-11-18T22:00", "2026-11-19T07:00"),
        ("2026-11-19T00:00", "2026-11-19T07:00"),
        ("2026-11-19T06:59", "2026-11-19T07:00"),
        ("2026-11-19T07:00", None),
        ("2026-11-19T12:00", None),
    ],
)
def test_quiet_hours_go_over_midnight(moment: str, until: str | None) -> None:
    assert end_of_quiet(here(moment), TEN, SEVEN, CITY) == (here(until) if until else None)


@pytest.mark.parametrize(
    ("moment", "until"),
    [("2026-11-18T12:59", None), ("2026-11-18T13:30", "2026-11-18T15:00"), ("2026-11-18T15:00", None)],
)
def test_quiet_hours_at_noon_end_the_same_day(moment: str, until: str | None) -> None:
    assert end_of_quiet(here(moment), 13 * 60, 15 * 60, CITY) == (here(until) if until else None)


@pytest.mark.parametrize(("quiet_from", "quiet_until"), [(None, None), (TEN, None), (None, SEVEN), (TEN, TEN)])
def test_whoever_has_no_quiet_hours_is_told_at_any_hour(quiet_from: int | None, quiet_until: int | None) -> None:
    for hour in range(24):
        assert end_of_quiet(here(f"2026-11-18T{hour:02}:00"), quiet_from, quiet_until, CITY) is None


def test_a_night_on_which_clocks_jump_is_an_hour_shorter_or_longer() -> None:
    spring, autumn = here("2026-03-07T22:00"), here("2026-10-31T22:00")
    assert end_of_quiet(spring, TEN, SEVEN, CITY) == spring + timedelta(hours=8)
    assert end_of_quiet(autumn, TEN, SEVEN, CITY) == autumn + timedelta(hours=10)


def test_quiet_until_an_hour_that_is_left_out_ends_when_clocks_have_jumped() -> None:
    until = end_of_quiet(here("2026-03-08T01:00"), TEN, 2 * 60 + 30, CITY)
    assert until == here("2026-03-08T03:30")


def test_quiet_until_an_hour_that_comes_twice_never_ends_in_the_past() -> None:
    first, second = here("2026-11-01T01:10"), here("2026-11-01T01:10", fold=1)
    assert end_of_quiet(first, TEN, 90, CITY) == first + timedelta(minutes=20)
    assert end_of_quiet(second, TEN, 90, CITY) == second + timedelta(minutes=20)


def test_quiet_hours_always_end_within_a_day() -> None:
    for start in ("2026-03-07T00:00", "2026-10-31T00:00"):
        for minutes in range(0, 3 * 1440, 7):
            moment = here(start) + timedelta(minutes=minutes)
            until = end_of_quiet(moment, TEN, SEVEN, CITY)
            assert until is None or moment < until <= moment + timedelta(hours=10)
            assert until is None or end_of_quiet(until, TEN, SEVEN, CITY) is None


@pytest.mark.parametrize(
    ("moment", "at"),
    [
        ("2026-11-18T07:59", "2026-11-18T08:00"),
        ("2026-11-18T08:00", "2026-11-19T08:00"),
        ("2026-03-07T12:00", "2026-03-08T08:00"),
        ("2026-10-31T12:00", "2026-11-01T08:00"),
    ],
)
def test_the_daily_message_comes_at_eight(moment: str, at: str) -> None:
    assert next_digest(here(moment), CITY) == here(at)


def test_a_reminder_is_worth_less_than_news() -> None:
    assert (lifetime_of("late"), lifetime_of("status")) == (timedelta(hours=12), timedelta(days=3))
