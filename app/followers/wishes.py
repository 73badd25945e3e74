"""What somebody asks to follow, and the subject that it means."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from app.city import current_city
from app.followers import operations, queries
from app.followers.areas import Area, lawful_area
from app.followers.models import AREA, EVERYTHING, NOTICES, Follow, Follower
from app.followers.subjects import Found, subjects_of


@dataclass(frozen=True, slots=True)
class Wish:
    """A type of subject, and which: how people call it (`ref`) with the keys they have to it, or an area."""

    subject_type: str
    ref: str = ""
    keys: Mapping[UUID, str] = field(default_factory=dict, repr=False)
    area: Area | None = None


def grant(follower: Follower, wish: Wish, *, most: int = operations.MOST_FOLLOWS) -> Follow:
    """The follower follows it. Raises what says that there is no such thing, that it is not for them, or too many."""
    found = _found(wish)
    return operations.follow(follower, wish.subject_type, found.subject_id, report_id=found.report_id, most=most)


def take_back(follower: Follower, wish: Wish) -> None:
    """The follower does not follow it any more; of what nobody knows, nobody did."""
    subject_id = known_id(wish)
    if subject_id is not None:
        operations.unfollow(follower, wish.subject_type, subject_id)


def _found(wish: Wish) -> Found:
    if wish.subject_type == NOTICES:
        return Found(EVERYTHING)
    if wish.area is not None:
        return Found(operations.keep_area(lawful_area(wish.area, current_city())))
    return subjects_of(wish.subject_type).find(wish.ref, wish.keys)


def known_id(wish: Wish) -> int | None:
    """The id of what is meant, whoever asks; None where nobody knows such a thing."""
    if wish.subject_type == NOTICES:
        return EVERYTHING
    if wish.subject_type == AREA:
        known = queries.find_area(lawful_area(wish.area or Area(), current_city()))
        return known.id if known else None
    return subjects_of(wish.subject_type).id_of(wish.ref)
