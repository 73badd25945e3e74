"""Addresses as people type them: the real ones, with the slips of everyday, drawn from a seed."""

import random
import string

from app.places.spelling import DIRECTIONS, SUFFIXES

LONG = {"n": "North", "s": "South", "e": "East", "w": "West"}
LONG_SUFFIX = {
    "st": "Street",
    "ave": "Avenue",
    "rd": "Road",
    "ln": "Lane",
    "blvd": "Boulevard",
    "dr": "Drive",
    "pl": "Place",
}
SLIPS = ("case", "suffix", "direction", "typo")


def with_slips(address: str, chance: random.Random) -> str:
    """In some case or other, with one to three of: another suffix or none, a direction spelled out or left out, a typo.

    House numbers and the digits of numbered streets stay: with another digit it is another address, which exists too.
    """
    number, *words = address.split()
    slips = chance.sample(SLIPS[1:], chance.randint(1, 3))
    if "direction" in slips:
        words = _other_direction(words, chance)
    if "suffix" in slips:
        words = _other_suffix(words, chance)
    if "typo" in slips:
        words = _typo(words, chance)
    return chance.choice((str.lower, str.upper, str.title, str.swapcase))(" ".join((number, *words)))


def _other_direction(words: list[str], chance: random.Random) -> list[str]:
    if words[0].lower() not in LONG or len(words) < 2:
        return words
    return [chance.choice((LONG[words[0].lower()], words[0] + ".")), *words[1:]] if chance.random() < 0.5 else words[1:]


def _other_suffix(words: list[str], chance: random.Random) -> list[str]:
    if words[-1].lower() not in SUFFIXES or len(words) < 2:
        return words
    longer = LONG_SUFFIX.get(words[-1].lower(), words[-1])
    return words[:-1] + chance.choice(([], [longer], [words[-1] + "."]))


def _typo(words: list[str], chance: random.Random) -> list[str]:
    """One letter of the name wrong, missing, twice, or swapped with its neighbour."""
    places = [
        at for at, word in enumerate(words) if word.lower().strip(".") not in {*DIRECTIONS, *SUFFIXES, *_LONG_WORDS}
    ]
    if not places:
        return words
    at = chance.choice(places)
    letters = [place for place, letter in enumerate(words[at]) if letter.isalpha()]
    if len(letters) < 2:
        return words
    place = chance.choice(letters)
    return [*words[:at], _mistyped(words[at], place, chance), *words[at + 1 :]]


def _mistyped(word: str, place: int, chance: random.Random) -> str:
    other = chance.choice(string.ascii_uppercase.replace(word[place], ""))
    swapped = place + 1 < len(word) and word[place + 1].isalpha() and word[place + 1] != word[place]
    ways = [other, "", word[place] * 2] + ([word[place + 1] + word[place]] if swapped else [])
    way = chance.choice(ways)
    return word[:place] + way + word[place + (2 if len(way) == 2 and way != word[place] * 2 else 1) :]


_LONG_WORDS = frozenset(word.lower() for word in (*LONG.values(), *LONG_SUFFIX.values()))
