"""What is read about cases."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.cases.errors import NoSuchCase, WrongDigit
from app.cases.models import REMOVED, Case, Event, Report, Translation
from app.cases.numbers import is_number, looks_like_number, plain_digits
from app.extensions import db
from app.security import is_secret


def count_reporters(case_id: int) -> int:
    """How many people have reported a case."""
    return db.session.execute(select(Case.report_count).where(Case.id == case_id)).scalar_one()


def find_case(typed: str) -> Case:
    """The case whose number was typed, in any digits and spacing.

    Raises WrongDigit when the check digit shows a slip, NoSuchCase when there is none. Whether the reader may see
    it is for the caller to ask.
    """
    digits = plain_digits(typed)
    if looks_like_number(digits) and not is_number(digits):
        raise WrongDigit
    case = db.session.scalar(select(Case).where(Case.number == digits)) if is_number(digits) else None
    if case is None:
        raise NoSuchCase
    return case


def find_report(report_id: UUID, secret: str | None) -> Report | None:
    """A report that this secret opens."""
    report = db.session.get(Report, report_id)
    return report if report is not None and is_secret(secret, report.secret_hash) else None


def find_sending(sending_id: UUID) -> Event | None:
    """The line of a timeline that was made of this sending."""
    return db.session.scalar(select(Event).where(Event.sending_id == sending_id))


def has_added_since(report_id: UUID, since: datetime, limit: int) -> bool:
    """Whether at least `limit` things were added to the case of this report since then."""
    added = select(Event.id).join(Report, Report.case_id == Event.case_id)
    added = added.where(Report.id == report_id, Event.sending_id.is_not(None), Event.happened_at >= since)
    return db.session.scalar(added.offset(limit - 1).limit(1)) is not None


def list_own_reports(keys: Mapping[UUID, str]) -> list[Report]:
    """The reports that these keys open, in the keys' order, each with its case."""
    wanted = select(Report).where(Report.id.in_(list(keys))).options(joinedload(Report.case))
    found = {report.id: report for report in db.session.scalars(wanted)}
    own = (found[report_id] for report_id in keys if report_id in found)
    return [report for report in own if is_secret(keys[report.id], report.secret_hash)]


def list_events(case: Case) -> Sequence[Event]:
    """The timeline, oldest first."""
    return db.session.scalars(select(Event).where(Event.case_id == case.id).order_by(Event.happened_at, Event.id)).all()


def public_numbers(case_ids: Collection[int]) -> dict[int, str]:
    """{case id: number} of those that everybody may see."""
    if not case_ids:
        return {}
    rows = select(Case.id, Case.number).where(Case.id.in_(case_ids), ~Case.is_private, ~Case.is_held)
    return {case_id: number for case_id, number in db.session.execute(rows)}


def translations_of(case: Case, language: str) -> dict[int, Translation]:
    """{event id: its words in this language}."""
    rows = _translations(case).where(Translation.language == language)
    return {translation.event_id: translation for translation in db.session.scalars(rows)}


def list_translations(case: Case) -> dict[int, list[Translation]]:
    """{event id: its words in every language there is}."""
    found: dict[int, list[Translation]] = {}
    for translation in db.session.scalars(_translations(case).order_by(Translation.language)):
        found.setdefault(translation.event_id, []).append(translation)
    return found


def _translations(case: Case) -> Select[Translation]:
    return select(Translation).join(Event).where(Event.case_id == case.id, Translation.source != REMOVED)


def report_ids_of(case_ids: Collection[int]) -> dict[UUID, int]:
    """{report id: case id} of some cases, oldest report first."""
    rows = db.session.execute(
        select(Report.id, Report.case_id).where(Report.case_id.in_(case_ids)).order_by(Report.received_at, Report.id)
    )
    return {report_id: case_id for report_id, case_id in rows}
