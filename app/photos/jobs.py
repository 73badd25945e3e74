"""What the worker does with photos, when rung for and each minute."""

import threading

from app.extensions import db
from app.photos import darkroom, likening, sweeping

_at_work = threading.Lock()
STEPS = (
    sweeping.finish_arrived,
    darkroom.process_waiting,
    sweeping.erase_forgotten,
    sweeping.erase_old,
    likening.liken_old,
)


def process_photos() -> None:
    """Photos that have arrived are ready or withheld; what was forgotten, and originals of old, are erased;
    photos of before they were compared can be.

    One thread of a process at a time, so that photos leave the others to the messages.
    """
    if not _at_work.acquire(blocking=False):
        return
    try:
        for step in STEPS:
            for _ in step():
                db.session.commit()
    finally:
        _at_work.release()


def sweep() -> dict[str, int]:
    """What `flask sweep` found half done among photos: {what: how many}; faults start with FAULT."""
    process_photos()
    counts: dict[str, int] = {}
    for _ in sweeping.sweep(counts):
        db.session.commit()
    return counts
