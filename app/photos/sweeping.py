"""What was left half done: photos that arrived unnoticed, drafts nobody sent, files without rows, rows without files.

Each function yields whenever something is to be committed.
"""

import logging
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select, update

from app import clock
from app.extensions import db
from app.photos import operations, queries
from app.photos.darkroom import workbench
from app.photos.errors import DigestMismatch
from app.photos.models import FORMATS, WIDTHS, Photo, PhotoState, WithheldReason
from app.photos.originals import keep_original
from app.photos.parts import Part, parts
from app.photos.queries import Upload
from app.photos.storage import ORIGINALS, PICTURES, PREFIXES, TEMPORARY, original_name, picture_name, storage

log = logging.getLogger(__name__)
DRAFTS_LIVE = timedelta(hours=24)
ORIGINALS_LIVE = timedelta(days=30)
SETTLED = timedelta(hours=1)  # a younger file may belong to a transaction that has not ended
QUIET = timedelta(minutes=1)  # a part untouched for so long has no request at work on it
LONGEST_WAIT = timedelta(days=1)  # more than any pause of the darkroom
BATCH = 200

DRAFTS, PUT_OFF, STRAYS, AGAIN, LOST = (
    "photo drafts of reports never sent, erased",
    "photos put off by a clock that was wrong, due now",
    "photo files that belong to nothing, erased",
    "photos whose pictures were missing, made again",
    "FAULT photos whose files are lost",
)


def finish_arrived() -> Iterator[None]:
    """Photos of which all bytes came before a server died are received; parts that nobody waits for are gone."""
    quiet = [part for part in parts.list_all() if is_older(part.written_at, QUIET)]
    for start in range(0, len(quiet), BATCH):
        some = quiet[start : start + BATCH]
        uploads = queries.list_uploads([part.key for part in some])
        yield  # no lock is held while files are read
        for part in some:
            try:
                yield from finish(part, uploads.get(part.key))
            except OSError:
                log.exception("a photo waits for the disk")


def finish(part: Part, upload: Upload | None) -> Iterator[None]:
    """Do what the request that brought the last byte could not."""
    is_whole = upload is not None and upload.is_open and part.bytes >= upload.total_bytes
    if upload is not None and is_whole:
        with suppress(DigestMismatch, FileNotFoundError), parts.open(part.key) as file:
            operations.note_arrival(photo_id=upload.id, reason=keep_original(file, upload.sha256))
        yield
    if upload is None or not upload.is_open or is_whole or is_older(part.written_at, ORIGINALS_LIVE):
        parts.drop(part.key)


def is_older(written_at: float, age: timedelta) -> bool:
    """Whether a file was last written longer ago than that."""
    return written_at < (clock.now() - age).timestamp()


def erase_forgotten() -> Iterator[None]:
    """Forgotten photos are gone, with every file that no other photo needs."""
    rows = select(Photo).where(Photo.state == PhotoState.FORGOTTEN).order_by(Photo.id).limit(BATCH)
    while photos := db.session.scalars(rows).all():
        for photo in photos:
            erase(photo)
        db.session.flush()
        yield


def erase(photo: Photo) -> None:
    """This photo's row and files are gone; the same picture in another sending stays."""
    others = select(Photo.id).where(
        Photo.sha256 == photo.sha256, Photo.id != photo.id, Photo.state != PhotoState.FORGOTTEN
    )
    if db.session.scalar(select(~exists(others))):
        for name in picture_names(photo.sha256):
            storage.delete(name)
    if db.session.scalar(select(~exists(others.where(or_(Photo.has_original, Photo.state == PhotoState.RECEIVED))))):
        storage.delete(original_name(photo.sha256))
    parts.drop(photo.key)
    db.session.delete(photo)


def picture_names(sha256: str) -> list[str]:
    """The names of all pictures of a photo."""
    return [picture_name(sha256, width, suffix) for width in WIDTHS for suffix in FORMATS]


def erase_old() -> Iterator[None]:
    """Originals older than 30 days are gone, and what their cameras noted with them."""
    before = clock.now() - ORIGINALS_LIVE
    old = select(Photo).where(Photo.has_original, Photo.received_at < before, Photo.state != PhotoState.RECEIVED)
    while photos := db.session.scalars(old.order_by(Photo.id).limit(BATCH)).all():
        for photo in photos:
            erase_original(photo, before)
        db.session.flush()
        yield


