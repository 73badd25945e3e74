"""Cases that belong together: the table, and what is asked of it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, or_, select, text
from sqlalchemy.orm import Mapped, aliased, joinedload, mapped_column, relationship

from app.cases.models import Case
from app.city import city
from app.database import Moment
from app.extensions import Model, db

IS_PROPOSED = text("kind = 'proposed'")
LONGEST_CHAIN = 20  # cases that lead to cases that lead …; staff make these one by one


class LinkKind(StrEnum):
    """How two cases belong together."""

    PROPOSED = "proposed"  # by likeness, or by a reporter: for staff to look at; nobody else sees it
    SAME = "same"  # staff said so: the case is closed as a duplicate and follows the other
    AGAIN = "again"  # it was opened by somebody who wanted to join the other, which was closed
    APART = "apart"  # staff said that they are not the same: never to be proposed again


class CaseLink(Model):
    """One case and the other it belongs to: the earlier one, which leads."""

    __tablename__ = "case_links"
    __table_args__ = (
        Index("ix_case_links_other_id", "other_id"),
        Index("ix_case_links_proposed", "score", sqlite_where=IS_PROPOSED, postgresql_where=IS_PROPOSED),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    score: Mapped[float | None]  # of a proposal: 0 to 1
    added: Mapped[int] = mapped_column(default=0)  # people that the other counts for this link
    made_at: Mapped[datetime] = mapped_column(Moment)

    case: Mapped[Case] = relationship(foreign_keys=case_id)
    other: Mapped[Case] = relationship(foreign_keys=other_id)


def find_link(one_id: int, other_id: int) -> CaseLink | None:
    """The link between two cases, whichever way it points."""
    ways = or_(
        (CaseLink.case_id == one_id) & (CaseLink.other_id == other_id),
        (CaseLink.case_id == other_id) & (CaseLink.other_id == one_id),
    )
    return db.session.scalar(select(CaseLink).where(ways))


def find_followed(case_id: int, kind: LinkKind) -> Case | None:
    """The case that this one follows, or was opened again after."""
    link = find_own(case_id, kind)
    return link.other if link else None


def find_own(case_id: int, kind: LinkKind) -> CaseLink | None:
    """The newest link of this kind that points away from the case."""
    followed = select(CaseLink).where(CaseLink.case_id == case_id, CaseLink.kind == kind)
    return db.session.scalar(followed.options(joinedload(CaseLink.other)).order_by(CaseLink.made_at.desc()).limit(1))


def would_tell_where(one_code: str, other_code: str) -> bool:
    """Whether cases of these services must not name each other: of a place that is rounded, the exact one of the other
    would say which home it is.
    """
    one, other = city.service(one_code), city.service(other_code)
    return (one is not None and one.is_rounded) != (other is not None and other.is_rounded)


def leading(case: Case) -> Case:
    """The case that stands for this one: itself, or at the end of the way that staff have linked."""
    for _ in range(LONGEST_CHAIN):
        followed = find_followed(case.id, LinkKind.SAME)
        if followed is None:
            break
        case = followed
    return case


def follower_ids(case_id: int) -> list[int]:
    """The cases that follow this one, and those that follow them."""
    found: list[int] = []
    level = [case_id]
    while level and len(found) < 10_000:
        following = select(CaseLink.case_id).where(CaseLink.other_id.in_(level), CaseLink.kind == LinkKind.SAME)
        level = [one for one in db.session.scalars(following) if one not in found]
        found += level
    return found


def list_proposals(limit: int) -> Sequence[CaseLink]:
    """What staff should look at, the likeliest first: both cases are open, and everybody may see them."""
    one, other = aliased(Case), aliased(Case)
    proposals = (
        select(CaseLink)
        .where(CaseLink.kind == LinkKind.PROPOSED)
        .join(one, CaseLink.case_id == one.id)
        .join(other, CaseLink.other_id == other.id)
        .where(
            *(condition for side in (one, other) for condition in (side.closed_at.is_(None), side.tile.is_not(None)))
        )
        .order_by(CaseLink.score.desc(), CaseLink.case_id, CaseLink.other_id)
        .limit(limit)
    )
    return db.session.scalars(proposals.options(joinedload(CaseLink.case), joinedload(CaseLink.other))).all()
