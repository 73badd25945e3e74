"""How alike two reports are, by their words and by their photos: 0 to 1. Pure: nothing here knows the store."""

import math
from functools import lru_cache

from app.city.letters import fold
from app.city.tokens import WORD, tokens_of

MOST_LETTERS = 1000  # of a text; what is alike shows in its beginning
SAME_BITS, OTHER_BITS = 6, 14  # of 64 that differ: so few in the same picture, so many in another (docs/duplicates.md)
LEAST_SAID = 8  # of 64: a picture whose places are all darker, or none, than the next is a wall or the night
LEAST_LETTERS = 3  # shorter words ("on", "at") say nothing of a problem


def words_alike(one: str, other: str) -> float:
    """0 to 1: how much of what two texts say is said in both. Longer words say more. 0 where either says nothing."""
    first, second = _said(one[:MOST_LETTERS]), _said(other[:MOST_LETTERS])
    if not first or not second:
        return 0.0
    return _weight(first & second) / math.sqrt(_weight(first) * _weight(second))


# The words of the report are held against those of every candidate.
@lru_cache(maxsize=256)
def _said(text: str) -> frozenset[str]:
    """The words of a text in their one spelling; of scripts that write none apart, neighbouring syllables."""
    told = (token for token in tokens_of(fold(text)) if token.weight == WORD)
    return frozenset(token.text for token in told if not token.is_word or len(token.text) >= LEAST_LETTERS)


def _weight(words: frozenset[str]) -> float:
    return float(sum(len(word) for word in words))


def photos_alike(one: bytes, other: bytes) -> float:
    """0 to 1 for the 64 bits of two photos; 0 where either shows nothing to tell it by."""
    if not (_says_something(one) and _says_something(other)):
        return 0.0
    differ = (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()
    return min(1.0, max(0.0, (OTHER_BITS - differ) / (OTHER_BITS - SAME_BITS)))


def _says_something(bits: bytes) -> bool:
    return LEAST_SAID <= int.from_bytes(bits).bit_count() <= 64 - LEAST_SAID
