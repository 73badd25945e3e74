"""Photos that were cleaned before they were compared get their 64 bits, too: from the picture that pages show.

The bounded process reads it, as it reads what strangers send: it may have been made by one that a photo took over.
"""

import logging
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select, update

from app.extensions import db
from app.photos.cleaner import CleanerDown, Unclean, cleaner
from app.photos.darkroom import tell_ready, workbench
from app.photos.models import Photo, PhotoState
from app.photos.storage import picture_name, storage

log = logging.getLogger(__name__)
BATCH = 100  # a minute: whatever arrives meanwhile does not wait for the past
SAYS_NOTHING = bytes(8)
READ_PX = 640

_UNLIKENED = select(Photo.id, Photo.owner_id, Photo.sha256).where(
    Photo.state == PhotoState.READY, Photo.likeness.is_(None)
)


def liken_old() -> Iterator[None]:
    """A batch of photos that have no likeness have one. Yields whenever something is to be committed."""
    rows = db.session.execute(_UNLIKENED.order_by(Photo.id).limit(BATCH)).all()
    yield  # no transaction is open while pictures are read
    for photo_id, owner_id, sha256 in rows:
        try:
            bits = _read(sha256)
        except OSError:
            log.exception("photos wait for the disk to be compared")
            return
        db.session.execute(update(Photo).where(Photo.id == photo_id).values(likeness=bits))
        tell_ready(owner_id)
        yield


def _read(sha256: str) -> bytes:
    try:
        with (
            storage.lend(picture_name(sha256, READ_PX, "jpg")) as source,
            TemporaryDirectory(dir=workbench()) as folder,
        ):
            return cleaner.clean(source, Path(folder)).likeness or SAYS_NOTHING
    except (FileNotFoundError, Unclean, CleanerDown):
        return SAYS_NOTHING
