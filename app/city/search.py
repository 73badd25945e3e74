"""Finds words in short texts the way people type them: any case, any accents, beginnings, plurals, seventeen languages.

Pure: it knows texts and words, no services and no language.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

EXACT, BEGINNING, STEM = 1.0, 0.7, 0.5
# A typed word may run on after a known one ("potholes", "flooding"), if the known one is long enough to mean anything.
MIN_STEM, MAX_ENDING = 4, 3
MAX_LETTERS, MAX_WORDS = 500, 12
# Marks above these classes are accents and vowel points; up to nine are parts of letters (virama, nukta).
LAST_LETTER_CLASS = 9
# Letters that look and sound alike to whoever types, but that Unicode does not take apart.
ALIKE = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "ı": "i", "ى": "ي", "ی": "ي", "ة": "ه", "ہ": "ه", "ک": "ك"})
UNSEEN = re.compile("['’ʼ\u0640\u200b-\u200d]")  # apostrophes, the Arabic stretch, joiners
# Burmese, Khmer, Thai, Lao and Han, kana: scripts that put no spaces between words.
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def fold(text: str) -> str:
    """A text without case, accents and joiners, with a single space for everything that is no letter or digit."""
    apart = unicodedata.normalize("NFKD", UNSEEN.sub("", text)).casefold().translate(ALIKE)
    kept = (letter for letter in apart if unicodedata.combining(letter) <= LAST_LETTER_CLASS)
    return " ".join("".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in kept).split())


def typed_words(text: str) -> list[str]:
    """The folded words of what somebody typed, each once; a very long text is read from its beginning."""
    return list(dict.fromkeys(fold(text[:MAX_LETTERS]).split()))


@dataclass(frozen=True, slots=True)
class Phrase:
    """A folded text that can be found, and how much a find in it counts."""

    text: str
    words: frozenset[str]
    weight: float = 1.0

    @classmethod
    def of(cls, text: str, weight: float = 1.0) -> "Phrase":
        folded = fold(text)
        return cls(folded, frozenset(folded.split()), weight)

    def match(self, typed: str) -> float:
        """How well one typed word is found in here, 0 to `weight`."""
        return self.weight * max((likeness(typed, word) for word in self.words), default=0.0)

    def is_in(self, words: Sequence[str]) -> bool:
        """Whether every word of this phrase was typed, in any order."""
        return bool(self.words) and all(any(is_said(word, typed) for typed in words) for word in self.words)


@dataclass(frozen=True, slots=True)
class Findable(Generic[T]):
    """A thing and the phrases it can be found by."""

    thing: T
    phrases: tuple[Phrase, ...]

    def match(self, typed: str) -> float:
        """How well one typed word is found in the best of the phrases."""
        return max((phrase.match(typed) for phrase in self.phrases), default=0.0)

    def whole(self, words: Sequence[str]) -> float:
        """What the best phrase counts whose every word was typed; 0 where there is none."""
        return max((phrase.weight for phrase in self.phrases if phrase.is_in(words)), default=0.0)


def scored(findables: Sequence[Findable[T]], text: str) -> list[tuple[T, float]]:
    """The things in which any word of `text` is found, with a score above 0, in the order they came.

    A word counts the more, the fewer things it fits ("in the street" says little, "pothole" says all), and a phrase
    that was typed whole counts once more.
    """
    words = typed_words(text)[:MAX_WORDS]
    scores = [0.0] * len(findables)
    for word in words:
        fits = [one.match(word) for one in findables]
        rarity = 1 / max(1, sum(fit > 0 for fit in fits))
        scores = [score + fit * rarity for score, fit in zip(scores, fits, strict=True)]
    found = zip(findables, scores, strict=True)
    return [(one.thing, score + one.whole(words)) for one, score in found if score > 0]


def likeness(typed: str, word: str) -> float:
    """How much a typed word, perhaps unfinished, looks like a known one: 0 to 1. Both are folded."""
    if typed == word:
        return EXACT
    if _is_beginning(typed, word):
        return BEGINNING
    return STEM if is_said(word, typed) else 0.0


def is_said(word: str, typed: str) -> bool:
    """Whether a known word was typed out: as it is, with an ending, or within a run of words without spaces."""
    if UNSPACED.match(word):
        return word in typed
    ending = len(typed) - len(word)
    return typed.startswith(word) and (ending == 0 or (len(word) >= MIN_STEM and ending <= MAX_ENDING))


def _is_beginning(typed: str, word: str) -> bool:
    if UNSPACED.match(typed):
        return typed in word
    return len(typed) > 1 and word.startswith(typed)
