"""What the worker does for cases."""

import logging

from app.cases import retention
from app.extensions import db

log = logging.getLogger(__name__)


def forget() -> None:
    """Delete what is kept only for so long."""
    contacts, networks = retention.forget_contacts(), retention.forget_networks()
    db.session.commit()
    if contacts or networks:
        log.info("deleted: contact details of %s reports, network codes of %s", contacts, networks)
