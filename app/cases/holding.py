"""Holding a case while it is changed: whoever comes second sees what the first did.

SQLite has one writer at a time. On PostgreSQL somebody may join a case, or close it, between our look at it and what we
make of that look: so its row is held first, and read again. Joining holds it by counting (joining.py).
"""

from sqlalchemy import select

from app.cases.models import Case
from app.extensions import db


def hold(case: Case, *others: Case) -> Case:
    """The same case, which nobody else changes until the transaction ends; all that was read before is read anew.

    Several are held in one order, whoever asks, so that no two wait for each other.
    """
    held = select(Case.id).where(Case.id.in_({case.id, *(other.id for other in others)})).order_by(Case.id)
    db.session.execute(held.with_for_update(key_share=True)).all()
    db.session.expire_all()
    return case
