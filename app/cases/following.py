"""Cases as something that is followed: whoever may see one may follow it, and hears where it stands."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from flask import url_for
from sqlalchemy import select

from app import clock
from app.cases import keyring, queries
from app.cases.cards import CaseCard
from app.cases.errors import NoSuchCase
from app.cases.models import Case
from app.cases.numbers import plain_digits
from app.cases.wording import unbroken
from app.extensions import db
from app.followers.models import CASE, Follow
from app.followers.subjects import Found, Line
from app.i18n import _, city_text, force_language

FOLLOWED_FOR = timedelta(days=90)  # after closing; somebody's contact details are kept no longer
BATCH = 500


class FollowedCases:
    """Called by their number."""

    def find(self, ref: str, keys: Mapping[UUID, str]) -> Found:
        """The case with this number; one that is not public only with the key of a report in it, brought along or on
        the reader's ring: inside a request.

        Raises WrongDigit and NoSuchCase.
        """
        case = queries.find_case(ref)
        own = next(
            (report for report in queries.list_own_reports(keyring.keys() | dict(keys)) if report.case_id == case.id),
            None,
        )
        if own is None and not case.is_public:
            raise NoSuchCase
        return Found(case.id, own.id if own else None)

    def id_of(self, ref: str) -> int | None:
        """The id of the case with this number, whoever may see it."""
        return db.session.scalar(select(Case.id).where(Case.number == plain_digits(ref)))

    def describe(self, follows: Mapping[int, UUID | None], language: str) -> dict[int, Line]:
        """What each is and where it stands. Of one that was taken from public view strangers see its number alone."""
        cases = db.session.scalars(select(Case).where(Case.id.in_(follows)))
        with force_language(language):
            return {case.id: _line(case, language, is_own=follows[case.id] is not None) for case in cases}


def list_outlived_follows() -> Sequence[int]:
    """Up to BATCH follows of cases that closed so long ago that nothing more is to be heard of them."""
    followed = select(Follow.id).join(Case, (Follow.subject_type == CASE) & (Follow.subject_id == Case.id))
    outlived = followed.where(Follow.ended_at.is_(None), Case.closed_at < clock.now() - FOLLOWED_FOR)
    return db.session.scalars(outlived.limit(BATCH)).all()


def _line(case: Case, language: str, *, is_own: bool) -> Line:
    wish, url = {CASE: case.number}, url_for("cases.show", lang=language, number=case.number)
    if not (is_own or case.is_public):
        return Line(unbroken(case.number), url, wish=wish)
    card = CaseCard(case)
    name = city_text(card.service_name) if card.service else card.service_name
    note = _("Case %(number)s", number=unbroken(case.number))
    return Line(name, url, card.status_text, is_over=case.is_closed, note=note, wish=wish)
