"""Languages: which one a page is in, its direction, and every date, number and distance that people read.

Tags are BCP 47 ("zh-Hans"); Babel's locales stand behind them. Stand-alone month forms are never used: Babel
leaks them between languages (its issue 1234).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import flask_babel
from babel import Locale, dates, lists, numbers, units
from flask import Flask, abort, current_app, g, has_request_context, request, url_for
from flask_babel import Domain, LazyString, force_locale, get_locale

from app.config import ROOT, Settings
from app.extensions import babel

__all__ = ["_", "_l", "city_text", "force_language", "ngettext"]

city_domain = Domain(domain="city")

NATIVE_NAMES = {
    "ar": "العربية", "bn": "বাংলা", "en": "English", "es": "Español", "fr": "Français", "hi": "हिन्दी",
    "ht": "Kreyòl ayisyen", "id": "Bahasa Indonesia", "km": "ខ្មែរ", "ko": "한국어", "my": "မြန်မာ",
    "pt": "Português", "ru": "Русский", "sw": "Kiswahili", "ur": "اردو", "vi": "Tiếng Việt", "zh-Hans": "简体中文",
}  # fmt: skip
# Catalogues are kept by language, formats by the country these readers live in.
FORMATS = {"en": "en-US", "es": "es-US"}
METRES_PER_FOOT, METRES_PER_MILE = 0.3048, 1609.344
HAITIAN_MONTHS = (
    "janvye", "fevriye", "mas", "avril", "me", "jen", "jiyè", "out", "septanm", "oktòb", "novanm", "desanm",
)  # fmt: skip
HAITIAN_DAYS = ("lendi", "madi", "mèkredi", "jedi", "vandredi", "samdi", "dimanch")
RIGHT_TO_LEFT = frozenset({"ar", "ur", "fa", "he", "ps"})


@dataclass(frozen=True, slots=True)
class Customs:
    """What a city's readers are used to; the pack says it, the frame knows no pack."""

    languages: tuple[str, ...]
    default_language: str
    time_zone: ZoneInfo
    distance_units: str


def _(text: str, **names: Any) -> str:
    """A text of the app in the reader's language; `%(name)s` in it is filled from `names`."""
    return str(flask_babel.gettext(text, **names))


def ngettext(one: str, many: str, num: int, **names: Any) -> str:
    """The same where a number decides the form; `%(num)s` is the number."""
    return str(flask_babel.ngettext(one, many, num, **names))


def _l(text: str) -> LazyString:
    """A text that is translated when it is shown."""
    return flask_babel.lazy_gettext(text)


@cache
def locale_of(tag: str) -> Locale:
    """Babel's locale for a tag of the pack; only ever called with those."""
    return Locale.parse(FORMATS.get(tag, tag), sep="-")


def catalogue_name(tag: str) -> str:
    """The folder of a tag's catalogue: `zh_Hans` for `zh-Hans`."""
    return tag.replace("-", "_")


def direction(tag: str) -> str:
    """`rtl` or `ltr`."""
    return "rtl" if tag.split("-", maxsplit=1)[0] in RIGHT_TO_LEFT else "ltr"


def native_name(tag: str) -> str:
    """A language's name as its own readers write it."""
    return NATIVE_NAMES.get(tag) or locale_of(tag).get_display_name() or tag


def _customs() -> Customs:
    return current_app.extensions["customs"]  # type: ignore[no-any-return]


def languages() -> tuple[str, ...]:
    """The tags that this installation's pack lists."""
    return _customs().languages


def default_language() -> str:
    """The pack's own language."""
    return _customs().default_language


def current_language() -> str:
    """The tag that answers are written in right now."""
    if has_request_context() and getattr(g, "lang", None):
        return g.lang  # type: ignore[no-any-return]
    return _wanted_language() if has_request_context() else default_language()


def _wanted_language() -> str:
    """Where no page says it: the address, `?lang=`, the choice kept in a cookie, Accept-Language, the pack's own."""
    for choice in (request.path.split("/")[1], request.args.get("lang"), request.cookies.get("lang")):
        if choice in languages():
            return choice
    return _accepted(list(request.accept_languages.values())) or default_language()


def _accepted(wanted: Sequence[str]) -> str | None:
    """The first wanted tag we have; `zh-TW` and `pt-PT` find the nearest sister."""
    offered = {tag.casefold(): tag for tag in languages()}
    sisters = {tag.split("-")[0].casefold(): tag for tag in reversed(languages())}
    for tag in wanted:
        found = offered.get(tag.casefold()) or sisters.get(tag.split("-")[0].casefold())
        if found:
            return found
    return None


def force_language(tag: str) -> Any:
    """A context in which texts are written in `tag`, for messages to one recipient."""
    return force_locale(str(locale_of(tag)))


def city_text(source: str, **names: Any) -> str:
    """A text of the city pack in the reader's language."""
    return str(city_domain.gettext(source, **names)) if source else ""


