"""What a person typed, taken apart: a house number, a street or two, a ZIP code, and what stands behind a comma.

"1234 market st", "Broad & Snyder", "12th and Locust", "City Hall", "19107". Where it can be read in more
than one way ("north st" is a street; "north broad" has a direction) all ways are kept, and what is known decides.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.places.behind import DWELLING, Behind, read_behind, read_words
from app.places.home import Home
from app.places.likeness import slips
from app.places.spelling import DIRECTIONS, SUFFIXES, StreetWords, plain, words_of

MOST_LETTERS, MOST_WORDS = 120, 12
CORNER = re.compile(r"\s*[&@+]\s*|(?<!\d)\s*/\s*|\s*/\s*(?!\d)|\s+(?:and|at|y|et|und)\s+")
CORNER_OF = re.compile(r"^(?:the )?(?:corner|intersection) of\s+")
POSTCODE = re.compile(r"(?:^|(?<=[\s,]))(\d{5})(?:-\d{4})?[\s.,]*$")
NUMBER = re.compile(r"(\d{1,6})([a-z]?)(?:\s*-\s*\d+)?(?:\s+(1/2|rear)\b)?\s+(?=\S)")
LAND_BEHIND = re.compile(r"[\s,]+(?:usa|united states(?: of america)?|ee\.? ?uu\.?|estados unidos)[\s.,]*$")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take a street apart; its name is finished where something stands behind it."""

    street: StreetWords
    is_finished: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """`streets` are the ways to read the street, `corner` those of a second; `words` are all of it, for landmarks."""

    number: int | None = None
    unit: str = ""
    streets: tuple[Reading, ...] = ()
    corner: tuple[Reading, ...] = ()
    postcode: str = ""
    words: tuple[str, ...] = ()
    digits: str = ""  # where there is nothing else
    is_finished: bool = False
    behind: Behind = Behind.HERE  # what is said behind a comma, or behind the street
    is_corner_behind: bool = False  # the second street stood there

    @property
    def is_elsewhere(self) -> bool:
        """Whether another town is named, or another region."""
        return self.behind is Behind.ELSEWHERE


def read_typed(text: str, home: Home) -> Typed:
    """Never fails: what cannot be read is words."""
    clean = LAND_BEHIND.sub("", plain(text[:MOST_LETTERS]))
    found = POSTCODE.search(clean)
    is_finished = text[-1:].isspace() or "," in clean or found is not None
    postcode = found[1] if found else ""
    first, *behind = [part.strip() for part in clean[: found.start() if found else None].split(",")]
    said = [read_behind(part, home) for part in behind]
    others = [part for part, what in zip(behind, said, strict=True) if what is not Behind.HERE]
    one, two = _corner(first)
    number, unit, one = _number(one)
    two = _number(two)[2]
    is_corner_behind = not two and len(others) == 1 and number is None
    if is_corner_behind:
        two = others[0]  # "Broad, Snyder"
    return Typed(
        number=number,
        unit=unit,
        streets=tuple(_readings(words_of(one)[:MOST_WORDS], home, is_finished=is_finished or bool(two))),
        corner=tuple(_readings(words_of(two)[:MOST_WORDS], home, is_finished=is_finished)),
        postcode=postcode,
        words=words_of(" ".join([first, *others]))[:MOST_WORDS],
        digits=clean if clean.isdecimal() else "",
        is_finished=is_finished,
        behind=max([*said, *_behind_streets(words_of(first), home)], default=Behind.HERE),
        is_corner_behind=is_corner_behind,
    )


def _corner(text: str) -> tuple[str, str]:
    one, *two = CORNER.split(CORNER_OF.sub("", text), maxsplit=1)
    return one, two[0] if two else ""


def _number(text: str) -> tuple[int | None, str, str]:
    """A house number, its letter or half, and the rest; "30 st" has none, it is a street."""
    found = NUMBER.match(text)
    rest = DWELLING.sub("", text[found.end() :]) if found else ""
    words = words_of(rest)
    if found is None or not words or (len(words) == 1 and words[0] in SUFFIXES):
        return None, "", DWELLING.sub("", text)
    return int(found[1]), "r" if found[3] == "rear" else found[3] or found[2], rest


def _readings(words: Sequence[str], home: Home, *, is_finished: bool) -> Iterator[Reading]:
    """Every way to take these words apart."""
    parts = dict.fromkeys((tuple(words), _without_home(words, home))) if words else ()
    seen: dict[Reading, None] = {}
    for part in parts:
        for direction, rest in _directions(part):
            for suffix, base in _suffixes(rest):
                ends_it = is_finished or base[-1:] != tuple(words[-1:])
                seen[Reading(StreetWords(direction, base, suffix), ends_it)] = None
    yield from seen


def _without_home(words: Sequence[str], home: Home) -> tuple[str, ...]:
    """ "4 mill st tansy ford il": whatever follows a suffix and is said of the whole city."""
    for at, word in enumerate(words[:-1]):
        if at and word in SUFFIXES and read_words(words[at + 1 :], home) is Behind.HERE:
            return tuple(words[: at + 1])
    return tuple(words)


def _behind_streets(words: Sequence[str], home: Home) -> Iterator[Behind]:
    """Another town that is named without a comma: "4 mill st camden nj"."""
    for at, word in enumerate(words[:-1]):
        if at and word in SUFFIXES and read_words(words[at + 1 :], home) is Behind.ELSEWHERE:
            yield Behind.ELSEWHERE


def _directions(words: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "", words
    if len(words) > 1 and words[0] in DIRECTIONS:
        yield DIRECTIONS[words[0]], words[1:]
    if len(words) > 1 and words[-1] in DIRECTIONS:
        yield DIRECTIONS[words[-1]], words[:-1]


def _suffixes(words: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "", words
    if len(words) > 1 and (suffix := suffix_like(words[-1])) is not None:
        yield suffix, words[:-1]


def suffix_like(word: str) -> str | None:
    """The suffix that a word is, even misspelled or not finished; "" for one that could still become several."""
    if word in SUFFIXES:
        return SUFFIXES[word]
    longer = [spelled for spelled in SUFFIXES if len(spelled) > 3 and len(word) > 3 and slips(word, spelled, 1)[0] <= 1]
    begun = [spelled for spelled in SUFFIXES if spelled.startswith(word)] if len(word) > 1 or word in "sabd" else []
    meant = {SUFFIXES[spelled] for spelled in (longer or begun)}
    return (meant.pop() if len(meant) == 1 else "") if meant else None
