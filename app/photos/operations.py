"""What happens to the photos of a sending: declared, received, shown or hidden, forgotten."""

from collections.abc import Collection, Sequence
from os import SEEK_END
from typing import IO
from uuid import UUID

from sqlalchemy import update
from werkzeug.datastructures import FileStorage

from app import clock, jobs
from app.errors import DomainError, FieldError
from app.extensions import db
from app.i18n import _
from app.photos import queries
from app.photos.budget import refuse_over_budget
from app.photos.errors import REFUSALS, BadDeclaration, PhotoNotFound, PhotoTooLarge, TooManyPhotos, TooMuchToday
from app.photos.models import MAX_BYTES, MAX_PHOTOS, DeclaredPhoto, Photo, PhotoState, WithheldReason
from app.photos.originals import digest_of, keep_original
from app.photos.storage import original_name, storage
from app.security import is_secret, secret_hash

HEXADECIMAL = frozenset("0123456789abcdef")
REFUSED: tuple[type[DomainError], ...] = (PhotoTooLarge, TooManyPhotos, TooMuchToday, *REFUSALS.values())


def ring() -> None:
    """Call after the commit: what has arrived is cleaned at once."""
    jobs.ring("photos")


def expect_photos(*, owner_id: UUID, secret: str, declared: Sequence[DeclaredPhoto], is_public: bool) -> list[Photo]:
    """Every declared photo has a row, in this order; what came before as a draft is the sending's too.

    One over MAX_BYTES or MAX_PHOTOS is withheld from the beginning: it must not hold up its report. Raise
    BadDeclaration; PhotoNotFound when the sending has another secret.
    """
    for one in declared:
        refuse_bad(one)
    rows = rows_of(owner_id, secret)
    photos = [rows.get(one.sha256) or new_photo(owner_id, secret, one) for one in unique(declared)]
    others = sum(row not in photos and not row.is_forgotten for row in rows.values())
    for position, photo in enumerate(photos, start=others):
        place(photo, position)
        withhold_excess(photo)
    db.session.flush()
    set_visibility(owner_id=owner_id, is_public=is_public)
    return photos


def place(photo: Photo, position: int) -> None:
    """The photo stands here among those of its sending; one that was forgotten starts again."""
    db.session.add(photo)
    photo.position = position
    if photo.is_forgotten:
        photo.state, photo.withheld_reason, photo.attempts = PhotoState.RECEIVING, None, 0
        photo.created_at = clock.now()


def withhold_excess(photo: Photo) -> None:
    """What is too large, or one too many, is not waited for."""
    if photo.is_expected and photo.declared_bytes > MAX_BYTES:
        withhold(photo, WithheldReason.TOO_LARGE)
    elif photo.is_expected and photo.position >= MAX_PHOTOS:
        withhold(photo, WithheldReason.TOO_MANY)


def refuse_bad(photo: DeclaredPhoto) -> None:
    """Raise what is wrong with a declaration."""
    if len(photo.sha256) != 64 or not HEXADECIMAL.issuperset(photo.sha256) or not 1 <= photo.bytes < 2**31:
        raise BadDeclaration


def unique(declared: Sequence[DeclaredPhoto]) -> list[DeclaredPhoto]:
    """Each digest once, where it stood first."""
    return list({photo.sha256: photo for photo in reversed(declared)}.values())[::-1]


def rows_of(owner_id: UUID, secret: str) -> dict[str, Photo]:
    """The rows of a sending by digest; raise PhotoNotFound when it has another secret."""
    rows = queries.list_rows_of(owner_id)
    if any(not is_secret(secret, row.secret_hash) for row in rows.values()):
        raise PhotoNotFound
    return rows


def new_photo(owner_id: UUID, secret: str, declared: DeclaredPhoto) -> Photo:
    """A row for a photo of which nothing has arrived."""
    return Photo(
        owner_id=owner_id,
        secret_hash=secret_hash(secret),
        sha256=declared.sha256,
        declared_bytes=declared.bytes,
        declared_type=declared.type[:40],
        state=PhotoState.RECEIVING,
        position=0,
        created_at=clock.now(),
    )


def set_visibility(*, owner_id: UUID, is_public: bool) -> None:
    """The photos of a sending that exists are everybody's, or its reporter's alone; none is a draft any more."""
    kept = update(Photo).where(Photo.owner_id == owner_id, Photo.state != PhotoState.FORGOTTEN)
    db.session.execute(kept.values(is_public=is_public, is_draft=False))


