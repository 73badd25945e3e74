"""The darkroom: photos that have arrived are cleaned, one after the other, and their pictures stored."""

import logging
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast
from uuid import UUID

from flask import current_app
from sqlalchemy import select, update

from app import clock
from app.extensions import db
from app.photos.cleaner import Cleaned, CleanerDown, Unclean, cleaner
from app.photos.models import FORMATS, WIDTHS, Photo, PhotoState, WithheldReason
from app.photos.operations import withhold
from app.photos.storage import original_name, picture_name, storage

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)  # a worker that died leaves its photo to the next after that
MAX_ATTEMPTS = 8  # each waits twice as long as the one before: seventeen hours in all


@dataclass(frozen=True, slots=True)
class Lease:
    """A photo that is this worker's until the lease ends."""

    photo_id: int
    sha256: str
    attempts: int


def process_waiting() -> Iterator[None]:
    """What has arrived is ready or withheld. Yields whenever something is to be committed.

    When the disk is to blame the photo waits, and the rest with it.
    """
    while lease := take_next():
        yield
        try:
            outcome = develop(lease)
        except OSError:
            log.exception("photos wait for the disk")
            give_back(lease)
            yield
            return
        note(lease, outcome)
        yield


def take_next() -> Lease | None:
    """Lease the photo that has waited longest: moving `due_at` forward keeps other workers off it."""
    now = clock.now()
    due = select(Photo.id).where(Photo.due_at.is_not(None), Photo.due_at <= now).order_by(Photo.due_at, Photo.id)
    first = due.limit(1).with_for_update(skip_locked=True).cte("due")
    taken = (
        update(Photo)
        .where(Photo.id.in_(select(first.c.id)))
        .values(due_at=now + LEASE, attempts=Photo.attempts + 1)
        .returning(Photo.id, Photo.sha256, Photo.attempts)
        .execution_options(synchronize_session=False)
    )
    row = db.session.execute(taken).one_or_none()
    return Lease(*row) if row else None


def give_back(lease: Lease) -> None:
    """This attempt does not count."""
    back = update(Photo).where(Photo.id == lease.photo_id).values(attempts=Photo.attempts - 1)
    db.session.execute(back.execution_options(synchronize_session=False))


def develop(lease: Lease) -> Cleaned | WithheldReason | None:
    """Clean an original and store its pictures; the reason why not; None to try again later."""
    if lease.attempts > MAX_ATTEMPTS:
        return WithheldReason.TOO_HEAVY
    name = original_name(lease.sha256)
    if not storage.exists(name):
        return WithheldReason.LOST
    try:
        with storage.lend(name) as source, TemporaryDirectory(dir=workbench()) as folder:
            cleaned = cleaner.clean(source, Path(folder))
            store_pictures(lease.sha256, Path(folder))
    except Unclean as refusal:
        return refusal.reason
    except CleanerDown:
        return None
    return cleaned


def store_pictures(sha256: str, folder: Path) -> None:
    """Every picture of a photo stands in the storage."""
    for width in WIDTHS:
        for suffix in FORMATS:
            storage.put(picture_name(sha256, width, suffix), [read_picture(folder / f"{width}.{suffix}")])


def read_picture(path: Path) -> bytes:
    """What the bounded process wrote; it may have written anything, so only a plain file counts."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise Unclean(WithheldReason.BROKEN) from error
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Unclean(WithheldReason.BROKEN)
        return file.read()


def note(lease: Lease, outcome: Cleaned | WithheldReason | None) -> None:
    """The row says what came of it, unless the photo was forgotten meanwhile."""
    photo = db.session.get(Photo, lease.photo_id)
    if photo is None or not photo.is_waiting:
        return
    if outcome is None:
        photo.due_at = clock.now() + LEASE * 2**lease.attempts
    elif isinstance(outcome, WithheldReason):
        withhold(photo, outcome)
    else:
        show(photo, outcome, clock.now())
    db.session.flush()


def show(photo: Photo, cleaned: Cleaned, moment: datetime) -> None:
    """The photo is ready; what its camera noted is kept beside it, for the city alone."""
    photo.state, photo.due_at, photo.processed_at = PhotoState.READY, None, moment
    photo.width_px, photo.height_px, photo.likeness = cleaned.width_px, cleaned.height_px, cleaned.likeness
    photo.taken_latitude, photo.taken_longitude = cleaned.taken.latitude, cleaned.taken.longitude
    photo.taken_accuracy_m, photo.taken_time = cleaned.taken.accuracy_m, cleaned.taken.time
    tell_ready(photo.owner_id)


def tell_ready(owner_id: UUID) -> None:
    """Whoever asked for it knows, in this transaction, that a photo of this sending can be seen and compared."""
    for listener in current_app.extensions["photos"].listeners:
        listener(owner_id)


def workbench() -> Path:
    """The folder that pictures are made in."""
    return cast("Path", current_app.extensions["photos"].workbench)
