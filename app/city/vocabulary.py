"""Which words a number of things are called by, and which of them look like a word that somebody typed.

static/js/lib/search-vocabulary.ts does exactly the same on phones.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.city.letters import fold
from app.city.tokens import TWO_WORDS, Token, extent, tokens_of

LEAST_ALIKE, LEAST_ALIKE_SHORT, UNFINISHED, WITHIN = 0.6, 0.8, 0.8, 0.7
SHORTEST_SLIP, SHORTEST_BEGINNING, SHORTEST_WITHIN = 3, 2, 4
SHORT = 4  # under so many letters another one makes another word ("gum", "gun"); an ending does not ("car", "cars")
HANGUL = re.compile("[\u1100-\u1112]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a thing is called, and how much it counts to be called so: 0 to 1."""

    text: str
    weight: float


@dataclass(slots=True)
class Vocabulary:
    """{token: {place of a thing: how much it counts}}, and the pairs of letters by which alike words are found."""

    places: dict[str, dict[int, float]] = field(default_factory=dict)
    _pair_counts: dict[str, int] = field(default_factory=dict)
    _words_with: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, things: Iterable[Iterable[Phrase]]) -> "Vocabulary":
        """The words of things that stand at 0, 1, 2 …"""
        vocabulary = cls()
        for place, phrases in enumerate(things):
            for phrase in phrases:
                vocabulary._learn(place, phrase)
        return vocabulary

    def _learn(self, place: int, phrase: Phrase) -> None:
        """A word of a long phrase says less alone."""
        tokens = tokens_of(fold(phrase.text))
        alone = phrase.weight / math.sqrt(extent(tokens))
        for token in tokens:
            counts = min(phrase.weight, alone * math.sqrt(2)) if token.weight == TWO_WORDS else alone
            places = self.places.setdefault(token.text, {})
            places[place] = max(counts, places.get(place, 0.0))
            if token.is_word and token.text not in self._pair_counts:
                self._spell(token.text)

    def _spell(self, word: str) -> None:
        pairs = letter_pairs(word)
        self._pair_counts[word] = len(pairs)
        for pair in pairs:
            self._words_with.setdefault(pair, []).append(word)

    def alike(self, typed: Token) -> Mapping[str, float]:
        """{token known here: how much the typed one looks like it}, from above 0 to 1."""
        found = {typed.text: 1.0} if typed.text in self.places else {}
        if not typed.is_word:
            return found
        pairs = letter_pairs(typed.text)
        shared = Counter(word for pair in pairs for word in self._words_with.get(pair, ()))
        for word, count in shared.items():
            share = 2 * count / (len(pairs) + self._pair_counts[word])
            likeness = likeness_of(typed, word, share)
            if likeness and word != typed.text:
                found[word] = likeness
        return found


def letter_pairs(word: str) -> set[str]:
    """Each letter with the one before it, in either order: two that were swapped change little."""
    return {min(one, two) + max(one, two) for one, two in zip("^" + word, word, strict=False)}


def likeness_of(typed: Token, word: str, share: float) -> float:
    """How much a typed word looks like another, of whose pairs of letters it has this share (Dice's coefficient)."""
    shorter = min(len(typed.text), len(word))
    least = LEAST_ALIKE if shorter >= SHORT else LEAST_ALIKE_SHORT
    likeness = share * share if share >= least and shorter >= SHORTEST_SLIP else 0.0
    if typed.is_unfinished and shorter >= SHORTEST_BEGINNING and word.startswith(typed.text):
        likeness = max(likeness, UNFINISHED)
    if shorter >= SHORTEST_WITHIN and _is_within(typed.text, word):
        likeness = max(likeness, WITHIN)
    return likeness


def _is_within(one: str, other: str) -> bool:
    """Korean writes particles and other nouns onto a noun."""
    return bool(HANGUL.match(one)) and (one in other or other in one)
