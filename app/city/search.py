"""Finds things by what people call them, in any language, with slips, endings and unfinished words.

Pure: it knows texts and words, no services and no catalogues. static/js/lib/search.ts does exactly the same on phones;
tests/city/search_vectors.json holds both to it. docs/search.md says why it is so, with figures.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from app.city.letters import fold
from app.city.tokens import WORD, Token, tokens_of
from app.city.vocabulary import Phrase, Vocabulary

T = TypeVar("T")

MOST_LETTERS, MOST_TOKENS = 500, 40
# What other languages call it counts less, and hardly at all where the word is one of the reader's own as well.
ELSEWHERE, ELSEWHERE_TOO = 0.7, 0.2
# What fits less than this part of the best find is noise: it shares a "the" or a "street" with it.
WORTH_SHOWING = 0.45
# So alike must a word be to count as said: more than another short word that differs by a letter.
SAID = 0.6


@dataclass(frozen=True, slots=True)
class Findable(Generic[T]):
    """A thing, its phrases in the reader's language, and those that call it up when said whole."""

    thing: T
    own: Sequence[Phrase]
    calls: Sequence[str] = ()


class Elsewhere:
    """What things that stand at 0, 1, 2 … are called in all languages, and what calls them up: one for all readers."""

    def __init__(self, phrases: Iterable[Iterable[Phrase]] = (), calls: Iterable[Iterable[str]] = ()) -> None:
        self.vocabulary = Vocabulary.of(phrases)
        self.calls = _heart_of_each(calls)


class Index(Generic[T]):
    """Things to look for. Of two that fit as well, the one that came first is found first."""

    def __init__(self, findables: Sequence[Findable[T]], elsewhere: Elsewhere) -> None:
        self._things = [one.thing for one in findables]
        self._own = Vocabulary.of(one.own for one in findables)
        self._calls = _heart_of_each(one.calls for one in findables)
        self._elsewhere = elsewhere

    def find(self, text: str) -> list[tuple[T, float]]:
        """What fits `text`, the best first, with its score above 0."""
        scores = [0.0] * len(self._things)
        for typed in typed_tokens(text):
            fits = self._fits(typed)
            worth = typed.weight * _rarity(fits)
            scores = [score + fit * worth for score, fit in zip(scores, fits, strict=True)]
        floor = max(scores, default=0.0) * WORTH_SHOWING
        found = [place for place, score in enumerate(scores) if score > 0 and score >= floor]
        return [(self._things[place], scores[place]) for place in sorted(found, key=lambda place: -scores[place])]

    def said(self, text: str) -> list[T]:
        """The things of which one call was said whole, whatever else was said.

        A call of another language takes a word that the reader's own has not: Vietnamese "no" is an explosion.
        """
        typed = [replace(token, is_unfinished=False) for token in typed_tokens(text)]
        foreign = _heard([token for token in typed if token.text not in self._own.places], self._elsewhere.vocabulary)
        heard, heard_elsewhere = _heard(typed, self._own), _heard(typed, self._elsewhere.vocabulary)
        places = {place for place, call in self._calls if call and call <= heard}
        places |= {place for place, call in self._elsewhere.calls if call <= heard_elsewhere and call & foreign}
        return [thing for place, thing in enumerate(self._things) if place in places]

    def _fits(self, typed: Token) -> list[float]:
        """How well each thing fits one token, 0 to 1."""
        share_elsewhere = ELSEWHERE_TOO if typed.text in self._own.places else ELSEWHERE
        fits = [0.0] * len(self._things)
        for vocabulary, share in ((self._own, 1.0), (self._elsewhere.vocabulary, share_elsewhere)):
            for known, likeness in vocabulary.alike(typed).items():
                for place, counts in vocabulary.places[known].items():
                    fits[place] = max(fits[place], share * likeness * counts)
        return fits


def typed_tokens(text: str) -> list[Token]:
    """What to look up of a text, from its beginning: each token once, the last one perhaps not finished."""
    tokens = tokens_of(fold(text[:MOST_LETTERS]))[:MOST_TOKENS]
    if tokens:
        tokens[-1] = replace(tokens[-1], is_unfinished=True)
    each: dict[str, Token] = {}
    for token in tokens:
        each.setdefault(token.text, token)
    return list(each.values())


def _rarity(fits: Sequence[float]) -> float:
    """A token that fits many things ("street") tells less than one that fits few (BM25's weight of a term)."""
    best = max(fits, default=0.0)
    if not best:
        return 0.0
    count = sum(fits) / best
    return math.log(1 + (len(fits) - count + 0.5) / (count + 0.5))


def _heart_of_each(calls: Iterable[Iterable[str]]) -> list[tuple[int, frozenset[str]]]:
    return [(place, _heart(call)) for place, each in enumerate(calls) for call in each]


def _heart(call: str) -> frozenset[str]:
    """The words of a call, or of a script without spaces its pairs of syllables."""
    return frozenset(token.text for token in tokens_of(fold(call)) if token.weight == WORD)


def _heard(typed: Sequence[Token], vocabulary: Vocabulary) -> set[str]:
    """The known words that these tokens say."""
    return {known for token in typed for known, likeness in vocabulary.alike(token).items() if likeness >= SAID}
