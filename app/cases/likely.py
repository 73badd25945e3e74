"""Which open cases a new report may be about: of the same or a kindred service, near by, most likely first.

Distances are to the public place of a case; cases whose service hides homes are never among them
(docs/duplicates.md).
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select

from app import clock
from app.cases.likeness import words_alike
from app.cases.models import Report
from app.cases.nearby import Search, list_nearby
from app.cases.rows import point_of
from app.cases.submission import SentPlace
from app.city import city
from app.city.catalogue import Service
from app.city.queries import kin_of
from app.extensions import db

MOST_OFFERED = 5
CANDIDATES = 40  # the nearest; whatever has more within reach is told apart by distance alone
MOST_SLACK_M = 60.0  # a fix that is worse than this points at the whole block
KIN_COUNTS = 0.75  # of the same service: somebody chose another name for it
WORDS_COUNT = 0.5  # as much again, where the words are the same
OLD_AFTER = timedelta(days=90)
OLD_COUNTS = 0.6


@dataclass(frozen=True, slots=True)
class Sought:
    """What is about to be sent, as far as it is known: a service, a place (degrees, metres), words."""

    service: Service
    place: SentPlace
    words: str = ""


@dataclass(frozen=True, slots=True)
class Likely:
    """An open case near enough to be the same: a row of `nearby.COLUMNS`, and 0 to 1 for how near, akin and new."""

    row: Row[Any]
    distance_m: float
    nearness: float


def find_likely(sought: Sought, *, limit: int = MOST_OFFERED) -> list[Likely]:
    """The open public cases that may be the same, most likely first. None where nobody knows the place."""
    near = list_near(sought)
    said = public_words([one.row.id for one in near]) if sought.words else {}

    def likelihood(one: Likely) -> float:
        alike = max((words_alike(sought.words, told) for told in said.get(one.row.id, ())), default=0.0)
        return one.nearness * (1 + WORDS_COUNT * alike)

    return sorted(near, key=likelihood, reverse=True)[:limit]


def list_near(sought: Sought) -> list[Likely]:
    """The open public cases within reach, nearest first."""
    point = point_of(sought.place)
    reaches = reach_of(sought.service, sought.place.accuracy_m)
    if point is None or not reaches:
        return []
    search = Search(*point, radius_m=max(reaches.values()), limit=CANDIDATES, services=tuple(reaches))
    found = ((row, math.sqrt(row.square), reaches[row.service_code]) for row in list_nearby(search))
    return [
        Likely(row, metres, _nearness(sought, row, metres / reach)) for row, metres, reach in found if metres <= reach
    ]


def reach_of(service: Service, accuracy_m: float | None) -> Mapping[str, float]:
    """{service code: metres within which its cases may be the same}: kindred ones must be near by both measures.

    Empty where cases are not shared: private ones, and those whose places are rounded.
    """
    if not service.is_shared:
        return {}
    slack = min(accuracy_m or 0.0, MOST_SLACK_M)
    kin = (found for code in kin_of(service.code) if (found := city.service(code)))
    reaches = {one.code: min(service.same_within_m, one.same_within_m) + slack for one in kin}
    return {service.code: service.same_within_m + slack} | reaches


def public_words(case_ids: Collection[int]) -> Mapping[int, list[str]]:
    """{case id: what residents wrote in its reports, as far as everybody may read it}."""
    if not case_ids:
        return {}
    rows = select(Report.case_id, Report.description).where(
        Report.case_id.in_(case_ids), Report.is_description_public, Report.description != ""
    )
    said: dict[int, list[str]] = {}
    for case_id, description in db.session.execute(rows):
        said.setdefault(case_id, []).append(description)
    return said


def _nearness(sought: Sought, row: Row[Any], share_of_reach: float) -> float:
    """Near counts most; a case that is old is likelier done and forgotten."""
    service = 1.0 if row.service_code == sought.service.code else KIN_COUNTS
    age = max(0.0, (clock.now() - row.received_at) / OLD_AFTER)
    fresh = OLD_COUNTS + (1 - OLD_COUNTS) * math.exp(-age)
    return (1 - share_of_reach / 2) * service * fresh
