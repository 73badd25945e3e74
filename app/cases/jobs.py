"""What the worker does for cases."""

import logging

from app.cases import retention
from app.extensions import db

log = logging.getLogger(__name__)


def forget_contacts() -> None:
    """Delete the contact details whose time is over."""
    count = retention.forget_contacts()
    db.session.commit()
    if count:
        log.info("contact details of %s reports deleted", count)
