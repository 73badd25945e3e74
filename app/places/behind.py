"""What stands behind an address: the city that all of it is in, another town, or more words for whoever looks there."""

import re
from collections.abc import Sequence
from enum import IntEnum

from app.places.home import Home
from app.places.likeness import slips
from app.places.spelling import DIRECTIONS, SUFFIXES, words_of

DWELLING = re.compile(r"(?:\s|^)(?:#|(?:apt|apartment|unit|suite|ste|floor|fl|rm|room)\b).*$")
FLOOR = re.compile(r"^\d{1,2}(?:st|nd|rd|th)? (?:floor|fl)$")
LAND = frozenset({"usa", "america", "united", "states"})
SAME_NAME = 6  # letters of a name for each slip that still leaves it the same
CODE = 2  # letters of a region's short name


class Behind(IntEnum):
    """What one part says; the largest of several counts."""

    HERE = 0  # in which city, part of it, region or land all of it is, or which dwelling
    MORE = 1  # something else: "behind the school", or a town that nobody has named to us
    ELSEWHERE = 2  # another town or region


def read_behind(part: str, home: Home) -> Behind:
    """What a part behind a comma says."""
    if FLOOR.match(part):
        return Behind.HERE
    return read_words(words_of(DWELLING.sub("", part)), home)


def read_words(words: Sequence[str], home: Home) -> Behind:
    """The same of words in their one spelling."""
    said = [word for word in words if not _says_nothing(word)]
    codes = [word for word in said if len(word) == CODE and word.isascii()]
    name = " ".join(word for word in said if word not in codes)
    if name in home.others:
        return Behind.ELSEWHERE
    if name:
        return _of_name(name, home)
    return max((_of_code(code, home) for code in codes), default=Behind.HERE)


def _says_nothing(word: str) -> bool:
    return len(word) < CODE or word in LAND or (len(word) == CODE and not word.isalpha())


def _of_name(name: str, home: Home) -> Behind:
    if any(_is_same(name, known) for known in home.names):
        return Behind.HERE
    return Behind.ELSEWHERE if any(_is_misspelled(name, other) for other in home.others) else Behind.MORE


def _of_code(code: str, home: Home) -> Behind:
    """Two letters: ours, another region's, or how a name begins that is still being typed."""
    if home.is_region_code(code) or code in SUFFIXES or code in DIRECTIONS:
        return Behind.HERE
    return Behind.MORE if any(name.startswith(code) for name in home.names) else Behind.ELSEWHERE


def _is_same(said: str, name: str) -> bool:
    return name.startswith(said) or _is_misspelled(said, name)


def _is_misspelled(said: str, name: str) -> bool:
    allowed = len(name) // SAME_NAME
    return slips(said, name, allowed)[0] <= allowed
