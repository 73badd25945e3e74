"""Case numbers: ten digits that can be read over a phone, typed on a keypad, and that show a slip at once.

The first digit is 1 to 9, eight are random, and the last is a Damm check digit: it catches every single wrong
digit and every swap of two neighbours.
"""

import secrets
import unicodedata
from functools import cache

from stdnum import damm

LENGTH = 10


def new_number() -> str:
    """A number that nobody can guess the next one from."""
    digits = str(secrets.randbelow(900_000_000) + 100_000_000)
    return digits + damm.calc_check_digit(digits)


def check_digit(nine_digits: int) -> int:
    """The Damm check digit of a whole number of nine digits, quick enough for a million of them."""
    steps = _steps()
    state = steps[0][nine_digits // 1_000_000]
    state = steps[state][nine_digits // 1000 % 1000]
    return steps[state][nine_digits % 1000]


@cache
def _steps() -> tuple[tuple[int, ...], ...]:
    """[check digit so far][three digits more] → the check digit of all of them."""
    starts = {damm.checksum(str(digit)): digit for digit in range(10)}
    return tuple(tuple(damm.checksum(f"{starts[state]}{three:03}") for three in range(1000)) for state in range(10))


def plain_digits(text: str) -> str:
    """What a person typed, without spaces and marks, in ASCII digits: `٤٨٢١ ٩٠٣٧-٥٦` → `4821903756`.

    A character that is neither a digit nor a separator stays, so that it is not taken for a number.
    """
    kept = (
        c
        for c in unicodedata.normalize("NFKC", text)
        if c not in " -–—.·/#" and unicodedata.category(c) not in {"Cf", "Zs"}
    )
    return "".join(str(unicodedata.digit(c)) if unicodedata.digit(c, None) is not None else c for c in kept)


def is_number(digits: str) -> bool:
    """Whether this is ten digits and the last one fits the others."""
    return looks_like_number(digits) and damm.is_valid(digits)


def looks_like_number(digits: str) -> bool:
    """Whether this has the shape of a case number, right or with a slip in it."""
    return len(digits) == LENGTH and digits.isascii() and digits.isdigit() and digits[0] != "0"


def spaced(number: str) -> str:
    """As it is shown in every language: `4821 9037 56`."""
    return f"{number[:4]} {number[4:8]} {number[8:]}"
