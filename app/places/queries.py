"""Places by words, and the address of a place: what the store knows, and nobody else is asked."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product

from sqlalchemy import Integer, bindparam, select

from app.extensions import db, table_of
from app.places.addresses import NearAddress, Numbered, find_between, find_listed, find_nearest, points_of
from app.places.behind import Behind
from app.places.corners import find_corner
from app.places.geometry import distance_m
from app.places.home import Home
from app.places.likeness import likeness
from app.places.models import Landmark, Postcode
from app.places.streets import FoundStreet, find_streets, names_like
from app.places.typed import Typed, read_typed

__all__ = ["Kind", "NearAddress", "Place", "find_meant", "find_nearest", "names_another_town", "search_places"]

FEWEST_LETTERS = 2
MOST_PLACES = 8
MOST_STREETS, MOST_BETWEEN, MOST_MEETING = 40, 6, 3
FEWEST_DIGITS = 3  # of a ZIP code that is still being typed
WORST = 0.62  # of the best fit: what fits less is not shown
# How much of its fit a place keeps.
UNLISTED, UNPLACED, NO_SUCH_NUMBER, NAMED = 0.97, 0.9, 0.75, 0.97
UNSEEN = 0.79  # a corner beyond the known houses: a suggestion, and never sure
OTHER_POSTCODE, FAR, HALF_FAR_M, SMALL = 0.85, 0.2, 1500.0, 0.1
LANDMARK_M = 60.0  # a landmark is a building or a ground, not a door
BEYOND_M = 100.0  # a street goes on behind its last known address
# Words mean one place only where it fits well, and nothing far from it fits nearly as well.
SURE, SURE_LANDMARK, RIVAL, ELSEWHERE_M = 0.8, 0.9, 0.95, 30.0

_landmark = table_of(Landmark).c
LANDMARKS = select(_landmark.name_id, _landmark.name, _landmark.latitude, _landmark.longitude).where(
    _landmark.name_id.in_(bindparam("names", expanding=True, type_=Integer))
)


class Kind(StrEnum):
    """What is known of a place."""

    ADDRESS = "address"  # it is listed
    INTERPOLATED = "interpolated"  # between listed ones
    INTERSECTION = "intersection"
    LANDMARK = "landmark"
    STREET = "street"  # the middle of all of it
    POSTCODE = "zip"  # likewise
    UNPLACED = "unplaced"  # it exists, and nobody knows where


@dataclass(frozen=True, slots=True)
class Place:
    """A suggestion. Latitude, longitude and accuracy are None together: such a place is words."""

    label: str
    kind: Kind
    latitude: float | None
    longitude: float | None
    accuracy_m: float | None
    fit: float
    postcode: str | None = None


def search_places(text: str, home: Home, near: tuple[float, float] | None = None) -> list[Place]:
    """What `text` may mean, best first: by how well it fits, then by how near it is to `near`. At most eight."""
    typed = read_typed(text, home)
    if len("".join(typed.words)) + len(typed.postcode) < FEWEST_LETTERS:
        return []
    names = names_like(typed.streets)
    found = [*_landmarks(typed, names), *_postcodes(typed)]
    streets = find_streets(typed.streets, names) if typed.corner or not typed.is_elsewhere else []
    others = find_streets(typed.corner) if typed.corner else []
    is_corner_here = typed.is_corner_behind or not typed.is_elsewhere
    corners = list(_corners(streets[:MOST_MEETING], others[:MOST_MEETING])) if is_corner_here else []
    if corners:
        found += corners
    elif not typed.is_elsewhere:
        found += _along(typed, [*streets, *others])
    return _best(found, typed, near)


def find_meant(text: str, home: Home) -> Place | None:
    """The one place that `text` means; None where it may mean several, or no more than a part of the city."""
    found = search_places(text, home)
    if not found or not _is_sure(found[0]) or _may_be_elsewhere(read_typed(text, home), found[0]):
        return None
    best = found[0]
    rivals = (other for other in found[1:] if other.fit >= RIVAL * best.fit)
    return None if any(_is_elsewhere(other, best) for other in rivals) else best


def _is_sure(place: Place) -> bool:
    if place.kind is Kind.LANDMARK:
        return place.fit >= SURE_LANDMARK
    return place.kind in {Kind.ADDRESS, Kind.INTERPOLATED, Kind.INTERSECTION} and place.fit >= SURE


def _may_be_elsewhere(typed: Typed, place: Place) -> bool:
    """Whether a town that we do not know may be named behind an address, or a ZIP code of another city."""
    is_address = place.kind in {Kind.ADDRESS, Kind.INTERPOLATED}
    return (is_address and typed.behind is not Behind.HERE) or _is_foreign(typed.postcode)


def _is_foreign(postcode: str) -> bool:
    """Whether it is none of the city's, where those are known."""
    codes = set(db.session.scalars(select(Postcode.code))) if postcode else set()
    return bool(codes) and postcode not in codes


