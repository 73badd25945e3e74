"""Every date, time, number, distance and list that people read, on pages and on phones alike.

Digits are 0-9 in every language. Stand-alone month forms are never used: Babel leaks them between languages
(its issue 1234).
"""

import math
from collections.abc import Sequence
from datetime import date, datetime

from babel import Locale, dates, lists, numbers, units
from flask_babel import get_locale

from app.i18n import tables
from app.i18n.languages import _, _l, customs, default_language, locale_of

METRES_PER_FOOT, METRES_PER_MILE = 0.3048, 1609.344


def _formatting() -> Locale:
    return get_locale() or locale_of(default_language())


def format_day(day: date) -> str:
    """A date with its weekday: `Tuesday, November 24, 2026`."""
    locale = _formatting()
    if locale.language == "ht":
        return f"{tables.HAITIAN_DAYS[day.weekday()]} {format_date(day)}"
    own = tables.FIRST_OF_MONTH[locale.language][0] if _is_called_first(day, locale) else None
    return dates.format_date(day, own or tables.DAY_PATTERNS.get(locale.language, "full"), locale)


def format_date(day: date) -> str:
    """A date in words: `November 24, 2026`."""
    locale = _formatting()
    if locale.language == "ht":  # CLDR's are French
        return f"{day.day} {tables.HAITIAN_MONTHS[day.month - 1]} {day.year}"
    own = tables.FIRST_OF_MONTH[locale.language][1] if _is_called_first(day, locale) else None
    return dates.format_date(day, own or tables.DATE_PATTERNS.get(locale.language, "long"), locale)


def _is_called_first(day: date, locale: Locale) -> bool:
    return day.day == 1 and locale.language in tables.FIRST_OF_MONTH


def local_date(moment: datetime) -> date:
    """The city's calendar date of a moment."""
    return moment.astimezone(customs().time_zone).date()


def format_time(moment: datetime) -> str:
    """The city's time of day, which no line breaks: `3:07 PM`."""
    locale, here = _formatting(), moment.astimezone(customs().time_zone)
    if locale.language == "km":
        period = [word for hour, word in tables.KHMER_PERIODS if hour <= here.hour][-1]
        text = f"{dates.format_time(here, 'h:mm', locale=locale)} {period}"
    else:
        text = dates.format_time(here, tables.TIME_PATTERNS.get(locale.language, "short"), locale=locale)
    return text.replace(" ", "\u00a0")


def format_moment(moment: datetime) -> str:
    """Date and time of the city: `November 24, 2026 at 3:07 PM`."""
    # i18n: a date and a time of day, as in "November 24, 2026, 3:07 PM".
    return _("%(date)s, %(time)s", date=format_date(local_date(moment)), time=format_time(moment))


def format_number(number: float) -> str:
    """A number with the separators of the reader's language."""
    return numbers.format_decimal(number, locale=_formatting())


def format_percent(share: float) -> str:
    """A share of 0 to 1 as a percentage: `83%`. Never rounded up: what is not all is not 100 %."""
    return numbers.format_percent(math.floor(share * 100 + 1e-9) / 100, locale=_formatting())


def format_distance(metres: float) -> str:
    """A distance rounded to what a walker cares about, in the city's units."""
    us_units = customs().distance_units == "us"
    return _us_distance(metres) if us_units else _metric_distance(metres)


def _us_distance(metres: float) -> str:
    feet = metres / METRES_PER_FOOT
    if feet < 1000:
        return _unit(max(50, round(feet / 50) * 50), "length-foot")
    return _unit(round(metres / METRES_PER_MILE, 1), "length-mile")


def _metric_distance(metres: float) -> str:
    if metres < 1000:
        return _unit(max(10, round(metres / 10) * 10), "length-meter")
    return _unit(round(metres / 1000, 1), "length-kilometer")


def _unit(number: float, name: str) -> str:
    locale = _formatting()
    if own := tables.UNITS.get(locale.language, {}).get(name):
        form = own if isinstance(own, str) else own.get(locale.plural_form(number), own["other"])
        return form.format(format_number(number))
    # Only `short` has words in every one of our languages.
    return units.format_unit(number, name, length="short", locale=locale)


def format_megabytes(count: int) -> str:
    """A file's size: `2.1 MB`."""
    return _unit(max(0.1, round(count / 1_000_000, 1)), "digital-megabyte")


def format_list(words: Sequence[str]) -> str:
    """`a, b and c` in the reader's language."""
    locale = _formatting()
    if locale.language in tables.LISTS and len(words) > 1:
        between, last = tables.LISTS[locale.language]
        return f"{between.join(words[:-1])}{last}{words[-1]}"
    return lists.format_list(words, locale=locale)


COMPASS = {
    "n": _l("north"), "ne": _l("north-east"), "e": _l("east"), "se": _l("south-east"),
    "s": _l("south"), "sw": _l("south-west"), "w": _l("west"), "nw": _l("north-west"),
}  # fmt: skip


def format_compass(point: str) -> str:
    """A direction in words, from `n ne e se s sw w nw`."""
    return str(COMPASS[point])


FORMATS = (
    format_day, format_date, format_time, format_moment, format_number, format_distance, format_megabytes,
    format_list, format_compass, local_date,
)  # fmt: skip
