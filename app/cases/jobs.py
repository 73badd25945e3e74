"""What the worker does for cases."""

import logging
import threading
from collections.abc import Callable, Iterator

from flask import Flask, current_app

from app import geocoder, translator
from app.cases import comparing, counts, following, lateness, placing, retention, translating
from app.database import reading
from app.extensions import db
from app.followers import operations as follower_operations
from app.jobs import bell

log = logging.getLogger(__name__)
Steps = Callable[[], Iterator[None]]


class Beside:
    """Work that asks somebody outside, by a thread beside the workers: who is slow keeps nobody waiting."""

    def __init__(self, name: str, steps: Steps, *, is_wanted: Callable[[], bool]) -> None:
        self._name, self._steps, self._is_wanted = name, steps, is_wanted
        self._at_work = threading.Lock()

    def start(self) -> None:
        """Do what waits, unless somebody is at it, or nobody is plugged in."""
        if self._is_wanted() and self._at_work.acquire(blocking=False):
            threading.Thread(target=self._work, args=(bell(current_app).app,), name=self._name, daemon=True).start()

    def work_now(self) -> None:
        """Each step in a transaction of its own."""
        for _step in self._steps():
            db.session.commit()

    def _work(self, app: Flask) -> None:
        try:
            with app.app_context():
                self.work_now()
        except Exception as error:  # noqa: BLE001  the thread ends here; a message of the store may hold the words
            log.error("%s failed: %s", self._name, type(error).__name__)
        finally:
            self._at_work.release()


TRANSLATING = Beside("translating", translating.translate_due, is_wanted=translator.is_plugged_in)
PLACING = Beside("placing", placing.place_due, is_wanted=geocoder.is_plugged_in)


def forget() -> None:
    """Delete what is kept only for so long."""
    contacts, networks = retention.forget_contacts(), retention.forget_networks()
    db.session.commit()
    if contacts or networks:
        log.info("deleted: contact details of %s reports, network codes of %s", contacts, networks)


def end_follows() -> None:
    """Cases that closed long ago are followed no more: who follows many is not full of them."""
    with reading():
        ids = following.list_outlived_follows()
        db.session.rollback()
    if ids:
        follower_operations.end_follows(ids)
        db.session.commit()
        log.info("ended: %s follows of cases that closed long ago", len(ids))


def count_waiting() -> dict[str, int]:
    """How much waits for somebody outside, and how much they could not do, for `flask sweep`."""
    texts = translating.count_orders() if translator.is_plugged_in() else {}
    return texts | (placing.count_orders() if geocoder.is_plugged_in() else {})


def fold_counts() -> None:
    """Each count stands in one row."""
    for _step in counts.fold_counts():
        db.session.commit()


def mend_counts() -> dict[str, int]:
    """Counts are what a recount gives; how many were not, for `flask sweep`. It only writes where one is wrong."""
    with reading():
        mended = counts.count_wrong()
        db.session.rollback()
    if mended:
        mended = counts.mend_counts()
        db.session.commit()
    fold_counts()
    return {"counts of cases that were wrong and are right now": mended}


def compare() -> None:
    """What came lately is held against the open cases near it."""
    for _step in comparing.compare_due():
        db.session.commit()
    db.session.rollback()  # having found nothing more, it keeps no writer waiting


def tell_late() -> None:
    """Cases whose date has passed say so."""
    with reading():
        is_due = lateness.is_any_late()
        db.session.rollback()  # looking keeps no writer waiting
    for _step in lateness.tell_late() if is_due else ():
        db.session.commit()
    db.session.rollback()


def compare_and_count() -> dict[str, int]:
    """The same, and how much staff have to look at, for `flask sweep`."""
    compare()
    with reading():
        proposed = comparing.count_proposals()
        db.session.rollback()
    return {"pairs of cases that look like the same problem": proposed}
