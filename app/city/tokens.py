"""Takes folded texts apart into what can be looked up: words, and where a script writes none apart, syllables.

static/js/lib/search-tokens.ts does exactly the same on phones.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

# Thai, Lao, Burmese, Khmer, kana and Han put no spaces between words.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
RUN = re.compile(f"[{UNSPACED}]+|[^{UNSPACED} ]+")
IS_UNSPACED = re.compile(f"[{UNSPACED}]")
KHMER = "[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b4-\u17d1\u17d3\u17dd])*"
# A consonant that is stacked or silenced belongs to the syllable before it.
BURMESE = (
    "[\u1000-\u102a\u103f](?:\u1039[\u1000-\u1021]|[\u102b-\u1038\u103a-\u103e]"
    "|[\u1000-\u1021](?=\u1037?\u103a|\u1039))*"
)
SYLLABLE = re.compile(f"{KHMER}|{BURMESE}|.", re.DOTALL)
# Two words as one ("pot hole") say less than a word, and so does a syllable out of one.
WORD, TWO_WORDS, SYLLABLE_ALONE = 1.0, 0.25, 0.3
WORDS_A_SYLLABLE = 0.5


@dataclass(frozen=True, slots=True)
class Token:
    """One piece to look up and what it counts. Words may be misspelled, the rest is taken as it is."""

    text: str
    weight: float
    is_word: bool = False
    is_unfinished: bool = False


def tokens_of(folded: str) -> list[Token]:
    """The words of a folded text, and its neighbours as one; of runs without spaces, syllables alone and in pairs."""
    found: list[Token] = []
    before = ""
    for run in RUN.findall(folded):
        if IS_UNSPACED.match(run):
            found += _syllables(run)
            before = ""
            continue
        if before:
            found.append(Token(before + run, TWO_WORDS))
        found.append(Token(run, WORD, is_word=True))
        before = run
    return found


def _syllables(run: str) -> Iterator[Token]:
    syllables = SYLLABLE.findall(run)
    if len(syllables) == 1:
        yield Token(run, WORD)
        return
    for one, next_one in pairwise(syllables):
        yield Token(one, SYLLABLE_ALONE)
        yield Token(one + next_one, WORD)
    yield Token(syllables[-1], SYLLABLE_ALONE)


def extent(tokens: Sequence[Token]) -> float:
    """How many words these tokens are, at least 1."""
    words = sum(token.is_word for token in tokens)
    syllables = sum(token.weight == SYLLABLE_ALONE for token in tokens)
    return max(1.0, words + syllables * WORDS_A_SYLLABLE)
