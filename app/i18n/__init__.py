"""Languages: which one a page is in, its texts, and every date, number and distance that people read."""

from app.i18n.binding import init_app, stands_at
from app.i18n.formats import (
    format_date,
    format_day,
    format_list,
    format_moment,
    format_number,
    local_date,
)
from app.i18n.languages import (
    NATIVE_NAMES,
    Customs,
    _,
    _l,
    city_keywords,
    city_text,
    current_language,
    default_language,
    direction,
    force_language,
    languages,
    locale_of,
    native_name,
    ngettext,
)

__all__ = [
    "NATIVE_NAMES",
    "Customs",
    "_",
    "_l",
    "city_keywords",
    "city_text",
    "current_language",
    "default_language",
    "direction",
    "force_language",
    "format_date",
    "format_day",
    "format_list",
    "format_moment",
    "format_number",
    "init_app",
    "languages",
    "local_date",
    "locale_of",
    "native_name",
    "ngettext",
    "stands_at",
]
