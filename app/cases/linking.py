"""Linking: cases about the same problem follow one of them, and everybody hears what becomes of that one.

The case that follows is closed as a duplicate; its reports stay where they are, and its people are counted with the
leading case (docs/decisions/0025). The link remembers how many it added, so that taking it away puts that back, all the
way up. No two cases are linked of which one would tell where the other's home is.
"""

from sqlalchemy import or_, select, update

from app import clock
from app.cases import links
from app.cases.errors import AlreadyClosed, NotAllowed
from app.cases.holding import hold
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

    Raises NotAllowed where not everybody may see both, where one's place is rounded and the other's exact, where they
    follow one another already; AlreadyClosed where an open case would follow a closed one: its people would wait for
    nothing.
    """
    leader = links.leading(other)
    hold(case, other, leader)
    is_following = links.find_followed(case.id, LinkKind.SAME) is not None
    if is_following or links.leading(leader) is case or not (case.is_public and leader.is_public):
        raise NotAllowed
    if links.would_tell_where(case.service_code, leader.service_code):
        raise NotAllowed
    if leader.is_closed and not case.is_closed:
        raise AlreadyClosed
    _forget(case, leader)
    link = _add(case.id, leader.id, LinkKind.SAME, None, added=case.report_count)
    if case.is_closed:
        record(case, "linked", clock.now(), actor="city", other=leader)
    else:
        change_status(case, Status.CLOSED, ClosingReason.DUPLICATE, actor="city", other=leader)
    _count(leader, link.added)
    record(leader, "linked", clock.now(), actor="city", other=case)
    return leader


def unlink_cases(one: Case, other: Case) -> bool:
    """The two stand apart, and are never proposed again; what linking them changed is as it was. Whether it changed.

    Raises NotAllowed where nothing links them.
    """
    hold(one, other)
    link = links.find_link(one.id, other.id)
    if link is None or link.kind == LinkKind.APART:
        raise NotAllowed
    if link.kind != LinkKind.SAME:
        _set_apart(link)
        return False
    _part(link, _status_before(link.case, link.other))
    _close_if_nobody_waits(link.case)
    return True


def leave(case: Case) -> None:
    """The case goes on by itself: it follows no other any more."""
    if link := links.find_own(case.id, LinkKind.SAME):
        hold(case, link.other)
        _part(link, None)


def hide_from_others(case: Case) -> None:
    """Since its service was changed, the case and those that its timeline speaks of may have to be strangers: where one
    is private, or one's place is rounded and the other's exact. Then no page of one names the other.
    """
    spoken_of = select(Event.other_case_id).where(Event.case_id == case.id, Event.other_case_id.is_not(None))
    for other in db.session.scalars(select(Case).where(Case.id.in_(spoken_of))).all():
        if case.is_private or links.would_tell_where(case.service_code, other.service_code):
            _make_strangers(case, other)


def _make_strangers(case: Case, other: Case) -> None:
    link = links.find_link(case.id, other.id)
    if link is not None and link.kind == LinkKind.AGAIN:
        db.session.delete(link)
    of_each_other = or_(
        (Event.case_id == case.id) & (Event.other_case_id == other.id),
        (Event.case_id == other.id) & (Event.other_case_id == case.id),
    )
    db.session.execute(update(Event).where(of_each_other).values(is_public=False))


def _count(case: Case, people: int) -> None:
    """The case counts so many people more, and so does each that it leads to."""
    for _ in range(links.LONGEST_CHAIN):
        counted = update(Case).where(Case.id == case.id).values(report_count=Case.report_count + people)
        db.session.execute(counted)
        link = links.find_own(case.id, LinkKind.SAME)
        if link is None:
            break
        link.added += people
        case = link.other


def _close_if_nobody_waits(case: Case) -> None:
    """Everybody who reported it took that back, and none follows it any more: it ends as if they had done so now.

    As in every case that ends so, the last of them is counted.
    """
    is_waited_for = any(report.withdrawn_at is None for report in case.reports) or links.follower_ids(case.id)
    if is_waited_for or not case.reports:
        return
    if case.report_count < 1:
        case.reports[-1].is_counted = True
        _count(case, 1)
    if not case.is_closed:
        change_status(case, Status.CLOSED, ClosingReason.WITHDRAWN, actor="system")


def _set_apart(link: CaseLink) -> None:
    link.kind, link.made_at, link.added = LinkKind.APART, clock.now(), 0
    db.session.flush()


def _part(link: CaseLink, status: Status | None) -> None:
    """The case has the status again that it had before; none where it keeps what it has, or gets another now."""
    case, leader, people = link.case, link.other, link.added
    _set_apart(link)
    _count(leader, -people)
    if status is None:
        record(case, "unlinked", clock.now(), actor="city", other=leader)
    else:
        change_status(case, status, None, actor="city", kind="unlinked", other=leader)
    record(leader, "unlinked", clock.now(), actor="city", other=case)
    _close_if_nobody_waits(leader)


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


def _add(case_id: int, other_id: int, kind: LinkKind, score: float | None, added: int = 0) -> CaseLink:
    link = CaseLink(case_id=case_id, other_id=other_id, kind=kind, score=score, added=added, made_at=clock.now())
    db.session.add(link)
    db.session.flush()
    return link
