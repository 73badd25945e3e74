"""Which language a page is in, its direction, and its texts.

Tags are BCP 47 ("zh-Hans"); Babel's locales stand behind them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import flask_babel
from babel import Locale
from flask import current_app, g, has_request_context, request
from flask_babel import Domain, LazyString, force_locale

city_domain = Domain(domain="city")

NATIVE_NAMES = {
    "ar": "العربية", "bn": "বাংলা", "en": "English", "es": "Español", "fr": "Français", "hi": "हिन्दी",
    "ht": "Kreyòl ayisyen", "id": "Bahasa Indonesia", "km": "ខ្មែរ", "ko": "한국어", "my": "မြန်မာ",
    "pt": "Português", "ru": "Русский", "sw": "Kiswahili", "ur": "اردو", "vi": "Tiếng Việt", "zh-Hans": "简体中文",
}  # fmt: skip
# Catalogues are kept by language, formats by the country these readers live in.
FORMATS = {"en": "en-US", "es": "es-US"}
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


def customs() -> Customs:
    """Those of this installation."""
    return current_app.extensions["customs"]  # type: ignore[no-any-return]


def languages() -> tuple[str, ...]:
    """The tags that this installation's pack lists."""
    return customs().languages


def default_language() -> str:
    """The pack's own language."""
    return customs().default_language


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
    wanted = tuple(tag for tag, quality in request.accept_languages if quality > 0)  # 0 says: not that one
    return _accepted(wanted, languages()) or default_language()


@lru_cache(maxsize=256)
def _accepted(wanted: Sequence[str], known: Sequence[str]) -> str | None:
    """The first wanted tag that is known; `zh-TW` and `pt-PT` find the nearest sister."""
    offered = {tag.casefold(): tag for tag in known}
    sisters = {tag.split("-")[0].casefold(): tag for tag in reversed(known)}
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
