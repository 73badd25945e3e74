"""How much what was typed is like a known name, with a slip of the finger, unfinished, or with words left out."""

import re
from collections.abc import Sequence
from functools import lru_cache

ONE_SLIP, TWO_SLIPS = 3, 8  # letters a word needs, so that a slip leaves something of it
SLIP = 0.12  # what one costs of a word of middling length, beside its share of the letters
ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
UNFINISHED = 0.85  # a beginning says so much of the whole, and more the longer it is
WORDS_LEFT_OUT = 0.75


def likeness(typed: Sequence[str], known: Sequence[str], *, is_finished: bool) -> float:
    """0 to 1, for words in their one spelling; 1 where nothing differs. A last word that is not finished may go on."""
    if tuple(typed) == tuple(known):
        return 1.0
    if not typed or not known:
        return 0.0
    as_one = _word("".join(typed), "".join(known), is_finished=is_finished)
    if len(typed) == len(known) == 1:
        return as_one
    return max(as_one, _by_words(typed, known, is_finished=is_finished))


def _by_words(typed: Sequence[str], known: Sequence[str], *, is_finished: bool) -> float:
    """Each typed word with the known one it is most like, by letters; words not typed count a little against it."""
    score, met = 0.0, set()
    for at, word in enumerate(typed):
        is_whole = is_finished or at < len(typed) - 1
        fits = [_word(word, other, is_finished=is_whole) for other in known]
        best = max(range(len(known)), key=fits.__getitem__)
        if not fits[best]:
            return 0.0
        score += fits[best] * len(word)
        met.add(best)
    share = sum(len(known[place]) for place in met) / sum(map(len, known))
    return score / sum(map(len, typed)) * (WORDS_LEFT_OUT + (1 - WORDS_LEFT_OUT) * share)


def _word(typed: str, known: str, *, is_finished: bool) -> float:
    if typed == known:
        return 1.0
    begun = _digits(typed) or typed
    if not is_finished and known.startswith(begun):
        return UNFINISHED + (1 - UNFINISHED) * len(begun) / (len(known) + 1)
    if typed[0].isdigit() or known[0].isdigit():
        return 0.0  # another number is another street
    return _with_slips(typed, known, is_finished=is_finished)


# The ways to read one text share most of their words.
@lru_cache(maxsize=4096)
def _with_slips(typed: str, known: str, *, is_finished: bool) -> float:
    allowed = 0 if len(typed) < ONE_SLIP else 1 if len(typed) < TWO_SLIPS else 2
    if not allowed or (is_finished and abs(len(typed) - len(known)) > allowed):
        return 0.0
    whole, beginning = slips(typed, known, allowed)
    if whole <= allowed:
        return 1 - whole / len(typed) / 2 - SLIP * whole
    if not is_finished and beginning <= allowed and len(typed) > ONE_SLIP:
        return UNFINISHED - beginning / len(typed) / 2 - SLIP * beginning
    return 0.0


def _digits(word: str) -> str:
    """Of a number with its ending ("3rd") the digits: "3" is also how 30th begins."""
    numbered = ORDINAL.fullmatch(word)
    return numbered[1] if numbered else ""


def slips(typed: str, known: str, allowed: int) -> tuple[int, int]:
    """How many letters are wrong, missing, too many or swapped with the next: against the whole word, and against the
    beginning of it that fits best (optimal string alignment). Whatever is more than allowed counts as one more.
    """
    none = allowed + 1, allowed + 1
    if len(set(typed) - set(known)) > allowed or len(typed) - len(known) > allowed:
        return none  # each strange letter is a slip: most words are told apart by this alone
    before: list[int] = []
    row = list(range(len(known) + 1))
    for at, letter in enumerate(typed, start=1):
        older, before, row = before, row, [at]
        for place, other in enumerate(known, start=1):
            least = before[place - 1]
            if letter != other:
                least = 1 + min(least, before[place], row[-1])
                if at > 1 and place > 1 and letter == known[place - 2] and typed[at - 2] == other:
                    least = min(least, older[place - 2] + 1)
            row.append(least)
        if min(row) > allowed:
            return none
    return row[-1], min(row)
