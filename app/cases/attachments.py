"""Photos that come with a page's form, or from the city: kept at once under the sending's id, before anything else is
checked.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from secrets import token_urlsafe
from uuid import UUID, uuid4

from flask import request
from werkzeug.datastructures import FileStorage

from app.errors import FieldError
from app.extensions import db
from app.photos import operations as photos
from app.photos.models import MAX_BYTES, MAX_PHOTOS

MAX_FORM_BYTES = MAX_PHOTOS * MAX_BYTES + 1024 * 1024


def attached_photos() -> list[FileStorage]:
    """The files of the form; an input left empty sends one without a name."""
    return [file for file in request.files.getlist("photos") if file.filename]


def keep_photos(owner_id: UUID, secret: str, files: Sequence[FileStorage]) -> list[FieldError]:
    """Commit what can be kept, so that a refusal does not ask for it again; what is wrong with the others."""
    if not files:
        return []
    errors = photos.receive_files(owner_id=owner_id, secret=secret, files=files)
    db.session.commit()
    return errors


def keep_city_photos(paths: Sequence[Path]) -> UUID:
    """Commit the photos that the city puts beside a line of a timeline; the id that they are kept under.

    Raises ValueError, in words, for one that cannot be kept.
    """
    sending_id = uuid4()
    with ExitStack() as opened:
        files = [FileStorage(opened.enter_context(path.open("rb")), path.name) for path in paths]
        errors = keep_photos(sending_id, token_urlsafe(24), files)
    if errors:
        raise ValueError("; ".join(str(error.message) for error in errors))
    return sending_id


def forget_photos(owner_id: UUID, secret: str, digests: Sequence[str]) -> None:
    """Commit that the sender does not want these after all."""
    if digests:
        photos.forget_files(owner_id=owner_id, secret=secret, digests=digests)
        db.session.commit()
