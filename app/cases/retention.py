"""What is kept only for so long: contact details until 90 days after closing, the code of a network for a day."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, select, update

from app import clock
from app.cases.models import HAS_CONTACT, HAS_NETWORK, Case, Report
from app.extensions import db

CONTACT_KEPT = timedelta(days=90)
NETWORK_KEPT = timedelta(days=1)
BATCH = 500


def forget_contacts() -> int:
    """Up to BATCH reports whose cases closed long ago hold no contact details any more; how many."""
    long_closed = select(Case.id).where(Case.id == Report.case_id, Case.closed_at < clock.now() - CONTACT_KEPT)
    due = select(Report.id).where(HAS_CONTACT, long_closed.exists())
    return _erase(due, {"contact_name": None, "contact_email": None, "contact_phone": None})


def forget_networks() -> int:
    """Up to BATCH reports of yesterday do not say any more which came from one network; how many."""
    due = select(Report.id).where(HAS_NETWORK, Report.received_at < clock.now() - NETWORK_KEPT)
    return _erase(due, {"network_hash": None})


def _erase(due: Select[UUID], values: Mapping[str, None]) -> int:
    ids = db.session.scalars(due.limit(BATCH)).all()
    if ids:
        db.session.execute(update(Report).where(Report.id.in_(ids)).values(values))
    return len(ids)
