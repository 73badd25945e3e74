"""The kinds of words that a city pack is made of, each with what is said when a word is not of its kind."""

import re
from typing import Annotated
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints


def _yes_or_no(word: object) -> object:
    if word not in {"true", "false"}:
        raise ValueError("must be true or false")
    return word == "true"


def _time_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):  # unknown, a path, a folder of the time zone files
        raise ValueError(f"there is no time zone {name!r}, as in America/New_York") from None


def _language(tag: str) -> str:
    try:
        canonical = str(Locale.parse(tag, sep="-")).replace("_", "-")
    except (ValueError, UnknownLocaleError):
        raise ValueError(f"there is no language {tag!r}, as in en or zh-Hans") from None
    if tag != canonical:
        raise ValueError(f"{tag!r} is written {canonical!r}")
    return tag


def _keyword(text: str) -> str:
    # The list is one comma-separated text for translators.
    if "," in text:
        raise ValueError("a keyword must not contain a comma")
    return text


def _matching(pattern: str, what: str) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(what)
        return text

    return AfterValidator(check)


Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Note = Annotated[str, StringConstraints(max_length=2000)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Code = Annotated[str, _matching(r"[A-Za-z0-9_-]{1,40}", "must be 1 to 40 letters, digits, - or _")]
Slug = Annotated[str, _matching(r"[a-z0-9]+(-[a-z0-9]+)*", "must be small letters and digits, with - between words")]
PHONE = _matching(r"([+(]?[0-9][0-9 ().-]*)?", "must be a telephone number")
Phone = Annotated[str, PHONE]
NeededPhone = Annotated[str, StringConstraints(min_length=1), PHONE]
Email = Annotated[str, _matching(r"([^\s@?&]+@[^\s@?&]+\.[^\s@?&]{2,})?", "must be an e-mail address")]
Website = Annotated[str, _matching(r"(https?://[^\s/]+\S*)?", "must be an address that starts with https://")]
Flag = Annotated[bool, BeforeValidator(_yes_or_no)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
Language = Annotated[str, AfterValidator(_language)]
Keyword = Annotated[Name, AfterValidator(_keyword)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Rank = Annotated[int, Field(ge=1, le=99)]
