"""Linking: cases about the same problem follow one of them, and everybody hears what becomes of that one.

The case that follows is closed as a duplicate; its reports stay where they are, and its people are counted with the
leading case (docs/decisions/0025). Taking a link away puts back what it changed.
"""

from sqlalchemy import select

from app import clock
from app.cases import links
from app.cases.errors import AlreadyClosed, NotAllowed
from app.cases.links import CaseLink, LinkKind
from app.cases.models import Case, Event
from app.cases.timeline import change_status, record
from app.cases.workflow import ClosingReason, Status
from app.extensions import db


def propose(case_id: int, other_id: int, score: float) -> None:
    """Staff will be asked whether these are the same, unless they said so before; what is known by now raises it."""
    link = links.find_link(case_id, other_id)
    if link is None:
        _add(case_id, other_id, LinkKind.PROPOSED, score)
    elif link.kind == LinkKind.PROPOSED:
        link.score = max(score, link.score or 0.0)


def open_again(case_id: int, closed_id: int) -> None:
    """The new case is about what was closed: both timelines say so, and the people of the closed one hear of it."""
    _add(case_id, closed_id, LinkKind.AGAIN, None)
    case, closed = db.session.get_one(Case, case_id), db.session.get_one(Case, closed_id)
    record(case, "again", clock.now(), other=closed)
    record(closed, "reopened", clock.now(), other=case)


def link_cases(case: Case, other: Case) -> Case:
    """The case follows the other, or the one that stands for it; the leading case is returned.

    Raises NotAllowed where not everybody may see both, where they follow one another already; AlreadyClosed where an
    open case would follow a closed one: its people would wait for nothing.
    """
    leader = links.leading(other)
    is_following = links.find_followed(case.id, LinkKind.SAME) is not None
    if is_following or links.leading(leader) is case or not (case.is_public and leader.is_public):
        raise NotAllowed
    if leader.is_closed and not case.is_closed:
        raise AlreadyClosed
    _forget(case, leader)
    _add(case.id, leader.id, LinkKind.SAME, None)
    if case.is_closed:
        record(case, "linked", clock.now(), actor="city", other=leader)
    else:
        change_status(case, Status.CLOSED, ClosingReason.DUPLICATE, actor="city", other=leader)
    leader.report_count += case.report_count
    record(leader, "linked", clock.now(), actor="city", other=case)
    return leader


def unlink_cases(one: Case, other: Case) -> bool:
    """The two stand apart, and are never proposed again; what linking them changed is as it was. Whether it changed.

    Raises NotAllowed where nothing links them.
    """
    link = links.find_link(one.id, other.id)
    if link is None or link.kind == LinkKind.APART:
        raise NotAllowed
    was_same, link.kind, link.made_at = link.kind == LinkKind.SAME, LinkKind.APART, clock.now()
    db.session.flush()
    if was_same:
        _part(link.case, link.other)
    return was_same


def _part(case: Case, leader: Case) -> None:
    leader.report_count -= case.report_count
    status = _status_before(case, leader)
    if status is None:
        record(case, "unlinked", clock.now(), actor="city", other=leader)
    else:
        change_status(case, status, None, actor="city", kind="unlinked", other=leader)
    record(leader, "unlinked", clock.now(), actor="city", other=case)


def _status_before(case: Case, leader: Case) -> Status | None:
    """Where the case stood before it was closed for this link; None if something else closed it, or opened it since."""
    told = select(Event).where(Event.case_id == case.id, Event.status.is_not(None))
    last, *before = db.session.scalars(told.order_by(Event.happened_at.desc(), Event.id.desc()).limit(2)).all()
    is_of_link = last.closing_reason == ClosingReason.DUPLICATE and last.other_case_id == leader.id
    return Status(before[0].status or Status.RECEIVED) if is_of_link and before else None


def _forget(case: Case, leader: Case) -> None:
    """Staff have changed their minds, or answer a proposal."""
    if link := links.find_link(case.id, leader.id):
        db.session.delete(link)
        db.session.flush()


def _add(case_id: int, other_id: int, kind: LinkKind, score: float | None) -> None:
    db.session.add(CaseLink(case_id=case_id, other_id=other_id, kind=kind, score=score, made_at=clock.now()))
    db.session.flush()
