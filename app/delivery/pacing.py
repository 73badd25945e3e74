"""When somebody wants to hear: quiet hours and the hour of the daily message, by the city's clocks.

Clocks of a city jump: hours are found on its calendar each time, never by adding to the last.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

DIGEST_HOUR = time(8)
LIFETIME = timedelta(days=3)
REMINDER_LIFETIME = timedelta(hours=12)
REMINDERS = frozenset({"late"})  # worth nothing when it comes a day later
MINUTES_PER_DAY = 1440


def lifetime_of(kind: str) -> timedelta:
    """How long after it was due a message of this kind may still be told."""
    return REMINDER_LIFETIME if kind in REMINDERS else LIFETIME


def next_digest(moment: datetime, zone: tzinfo) -> datetime:
    """The next time after `moment` that it is eight in the morning."""
    return _next(moment, DIGEST_HOUR, zone)


def end_of_quiet(moment: datetime, quiet_from: int | None, quiet_until: int | None, zone: tzinfo) -> datetime | None:
    """When the quiet hours that `moment` is in end; None outside them. Both are minutes after midnight; from ten in the
    evening until seven wraps midnight; from a minute until the same one is never quiet.
    """
    if quiet_from is None or quiet_until is None or quiet_from == quiet_until:
        return None
    here = moment.astimezone(zone)
    minute = here.hour * 60 + here.minute
    is_quiet = quiet_from <= minute < quiet_until
    if quiet_until < quiet_from:
        is_quiet = minute >= quiet_from or minute < quiet_until
    hour, minute = divmod(quiet_until % MINUTES_PER_DAY, 60)
    return _next(moment, time(hour, minute), zone) if is_quiet else None


def _next(moment: datetime, hour: time, zone: tzinfo) -> datetime:
    """The first time after `moment` that clocks show `hour`: an hour that comes twice counts twice, one that is left
    out comes when the clocks have jumped.
    """
    today = moment.astimezone(zone).date()
    for day in (today, today + timedelta(days=1)):
        for at in _showing(day, hour, zone):
            if at > moment:
                return at
    raise AssertionError("tomorrow has every hour")


def _showing(day: date, hour: time, zone: tzinfo) -> list[datetime]:
    return [datetime.combine(day, hour.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1)]
