"""Streets by what somebody typed: names that share letters with it, then the streets of those most like it.

Streets are few, so this is done for them alone, and their addresses are found by number afterwards: 2 ms among 600,000
addresses, where a fuzzy search of all of them takes 80 to 450 (docs/decisions/0019).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Float, Integer, String, bindparam, cast, func, select

from app.extensions import db, table_of
from app.places.likeness import likeness
from app.places.models import Gram, Name, Street, StreetName
from app.places.spelling import StreetWords, beginning_grams, grams_of
from app.places.typed import Reading

MOST_NAMES, MOST_LIKE = 90, 30  # looked at, and kept
WORTH_A_LOOK = 0.45
SHORT = 5  # letters
# How much of its fit a street keeps where what was said of it is not so.
OTHER_DIRECTION, NO_DIRECTION, OTHER_SUFFIX, UNSAID, ALIAS = 0.82, 0.92, 0.9, 0.985, 0.99

_gram, _name = table_of(Gram).c, table_of(Name).c
_call, _street = table_of(StreetName).c, table_of(Street).c
_hits = func.count().label("hits")
NAMES = (
    select(_name.id, _name.key, _name.gram_count, _hits)
    .join_from(table_of(Gram), table_of(Name), _gram.name_id == _name.id)
    .where(_gram.gram.in_(bindparam("grams", expanding=True, type_=String)))
    .group_by(_name.id, _name.key, _name.gram_count)
    .order_by((cast(_hits, Float) / (_name.gram_count + bindparam("asked", type_=Integer))).desc(), _name.id)
    .limit(MOST_NAMES)
)
STREETS = (
    select(
        _call.name_id, _call.direction, _call.suffix, _call.is_own,
        _street.id, _street.name, _street.latitude, _street.longitude, _street.reach_m,
        _street.address_count,
    )
    .join_from(table_of(StreetName), table_of(Street), _call.street_id == _street.id)
    .where(_call.name_id.in_(bindparam("names", expanding=True, type_=Integer)))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoundStreet:
    """A street and how well it fits, 0 to 1. Without addresses it has no middle."""

    id: int
    name: str
    latitude: float | None
    longitude: float | None
    reach_m: float | None
    address_count: int
    fit: float


def names_like(readings: Sequence[Reading]) -> dict[int, tuple[str, ...]]:
    """Names that share letters with what was typed: {id: its words}. Asked twice where the words can be read in several
    ways: for the shortest name they leave, and for the longest.
    """
    if not readings:
        return {}
    ends = {reading.street.base: reading for reading in sorted(readings, key=lambda one: len(one.street.base))}
    asked = dict.fromkeys((next(iter(ends)), next(reversed(ends))))
    return {name_id: words for base in asked for name_id, words in _names(base, is_finished=ends[base].is_finished)}


def _names(base: Sequence[str], *, is_finished: bool) -> Iterator[tuple[int, tuple[str, ...]]]:
    grams = grams_of(base) if is_finished else beginning_grams(base)
    asked = len(grams)
    for word in base:
        if len(word) <= SHORT:  # two letters swapped leave nothing else of a short word
            grams |= grams_of([word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)])
    for row in db.session.connection().execute(NAMES, {"grams": sorted(grams), "asked": asked}):
        yield row.id, tuple(row.key.split())


def find_streets(readings: Sequence[Reading], names: Mapping[int, Sequence[str]] | None = None) -> list[FoundStreet]:
    """The streets that fit any way of reading what was typed, best first; each once."""
    if names is None:
        names = names_like(readings)
    fits = {name_id: _fits(readings, words) for name_id, words in names.items()}
    worth = [name_id for name_id, likes in fits.items() if max(likes, default=0.0) >= WORTH_A_LOOK]
    best = sorted(worth, key=lambda name_id: -max(fits[name_id]))
    found: dict[int, FoundStreet] = {}
    if not best:
        return []
    for row in db.session.connection().execute(STREETS, {"names": best[:MOST_LIKE]}):
        called = StreetWords(row.direction, (), row.suffix)
        likes = zip(readings, fits[row.name_id], strict=True)
        fit = max(like * _agreement(reading.street, called) for reading, like in likes) * (1 if row.is_own else ALIAS)
        street = FoundStreet(row.id, row.name, row.latitude, row.longitude, row.reach_m, row.address_count, fit)
        if row.id not in found or found[row.id].fit < fit:
            found[row.id] = street
    return sorted(found.values(), key=lambda street: -street.fit)


def _fits(readings: Sequence[Reading], words: Sequence[str]) -> list[float]:
    return [likeness(reading.street.base, words, is_finished=reading.is_finished) for reading in readings]


def _agreement(said: StreetWords, known: StreetWords) -> float:
    """What is left of the fit by direction and suffix."""
    return _direction(said.direction, known.direction) * _suffix(said.suffix, known.suffix)


def _direction(said: str, known: str) -> float:
    if said == known:
        return 1.0
    if not said:
        return UNSAID
    return NO_DIRECTION if not known else OTHER_DIRECTION


def _suffix(said: str, known: str) -> float:
    if said == known:
        return 1.0
    return UNSAID if not said else OTHER_SUFFIX