def city_keywords(source: str) -> str:
    """A service's keywords, one comma-separated string, in the reader's language."""
    return str(city_domain.pgettext("keywords", source))


def _formatting() -> Locale:
    return get_locale() or locale_of(default_language())


def _zone() -> ZoneInfo:
    return _customs().time_zone


def format_day(day: date) -> str:
    """A date with its weekday: `Tuesday, November 24, 2026`."""
    if _formatting().language == "ht":
        return f"{HAITIAN_DAYS[day.weekday()]} {format_date(day)}"
    return dates.format_date(day, "full", _formatting())


def format_date(day: date) -> str:
    """A date in words: `November 24, 2026`."""
    if _formatting().language == "ht":  # CLDR's are French
        return f"{day.day} {HAITIAN_MONTHS[day.month - 1]} {day.year}"
    return dates.format_date(day, "long", _formatting())


def local_date(moment: datetime) -> date:
    """The city's calendar date of a moment."""
    return moment.astimezone(_zone()).date()


def format_time(moment: datetime) -> str:
    """The city's time of day: `3:07 PM`."""
    locale = _formatting()
    pattern = "aaaa h:mm" if locale.language == "ko" else "short"
    return dates.format_time(moment.astimezone(_zone()), pattern, locale=locale)


def format_moment(moment: datetime) -> str:
    """Date and time of the city: `November 24, 2026 at 3:07 PM`."""
    # i18n: a date and a time of day, as in "November 24, 2026, 3:07 PM".
    return _("%(date)s, %(time)s", date=format_date(local_date(moment)), time=format_time(moment))


def format_number(number: float) -> str:
    """A number with the separators of the reader's language."""
    return numbers.format_decimal(number, locale=_formatting())


def format_distance(metres: float) -> str:
    """A distance rounded to what a walker cares about, in the city's units."""
    us_units = _customs().distance_units == "us"
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
    # Only `short` has words in every one of our languages.
    return units.format_unit(number, name, length="short", locale=_formatting())


def format_megabytes(count: int) -> str:
    """A file's size: `2.1 MB`."""
    return _unit(max(0.1, round(count / 1_000_000, 1)), "digital-megabyte")


def format_list(words: Sequence[str]) -> str:
    """`a, b and c` in the reader's language."""
    return lists.format_list(words, locale=_formatting())


COMPASS = {
    "n": _l("north"), "ne": _l("north-east"), "e": _l("east"), "se": _l("south-east"),
    "s": _l("south"), "sw": _l("south-west"), "w": _l("west"), "nw": _l("north-west"),
}  # fmt: skip


def format_compass(point: str) -> str:
    """A direction in words, from `n ne e se s sw w nw`."""
    return str(COMPASS[point])


def init_app(app: Flask, settings: Settings, customs: Customs) -> None:
    """Bind Babel to the city's languages, and take the language out of every page's address."""
    app.extensions["customs"] = customs
    texts = app.root_path + "/translations"
    texts = texts if Path(texts).is_dir() else str(ROOT / "translations")
    # Flask-Babel counts by the plural rule of the last folder, even of one without the catalogue: the app's, then.
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join((str(settings.city_pack / "translations"), texts))
    babel.init_app(
        app,
        default_locale=str(locale_of(customs.default_language)),
        locale_selector=lambda: locale_of(current_language()),
        timezone_selector=lambda: str(customs.time_zone),
    )
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_give_language)
    app.after_request(_keep_choice)
    app.jinja_env.globals.update(_globals())


def _globals() -> dict[str, Any]:
    formats = (
        format_day, format_date, format_time, format_moment, format_number, format_distance, format_megabytes,
        format_list, format_compass, local_date,
    )  # fmt: skip
    named = {function.__name__: function for function in formats}
    return named | {
        "current_language": current_language,
        "url_in": url_in,
        "city_text": city_text,
        "direction": direction,
        "native_name": native_name,
        "languages": languages,
    }


def url_in(tag: str) -> str:
    """This page in another language, with everything that its address asks; where there is none, the first page."""
    if request.endpoint is None or not current_app.url_map.is_endpoint_expecting(request.endpoint, "lang"):
        return f"/{tag}/"
    path = url_for(request.endpoint, **{**(request.view_args or {}), "lang": tag})
    query = urlencode(list(request.args.items(multi=True)))  # not by url_for: `endpoint` is a name of its own
    return f"{path}?{query}" if query else path


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.lang = None
    if values and "lang" in values:
        tag = values.pop("lang")
        if tag not in languages():
            abort(404)
        g.lang = tag


def _give_language(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = current_language()


def _keep_choice(response: Any) -> Any:
    """Whoever reads pages in a language meets `/` and `/c/<number>` in it next time."""
    tag = getattr(g, "lang", None)
    if tag and request.cookies.get("lang") != tag:
        response.set_cookie("lang", tag, max_age=365 * 86400, samesite="Lax", secure=request.is_secure, httponly=True)
    return response