def names_another_town(text: str, home: Home) -> bool:
    """Whether what was typed says that it is outside the city."""
    return read_typed(text, home).is_elsewhere


def _is_elsewhere(place: Place, best: Place) -> bool:
    if place.latitude is None or place.longitude is None or best.latitude is None or best.longitude is None:
        return True
    return distance_m(place.latitude, place.longitude, best.latitude, best.longitude) > ELSEWHERE_M


def _along(typed: Typed, streets: Sequence[FoundStreet]) -> Iterable[Place]:
    most = streets[:MOST_STREETS]
    return map(_whole_street, most) if typed.number is None else _numbered(typed.number, typed.unit, most)


def _best(found: Sequence[Place], typed: Typed, near: tuple[float, float] | None) -> list[Place]:
    weighed = [replace(place, fit=place.fit * _share(place, typed, near)) for place in found]
    weighed.sort(key=lambda place: (-place.fit, place.label))
    each = {(place.label, place.latitude): place for place in reversed(weighed)}
    best = sorted(each.values(), key=lambda place: (-place.fit, place.label))
    return [place for place in best if place.fit >= WORST * best[0].fit][:MOST_PLACES]


def _share(place: Place, typed: Typed, near: tuple[float, float] | None) -> float:
    share = OTHER_POSTCODE if typed.postcode and place.postcode not in {None, typed.postcode} else 1.0
    if near is None:
        return share
    if place.latitude is None or place.longitude is None:
        return share * (1 - FAR / 2)
    away = distance_m(*near, place.latitude, place.longitude)
    if place.kind in {Kind.STREET, Kind.POSTCODE}:  # they begin where they begin, not in their middle
        away = max(away - (place.accuracy_m or 0.0), 0.0)
    return share * (1 - FAR * away / (away + HALF_FAR_M))


def _landmarks(typed: Typed, names: dict[int, tuple[str, ...]]) -> Iterator[Place]:
    fits = {name_id: likeness(typed.words, words, is_finished=typed.is_finished) for name_id, words in names.items()}
    worth = [name_id for name_id, fit in fits.items() if fit > 0]
    if not worth:
        return
    for row in db.session.connection().execute(LANDMARKS, {"names": worth}):
        yield Place(row.name, Kind.LANDMARK, row.latitude, row.longitude, LANDMARK_M, fits[row.name_id] * NAMED)


def _postcodes(typed: Typed) -> Iterator[Place]:
    """A ZIP code that is all that was typed, or how it begins."""
    asked = typed.postcode if not typed.streets else ""
    if not typed.postcode and len(typed.words) == 1 and typed.number is None and typed.digits:
        asked = typed.digits
    if len(asked) < FEWEST_DIGITS:
        return
    for row in db.session.execute(select(Postcode)).scalars():
        if row.code.startswith(asked):
            yield Place(row.code, Kind.POSTCODE, row.latitude, row.longitude, row.reach_m, 1.0, row.code)


def _whole_street(street: FoundStreet) -> Place:
    """The larger street first, of two that fit alike: more people live there."""
    fit = street.fit * (1 - SMALL + SMALL * min(math.log10(1 + street.address_count) / 3, 1))
    reach = None if street.reach_m is None else street.reach_m + BEYOND_M
    return Place(street.name, Kind.STREET, street.latitude, street.longitude, reach, fit)


def _numbered(number: int, unit: str, streets: Sequence[FoundStreet]) -> Iterator[Place]:
    """The number of each street; of the first few that do not list it, where it must be."""
    listed = find_listed([street.id for street in streets], number, unit)
    unlisted = [street.id for street in streets if street.id not in listed][:MOST_BETWEEN]
    for street in streets:
        if street.id in listed:
            yield _house(street, listed[street.id])
        elif street.id in unlisted:
            between = find_between(street.id, number)
            whole = _whole_street(street)
            yield _house(street, between) if between else replace(whole, fit=whole.fit * NO_SUCH_NUMBER)


def _house(street: FoundStreet, found: Numbered) -> Place:
    kind, share = (Kind.INTERPOLATED, UNLISTED) if found.latitude is not None else (Kind.UNPLACED, UNPLACED)
    if found.is_listed:
        kind, share = Kind.ADDRESS, 1.0
    label, fit = f"{found.number} {street.name}", street.fit * share
    return Place(label, kind, found.latitude, found.longitude, found.accuracy_m, fit, found.postcode)


def _corners(ones: Sequence[FoundStreet], others: Sequence[FoundStreet]) -> Iterator[Place]:
    """Every pair of these streets, where it meets."""
    points = points_of([street.id for street in (*ones, *others)]) if ones and others else {}
    for one, other in product(ones, others):
        corner = find_corner(points.get(one.id, ()), points.get(other.id, ())) if one.id != other.id else None
        if corner is not None:
            label, fit = f"{one.name} & {other.name}", one.fit * other.fit * (1 if corner.is_seen else UNSEEN)
            yield Place(label, Kind.INTERSECTION, corner.latitude, corner.longitude, corner.accuracy_m, fit)
