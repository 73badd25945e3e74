"""What is written into the timeline of a case, and who will be told of it, in the caller's transaction."""

from datetime import datetime

from sqlalchemy import select, update

from app import clock, dispatch
from app.cases import links
from app.cases.models import RELEASED, Case, Event, Report
from app.cases.workflow import ClosingReason, Status
from app.city.catalogue import Service
from app.dispatch import Dispatch
from app.extensions import db


def change_status(
    case: Case,
    status: Status,
    reason: ClosingReason | None,
    *,
    actor: str,
    kind: str = "status",
    report: Report | None = None,
    other: Case | None = None,
) -> Event:
    """The case has the new status, and its timeline says so; whoever follows it by a link hears of it, too."""
    case.status, case.closing_reason = status, reason
    case.closed_at = clock.now() if status is Status.CLOSED else None
    event = record(case, kind, clock.now(), status=status, reason=reason, actor=actor, report=report, other=other)
    tell_linked(event)
    return event


def tell_linked(event: Event) -> None:
    """The people of cases that follow this one by a link hear of it."""
    for follower_id in links.follower_ids(event.case_id):
        dispatch.enqueue(subject_type="case", subject_id=follower_id, event_id=event.id, kind=event.kind)


def tell_of_arrival(case: Case) -> None:
    """Who follows the area hears of a case that nobody else could see when it came, and its reporter that they can.
    It takes the place of what was told when it came: nobody hears twice, and the proof that all heard asks once.
    """
    arrivals = select(Event.id).where(Event.case_id == case.id, Event.kind == "received")
    told = update(Dispatch).where(Dispatch.subject_type == "case", Dispatch.subject_id == case.id)
    told = told.where(Dispatch.event_id.in_(arrivals))
    again = {"kind": RELEASED, "created_at": clock.now(), "expanded_at": None, "expanded_to": 0}
    db.session.execute(told.values(again))


def record(
    case: Case,
    kind: str,
    moment: datetime,
    *,
    status: Status | None = None,
    reason: ClosingReason | None = None,
    service: Service | None = None,
    actor: str = "resident",
    report: Report | None = None,
    other: Case | None = None,
    is_change: bool = True,
) -> Event:
    """Add one line to the timeline, and have followers told of it. `is_change`: it counts as the case's last change."""
    event = Event(
        case=case,
        kind=kind,
        status=status,
        closing_reason=reason,
        service_code=service.code if service else None,
        actor=actor,
        report=report,
        other_case_id=other.id if other else None,
        is_public=True,
        happened_at=moment,
    )
    case.updated_at = moment if is_change else case.updated_at
    db.session.add(event)
    db.session.flush()
    dispatch.enqueue(subject_type="case", subject_id=case.id, event_id=event.id, kind=kind)
    return event
