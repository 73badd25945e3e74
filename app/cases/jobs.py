"""What the worker does for cases."""

import logging
import threading

from flask import Flask, current_app

from app import translator
from app.cases import retention, translating
from app.extensions import db
from app.jobs import bell

log = logging.getLogger(__name__)
_at_work = threading.Lock()


def forget() -> None:
    """Delete what is kept only for so long."""
    contacts, networks = retention.forget_contacts(), retention.forget_networks()
    db.session.commit()
    if contacts or networks:
        log.info("deleted: contact details of %s reports, network codes of %s", contacts, networks)


def translate() -> None:
    """Words that wait are translated, by a thread beside the workers: a slow translator keeps nobody waiting."""
    if translator.is_plugged_in() and _at_work.acquire(blocking=False):
        threading.Thread(target=_translate, args=(bell(current_app).app,), name="translating", daemon=True).start()


def _translate(app: Flask) -> None:
    try:
        with app.app_context():
            translate_now()
    except Exception as error:  # noqa: BLE001  the thread ends here; a message of the store may hold the words
        log.error("translating failed: %s", type(error).__name__)
    finally:
        _at_work.release()


def translate_now() -> None:
    """Words that wait are translated, or put off."""
    for _step in translating.translate_due():
        db.session.commit()


def count_waiting() -> dict[str, int]:
    """How many texts wait for the translator, and how many it could not do, for `flask sweep`."""
    return translating.count_orders() if translator.is_plugged_in() else {}
