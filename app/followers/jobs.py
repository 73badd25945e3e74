"""What the worker does for followers."""

import logging

from app import clock
from app.database import reading
from app.extensions import db
from app.followers.retention import expiries

log = logging.getLogger(__name__)


def forget() -> None:
    """Delete what is kept only for so long; while nothing is due, nobody who writes is kept waiting."""
    for expiry in expiries(clock.now()):
        with reading():
            ids = expiry.list_due()
            db.session.rollback()
        if ids:
            expiry.erase(ids)
            db.session.commit()
            log.info("deleted: %s %s", len(ids), expiry.what)
