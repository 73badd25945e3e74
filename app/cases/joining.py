"""Joining: a report that says which case it is about becomes part of it, or of the one that stands for it.

Nothing here refuses a report. What cannot be joined gets a case of its own, and staff are told where to look.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from app.cases import links, queries
from app.cases.intake import TOLD, Told
from app.cases.links import LinkKind
from app.cases.models import ARRIVALS, Case, Event, Report
from app.cases.submission import Contact, Submission
from app.cases.workflow import ClosingReason
from app.city import city
from app.extensions import db, table_of

JOINS_NOBODY = "joins_nobody"  # the flag of a report that names a case which is not there, or not everybody's
OWN_CASE = "received"  # how the timeline tells of a report that joins nothing

_cases = table_of(Case)
_NAMED = select(*TOLD, _cases.c.closed_at, _cases.c.closing_reason).where(
    _cases.c.number == bindparam("number"), ~(_cases.c.is_private | _cases.c.is_held)
)


@dataclass(frozen=True, slots=True)
class Aim:
    """What comes of the case that a report names.

    It joins `joined`, and its arrival is of the kind `arrival`. Or it gets a case of its own: opened `again` after one
    that is closed, or for staff to compare with `about`; `flag` says what else they should know.
    """

    joined: Told | None = None
    arrival: str = OWN_CASE
    again: Told | None = None
    about: Told | None = None
    flag: str | None = None

    @property
    def is_further_person(self) -> bool:
        """Whether its sender counts: not one who had reported the same case before."""
        return self.arrival != "rejoined"


def aim(sent: Submission, moment: datetime, *, is_held: bool, keys: Mapping[UUID, str]) -> Aim:
    """What comes of the case that this report names; if it joins it, it is counted. `keys` open the sender's others."""
    if not sent.joins:
        return Aim()
    named, is_open = _named(sent.joins)
    if named is None:
        return Aim(flag=JOINS_NOBODY)
    if _is_private(sent.service_code) or links.would_tell_where(sent.service_code, named.service_code):
        return Aim()  # in a case that everybody sees, words about something private would be everybody's
    if is_held:
        return Aim(about=named)
    is_known = _is_known(sent, named.id, keys)
    if is_open and _count(named.id, moment, is_person=not is_known):
        return Aim(joined=named, arrival="rejoined" if is_known else "joined")
    return Aim(again=named)


def aim_before(report_id: UUID, case_id: int) -> Aim:
    """The same of a report that came before."""
    arrivals = select(Event.kind).where(
        Event.case_id == case_id, Event.report_id == report_id, Event.kind.in_(ARRIVALS)
    )
    arrival = db.session.scalar(arrivals) or OWN_CASE
    if arrival != OWN_CASE:
        return Aim(joined=_told(case_id), arrival=arrival)
    closed = links.find_followed(case_id, LinkKind.AGAIN)
    return Aim(again=_told(closed.id)) if closed else Aim()


def _named(number: str) -> tuple[Told | None, bool]:
    """The public case with this number, or the one that staff say is the same, and whether it is open."""
    row: Sequence[Any] | None = db.session.connection().execute(_NAMED, {"number": number}).one_or_none()
    if row is None:
        return None, False
    *told, closed_at, reason = row
    if reason != ClosingReason.DUPLICATE:
        return Told(*told), closed_at is None
    stands_for = links.leading(db.session.get_one(Case, told[0]))
    return (_told(stands_for.id) if stands_for.is_public else Told(*told)), not stands_for.is_closed


def _told(case_id: int) -> Told:
    return Told(*db.session.execute(select(*TOLD).where(_cases.c.id == case_id)).one())


def _is_private(service_code: str) -> bool:
    service = city.service(service_code)
    return service is not None and service.is_private


def _is_known(sent: Submission, case_id: int, keys: Mapping[UUID, str]) -> bool:
    """Whether the sender has a report in this case; with other contact details this one is sent for somebody else."""
    own = queries.list_own_reports(keys) if keys else []
    return any(
        report.case_id == case_id and report.withdrawn_at is None and _has_contact(report, sent.contact)
        for report in own
    )


def _has_contact(report: Report, contact: Contact) -> bool:
    known = (report.contact_name, report.contact_email, report.contact_phone)
    given = (contact.name, contact.email, contact.phone)
    return not any(given) or given == tuple(value or "" for value in known)


def _count(case_id: int, moment: datetime, *, is_person: bool) -> bool:
    """The open case counts one person more, and is compared again; False where it was closed meanwhile."""
    values = {"report_count": Case.report_count + int(is_person), "updated_at": moment, "compare_at": moment}
    counted = update(Case).where(Case.id == case_id, Case.closed_at.is_(None)).values(values)
    return db.session.connection().execute(counted).rowcount > 0