def erase_original(photo: Photo, before: datetime) -> None:
    """This photo has no original any more; the file stays while a younger photo is made of it."""
    younger = select(Photo.id).where(Photo.sha256 == photo.sha256, Photo.has_original, Photo.received_at >= before)
    if db.session.scalar(select(~exists(younger))):
        storage.delete(original_name(photo.sha256))
    photo.has_original = False
    photo.taken_latitude = photo.taken_longitude = photo.taken_accuracy_m = photo.taken_time = None


def sweep(counts: dict[str, int]) -> Iterator[None]:
    """Files and rows agree; `counts` says what did not."""
    counts |= dict.fromkeys((DRAFTS, PUT_OFF, STRAYS, AGAIN, LOST), 0)
    counts[DRAFTS] += forget_drafts()
    counts[PUT_OFF] += hasten_put_off()
    yield
    yield from erase_forgotten()
    counts[STRAYS] += erase_leftovers()
    for prefix in PREFIXES:
        sweep_shelf(prefix, counts)
        yield


def forget_drafts() -> int:
    """Drafts older than 24 hours are forgotten; how many."""
    old = update(Photo).where(Photo.is_draft, Photo.created_at < clock.now() - DRAFTS_LIVE)
    old = old.where(Photo.state != PhotoState.FORGOTTEN)
    gone = old.values(state=PhotoState.FORGOTTEN, is_public=False, due_at=None).returning(Photo.id)
    return len(db.session.scalars(gone.execution_options(synchronize_session=False)).all())


def hasten_put_off() -> int:
    """Photos that are due only in days, because the clock was ahead when they came, are due now; how many."""
    late = update(Photo).where(Photo.due_at > clock.now() + LONGEST_WAIT)
    hastened = late.values(due_at=clock.now()).returning(Photo.id)
    return len(db.session.scalars(hastened.execution_options(synchronize_session=False)).all())


def erase_leftovers() -> int:
    """Temporary files of processes that died are gone; how many."""
    old = [stored for stored in storage.list_under(TEMPORARY) if is_older(stored.written_at, SETTLED)]
    for stored in old:
        storage.delete(stored.name)
    folders = [folder for folder in workbench().iterdir() if is_older(folder.stat().st_mtime, SETTLED)]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old) + len(folders)


def sweep_shelf(prefix: str, counts: dict[str, int]) -> None:
    """Files and rows of one of the 256 shelves agree.

    The rows come first: whatever a row needs was written before it. The other way round, a photo that arrived in
    between was taken for lost.
    """
    living = select(Photo).where(Photo.state != PhotoState.FORGOTTEN)
    photos = db.session.scalars(living.where(Photo.sha256 >= prefix, Photo.sha256 < f"{prefix}g")).all()
    files = [stored for folder in (ORIGINALS, PICTURES) for stored in storage.list_under(f"{folder}/{prefix}")]
    here = {stored.name for stored in files}
    needed: set[str] = set()
    for photo in photos:
        needed |= needed_names(photo)
        mend(photo, here, counts)
    for stored in files:
        if stored.name not in needed and is_older(stored.written_at, SETTLED):
            storage.delete(stored.name)
            counts[STRAYS] += 1
    db.session.flush()


def mend(photo: Photo, here: set[str], counts: dict[str, int]) -> None:
    """A photo whose pictures are missing is made again from its original; without one it is withheld as lost."""
    is_original_here = original_name(photo.sha256) in here
    photo.has_original = photo.has_original and is_original_here
    if not is_original_here and needed_names(photo) - here:
        operations.withhold(photo, WithheldReason.LOST)
        counts[LOST] += 1
    elif photo.is_ready and needed_names(photo) - here:
        photo.state, photo.due_at, photo.attempts, photo.has_original = PhotoState.RECEIVED, clock.now(), 0, True
        counts[AGAIN] += 1


def needed_names(photo: Photo) -> set[str]:
    """The files that a photo needs in the state it is in."""
    names = {original_name(photo.sha256)} if photo.has_original or photo.is_waiting else set()
    return names | set(picture_names(photo.sha256)) if photo.is_ready else names
