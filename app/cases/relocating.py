"""Gives cases the neighbourhood that they lie in, after the city has loaded others.

It is that of the public place, which may be rounded: an area must not say more than the place does. A case whose place
nobody sees has the one it would be given today.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select, update

from app.cases.models import Case, Report
from app.cases.rows import public_place
from app.cases.submission import SentPlace
from app.city import city
from app.city.areas import AreaIndex
from app.city.followers import Follower
from app.extensions import db, table_of

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Known:
    """What is needed of a case."""

    id: int
    service_code: str
    latitude: float | None
    longitude: float | None
    neighbourhood: str | None


_cases = table_of(Case)
_PAGE = (
    select(_cases.c.id, _cases.c.service_code, _cases.c.latitude, _cases.c.longitude, _cases.c.neighbourhood)
    .order_by(_cases.c.id)
    .limit(BATCH)
)
_CHANGE = (
    update(_cases)
    .where(_cases.c.id == bindparam("case_id"), _cases.c.neighbourhood.is_not_distinct_from(bindparam("before")))
    .values(neighbourhood=bindparam("after"))
)


def last_case() -> int:
    """The newest case."""
    return db.session.scalar(select(func.max(_cases.c.id))) or 0


def count_cases_after(case_id: int) -> int:
    """How many came after this one."""
    return db.session.scalar(select(func.count()).select_from(_cases).where(_cases.c.id > case_id)) or 0


def relocate_cases_after(case_id: int) -> Iterator[int]:
    """The cases after this one are in the neighbourhoods of today. Yields how many it has seen, to be committed."""
    index = AreaIndex(city.neighbourhoods)
    while rows := [Known(*row) for row in db.session.execute(_PAGE.where(_cases.c.id > case_id))]:
        case_id = rows[-1].id
        shown = [
            (row.id, row.latitude, row.longitude)
            for row in rows
            if row.latitude is not None and row.longitude is not None
        ]
        found = index.at_each([latitude for _, latitude, _ in shown], [longitude for _, _, longitude in shown])
        areas = {id_: area.slug if area else None for (id_, _, _), area in zip(shown, found, strict=True)}
        areas |= _areas_of_hidden([row for row in rows if row.id not in areas])
        _change(rows, areas)
        yield len(rows)


def _change(rows: Sequence[Known], areas: dict[int, str | None]) -> None:
    changes = [
        {"case_id": row.id, "before": row.neighbourhood, "after": areas[row.id]}
        for row in rows
        if areas[row.id] != row.neighbourhood
    ]
    if changes:
        db.session.connection().execute(_CHANGE, changes)


def _areas_of_hidden(rows: Sequence[Known]) -> dict[int, str | None]:
    """Of cases without a public place: what they were reported with; else what they have, while the city lists it."""
    listed = {area.slug for area in city.neighbourhoods}
    places = _reported_places([row.id for row in rows if row.neighbourhood])
    areas = {row.id: row.neighbourhood if row.neighbourhood in listed else None for row in rows}
    for row in rows:
        if place := places.get(row.id):
            service = city.service(row.service_code)
            areas[row.id] = public_place(place, service, is_public=False)["neighbourhood"]
    return areas


def _reported_places(case_ids: Sequence[int]) -> dict[int, SentPlace]:
    """The place of the first report of each of these cases, where it has one."""
    if not case_ids:
        return {}
    chosen = select(Report.case_id, Report.latitude, Report.longitude, Report.accuracy_m)
    rows = db.session.execute(
        chosen.where(Report.case_id.in_(case_ids)).order_by(Report.case_id, Report.received_at.desc())
    )
    places = {case_id: SentPlace(latitude, longitude, accuracy) for case_id, latitude, longitude, accuracy in rows}
    return {case_id: place for case_id, place in places.items() if place.has_point}


FOLLOWER = Follower("cases", last_case, count_cases_after, relocate_cases_after)
