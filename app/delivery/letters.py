"""What a reader sees as one letter: where a text may be cut."""

import unicodedata
from collections.abc import Iterator

JOINERS = "\u200d\u2060"
# Letters that Unicode counts as letters but that stand on the one before: Thai and Lao am, Korean vowels and finals.
STANDS_ON = frozenset("\u0e33\u0eb3") | {chr(point) for point in range(0x1160, 0x1200)}
VIRAMA = 9  # the combining class of signs that stack the next letter below this one: Khmer coeng, Burmese virama
FLAG_LETTERS = range(0x1F1E6, 0x1F200)
SKIN_TONES = range(0x1F3FB, 0x1F400)


def letters(text: str) -> Iterator[str]:
    """What a reader sees as one letter each: a base with its marks, what is stacked below it, an emoji with its joins.

    Unicode's rule (UAX 29) without its tables, and stricter where it would part a consonant from the one below it.
    """
    start = 0
    for place in range(1, len(text)):
        if not _stands_together(text[place - 1], text[place], text[start:place]):
            yield text[start:place]
            start = place
    if text:
        yield text[start:]


def shortened(name: str, limit: int) -> str:
    """At most so many characters of a name, cut after a word where it has several."""
    if len(name) <= limit:
        return name
    kept = ""
    for letter in letters(name):
        if len(kept) + len(letter) >= limit:
            break
        kept += letter
    words = kept.rpartition(" ")[0] if name[len(kept)] != " " else kept
    return (words if len(words) * 2 > limit else kept).rstrip(" ,·(:") + "…"


def _stands_together(before: str, after: str, so_far: str) -> bool:
    if before in JOINERS or unicodedata.combining(before) == VIRAMA:
        return True
    if ord(before) in FLAG_LETTERS and ord(after) in FLAG_LETTERS:
        return len(so_far) == 1
    return _is_mark(after)


def _is_mark(letter: str) -> bool:
    kind = unicodedata.category(letter)
    return kind[0] == "M" or kind == "Cf" or letter in STANDS_ON or ord(letter) in SKIN_TONES
