"""What is kept only for so long: contact details go 90 days after a case is closed."""

from datetime import timedelta

from sqlalchemy import CursorResult, select, update

from app import clock
from app.cases.models import HAS_CONTACT, Case, Report
from app.extensions import db

CONTACT_KEPT = timedelta(days=90)
BATCH = 500


def forget_contacts() -> int:
    """Up to BATCH reports whose cases closed long ago hold no contact details any more; how many."""
    long_closed = select(Case.id).where(Case.id == Report.case_id, Case.closed_at < clock.now() - CONTACT_KEPT)
    due = select(Report.id).where(HAS_CONTACT, long_closed.exists()).limit(BATCH)
    gone = {"contact_name": None, "contact_email": None, "contact_phone": None}
    result = db.session.execute(update(Report).where(Report.id.in_(db.session.scalars(due).all())).values(gone))
    assert isinstance(result, CursorResult)
    return result.rowcount