def forget_files(*, owner_id: UUID, secret: str, digests: Collection[str]) -> None:
    """These photos of a sending are gone for everybody; the job erases them. Unknown digests are passed over."""
    if not digests:
        return
    for sha256, photo in rows_of(owner_id, secret).items():
        if sha256 in digests:
            photo.state, photo.is_public, photo.due_at = PhotoState.FORGOTTEN, False, None
    db.session.flush()


def receive_files(*, owner_id: UUID, secret: str, files: Sequence[FileStorage]) -> list[FieldError]:
    """The photos of a form are kept, as drafts of a sending that need not exist yet; what is wrong with the others.

    An empty file, which browsers send for no choice, is passed over. Files are stored before the first query, so the
    transaction that is open ends here: no lock is held while the disk works. Raise PhotoNotFound.
    """
    db.session.rollback()
    errors: list[FieldError] = []
    kept: list[tuple[DeclaredPhoto, IO[bytes]]] = []
    for file in files:
        if len({declared.sha256 for declared, _ in kept}) > MAX_PHOTOS:
            break  # note_drafts says that these are too many; none needs to be stored to know that
        try:
            if declared := keep_file(file.stream):
                kept.append((declared, file.stream))
        except REFUSED as error:
            errors.append(about(file, error))
    return errors + note_drafts(owner_id, secret, kept)


def keep_file(file: IO[bytes]) -> DeclaredPhoto | None:
    """Store one file of a form; None for an empty one. Raise what is wrong with it."""
    size = file.seek(0, SEEK_END)
    if size == 0:
        return None
    if size > MAX_BYTES:
        raise PhotoTooLarge
    sha256 = digest_of(file)
    if reason := keep_original(file, sha256):
        raise REFUSALS[reason]
    return DeclaredPhoto(sha256, size)


def about(file: FileStorage, error: DomainError) -> FieldError:
    """What is wrong with a file, by the name its sender knows it by."""
    name = "".join(letter for letter in (file.filename or "")[:60] if letter.isprintable())
    return FieldError("photos", _("%(file)s: %(problem)s", file=name, problem=str(error.message)))


def note_drafts(owner_id: UUID, secret: str, kept: Sequence[tuple[DeclaredPhoto, IO[bytes]]]) -> list[FieldError]:
    """These stored files are photos of the sending, up to MAX_PHOTOS and the budget of the day."""
    rows = rows_of(owner_id, secret)
    for declared, file in kept:
        photo = rows.get(declared.sha256)
        if photo is None or photo.is_forgotten:
            photo = photo or new_photo(owner_id, secret, declared)
            try:
                place_draft(photo, rows)
            except REFUSED as error:
                return [FieldError("photos", error.message)]
        receive(photo, file)
    db.session.flush()
    return []


def place_draft(photo: Photo, rows: dict[str, Photo]) -> None:
    """The photo stands after the others as a draft. Raise TooManyPhotos, TooMuchToday."""
    others = sum(not row.is_forgotten for row in rows.values())
    if others >= MAX_PHOTOS:
        raise TooManyPhotos
    refuse_over_budget(photo.declared_bytes)
    place(photo, others)
    photo.is_draft, rows[photo.sha256] = True, photo


def receive(photo: Photo, file: IO[bytes]) -> None:
    """The photo is here. Its file may have been erased between storing and now, when it was forgotten before."""
    if not storage.exists(original_name(photo.sha256)):
        keep_original(file, photo.sha256)
    arrive(photo)


def note_arrival(*, photo_id: int, reason: WithheldReason | None) -> None:
    """All of a photo is here and stored, or it is withheld. Said twice, done once."""
    photo = db.session.get(Photo, photo_id)
    if photo is None or not photo.is_expected:
        return
    arrive(photo)
    if reason:
        withhold(photo, reason)
        photo.has_original = False
    db.session.flush()


def arrive(photo: Photo) -> None:
    """What has arrived waits to be cleaned."""
    if photo.is_expected:
        photo.state, photo.has_original = PhotoState.RECEIVED, True
        photo.received_at = photo.due_at = clock.now()


def withhold(photo: Photo, reason: WithheldReason) -> None:
    """The photo is not shown, and why; its report is untouched."""
    photo.state, photo.withheld_reason = PhotoState.WITHHELD, reason
    photo.due_at, photo.processed_at = None, clock.now()
