"""What a street is called, whichever way it is written: case, accents, abbreviations, numbers in words.

Files of cities and what people type go through the same functions, so that one finds the other. Abbreviations of
suffixes are the Postal Service's (USPS Publication 28, appendix C1); a word that is none of them stays in the name.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

APOSTROPHES = re.compile("['’‘ʼ`´]")
LETTERS = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "\u2044": "/"})
NUMBERED = re.compile(r"0*(\d{1,3})([a-z]{0,3})")
DIRECTIONS = {
    spelled: short
    for short, words in {
        "n": "n no north northern", "s": "s so south southern", "e": "e east eastern", "w": "w west western",
        "ne": "ne northeast", "nw": "nw northwest", "se": "se southeast", "sw": "sw southwest",
        "nb": "nb northbound", "sb": "sb southbound", "eb": "eb eastbound", "wb": "wb westbound",
    }.items()
    for spelled in words.split()
}  # fmt: skip
SUFFIXES = {
    spelled: short
    for short, words in {
        "aly": "alley ally aly", "ave": "avenue ave av aven avenu", "blvd": "boulevard blvd boul blv",
        "brg": "bridge brg", "cir": "circle cir circ", "ct": "court ct crt", "dr": "drive dr drv",
        "dwy": "driveway dwy", "expy": "expressway expy expwy exp", "ext": "extension ext", "grn": "green grn",
        "hts": "heights hts", "hwy": "highway hwy", "ln": "lane ln", "loop": "loop", "mall": "mall", "mews": "mews",
        "park": "park", "path": "path", "pike": "pike", "pkwy": "parkway pkwy pky", "pl": "place pl",
        "plz": "plaza plz", "ramp": "ramp", "rd": "road rd", "row": "row", "run": "run", "spur": "spur",
        "sq": "square sq", "st": "street st str strt", "ter": "terrace ter terr", "trl": "trail trl",
        "tunl": "tunnel tunl", "walk": "walk", "way": "way wy",
    }.items()
    for spelled in words.split()
}  # fmt: skip
SHORTER = {"saint": "st", "mount": "mt", "fort": "ft", "doctor": "dr"}
UNITS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth"
)
TENS_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
ORDINALS = {word: number for number, word in enumerate(UNITS.split(), start=1)}
TENS = {word: 10 * number for number, word in enumerate(TENS_WORDS.split(), start=2)}
TENTHS = {word[:-1] + "ieth": number for word, number in TENS.items()}


@dataclass(frozen=True, slots=True)
class StreetWords:
    """A street's name taken apart: `s`, (`broad`,), `st`; what is not said is empty."""

    direction: str
    base: tuple[str, ...]
    suffix: str


def plain(text: str) -> str:
    """Small letters without accents, digits of any script as ours; other signs stay, single spaces between them."""
    apart = unicodedata.normalize("NFKD", APOSTROPHES.sub("", text)).lower().translate(LETTERS)
    seen = (letter for letter in apart if unicodedata.category(letter)[0] not in "MC" or letter.isspace())
    return " ".join("".join(map(_digit, seen)).split())


def _digit(letter: str) -> str:
    return str(unicodedata.digit(letter)) if unicodedata.category(letter) == "Nd" else letter


def words_of(text: str) -> tuple[str, ...]:
    """The words of a name, each in its one spelling; everything else stands between words."""
    found = "".join(letter if letter.isalnum() else " " for letter in plain(text)).split()
    return tuple(_spelled(found))


def _spelled(words: Sequence[str]) -> list[str]:
    spelled: list[str] = []
    for word in words:
        if spelled and spelled[-1] in TENS and word in ORDINALS:
            spelled[-1] = ordinal(TENS[spelled[-1]] + ORDINALS[word])
        else:
            spelled.append(_one(word))
    return spelled


def _one(word: str) -> str:
    if word in ORDINALS or word in TENTHS:
        return ordinal(ORDINALS.get(word) or TENTHS[word])
    numbered = NUMBERED.fullmatch(word)
    if numbered and _is_nearly(numbered[2], ordinal(int(numbered[1])).lstrip("0123456789")):
        return ordinal(int(numbered[1]))
    return SHORTER.get(word, word)


def _is_nearly(letters: str, ending: str) -> bool:
    """Whether these letters behind a number mean its ending: none, a part, turned around, one wrong or too many."""
    return not letters or bool(set(letters) & set(ending))


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `3rd`, `11th`."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def street_words(text: str) -> StreetWords:
    """A name as a city writes it, taken apart: a direction in front or behind, a suffix, and what is left."""
    words = words_of(text)
    suffix = direction = ""
    if len(words) > 2 and words[-1] in DIRECTIONS and words[-2] in SUFFIXES:
        direction, words = DIRECTIONS[words[-1]], words[:-1]
    if len(words) > 1 and words[-1] in SUFFIXES:
        suffix, words = SUFFIXES[words[-1]], words[:-1]
    if len(words) > 1 and words[0] in DIRECTIONS and not direction:
        direction, words = DIRECTIONS[words[0]], words[1:]
    return StreetWords(direction, words, suffix)


def shown_name(text: str) -> str:
    """A street as people write it: `N 30TH ST` is `N 30th St`. What is not all in capitals stays."""
    text = " ".join(text.split())
    return " ".join(_shown(word) for word in text.split()) if text.isupper() else text


def _shown(word: str) -> str:
    if word in {"OF", "THE", "AND"}:
        return word.lower()
    if word.lower() in DIRECTIONS and len(word) <= 2:
        return word
    if word.startswith("MC") and len(word) > 4:
        return "Mc" + word[2:].capitalize()
    return word.lower() if word[:1].isdigit() else "-".join(part.capitalize() for part in word.split("-"))


def grams_of(words: Sequence[str]) -> set[str]:
    """Every three letters in a row, with a space for either end of each word."""
    padded = [f" {word} " for word in words]
    return {word[at : at + 3] for word in padded for at in range(len(word) - 2)}


def beginning_grams(words: Sequence[str]) -> set[str]:
    """The same of what is still being typed: the last word has no end yet, unless it is one letter ("3247 D")."""
    if not words or len(words[-1]) == 1:
        return grams_of(words)
    last = f" {words[-1]}"
    return grams_of(words[:-1]) | {last[at : at + 3] for at in range(len(last) - 2)}
