"""Photos arrive in parts (tus 1.0 core): HEAD asks how much is here, PATCH brings more, as raw bytes."""

import errno
import time
from collections.abc import Iterator, Mapping
from uuid import UUID

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import ClientDisconnected

from app.database import reading
from app.errors import DomainError, problem
from app.extensions import db
from app.photos import operations, queries, tus
from app.photos.budget import refuse_over_budget, refuse_without_room
from app.photos.errors import (
    REFUSALS,
    ChecksumMismatch,
    DigestMismatch,
    EmptyPart,
    NoRoom,
    NotStored,
    OffsetPastEnd,
    PartTooLarge,
    PhotoNotFound,
    SecretMissing,
)
from app.photos.models import MAX_BYTES
from app.photos.originals import keep_original
from app.photos.parts import parts
from app.photos.queries import Upload
from app.security import bearer_secret, is_secret

bp = Blueprint("photos_api", __name__)
ADDRESS = "/api/v1/<any(reports,contests,replies):sending>/<uuid:owner_id>/photos/<sha256>"
READ_BYTES = 8192
PART_SECONDS = 300
DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@bp.route(ADDRESS, methods=["OPTIONS"], provide_automatic_options=False)
def protocol(sending: str, owner_id: UUID, sha256: str) -> ResponseReturnValue:
    """What this server speaks."""
    algorithms = ",".join(tus.ALGORITHMS)
    spoken = {"Tus-Version": tus.VERSION, "Tus-Extension": "checksum", "Tus-Checksum-Algorithm": algorithms}
    return bare(204, {**spoken, "Tus-Max-Size": str(MAX_BYTES)})


@bp.route(ADDRESS, methods=["HEAD"], provide_automatic_options=False)
def progress(sending: str, owner_id: UUID, sha256: str) -> ResponseReturnValue:
    """How many bytes of a photo are here."""
    tus.require_version(request.headers)
    upload = find_own(owner_id, sha256)
    return bare(200, {"Upload-Offset": str(offset_of(upload)), "Upload-Length": str(upload.total_bytes)})


@bp.route(ADDRESS, methods=["PATCH"], provide_automatic_options=False)
def take_part(sending: str, owner_id: UUID, sha256: str) -> ResponseReturnValue:
    """Store one part, durably, before the answer; with the last one the photo is here."""
    tus.require_version(request.headers)
    part = tus.read_part(request.headers, request.content_length)
    with reading():  # no lock is taken to look, and no connection held while the body comes in
        upload = find_own(owner_id, sha256)
        if upload.is_open:
            refuse_unfitting(part, upload)
        db.session.rollback()
    here = receive(part, upload) if upload.is_open else upload.total_bytes
    return bare(204, {"Upload-Offset": str(here)})


@bp.after_request
def name_protocol(response: Response) -> Response:
    """Every answer says which protocol it speaks and is never kept."""
    response.headers["Tus-Resumable"] = tus.VERSION
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.errorhandler(DomainError)
def refuse(error: DomainError) -> Response:
    """problem+json, and in headers what a tus client looks for."""
    db.session.rollback()
    answer = problem(error.status, error.code, error.message, **error.details)
    answer.headers.update(error.headers)
    if "offset" in error.details:
        answer.headers["Upload-Offset"] = str(error.details["offset"])
    return answer


@bp.errorhandler(OSError)
def blame_disk(error: OSError) -> Response:
    """A full or failing disk is no fault of the photo: the sender tries again."""
    return refuse(NoRoom() if error.errno in DISK_FULL else NotStored())


def bare(status: int, headers: Mapping[str, str]) -> Response:
    """An answer that is all headers."""
    response = Response(status=status, headers=headers)
    del response.headers["Content-Type"]
    return response


def find_own(owner_id: UUID, sha256: str) -> Upload:
    """The declared photo whose secret came along; raise SecretMissing or PhotoNotFound."""
    secret = bearer_secret()
    if secret is None:
        raise SecretMissing
    upload = queries.find_upload(owner_id, sha256)
    if upload is None or not is_secret(secret, upload.secret_hash):
        raise PhotoNotFound
    return upload


def offset_of(upload: Upload) -> int:
    """How many bytes are here; all of them only once the photo is stored.

    Until then the last one counts as missing. A sender whose last part met a failing disk would else ask, be told that
    all is here, and let go of a photo that nobody has proved. So it sends that byte again, and hears what came of it.
    """
    return min(parts.size(upload.key), upload.total_bytes - 1) if upload.is_open else upload.total_bytes


def refuse_unfitting(part: tus.IncomingPart, upload: Upload) -> None:
    """Raise what is wrong with where this part stands in its photo."""
    here = offset_of(upload)
    if part.offset > here:
        raise OffsetPastEnd(offset=here)
    if part.end > upload.total_bytes:
        raise PartTooLarge(offset=here)
    if part.length == 0 and here < upload.total_bytes:
        raise EmptyPart(offset=here)
    if part.offset == 0:
        refuse_without_room(upload.total_bytes)
        refuse_over_budget(upload.total_bytes)


def receive(part: tus.IncomingPart, upload: Upload) -> int:
    """What arrives of the part is on the disk; how much of the photo is here then.

    Raise ChecksumMismatch if all of the part came and is wrong, DigestMismatch if all of the photo did.
    """
    request.max_content_length = part.length
    checksum = tus.Checksum(part)
    end = parts.write(upload.key, part.offset, checksum.following(arriving(part.length)))
    if end == part.end and not checksum.is_right:
        parts.cut(upload.key, part.offset)
        raise ChecksumMismatch(offset=part.offset)
    here = parts.size(upload.key)
    if here < end:
        return offset_now(upload)  # a second sender of the same photo was quicker
    return here if here < upload.total_bytes else finish(upload)


def arriving(length: int) -> Iterator[bytes]:
    """The body as it comes, never read past its end, which werkzeug would answer with 413.

    Ends early, without an error, when the sender goes away or stalls: what came is kept.
    """
    deadline = time.monotonic() + PART_SECONDS
    try:
        while length and time.monotonic() < deadline:
            if not (chunk := request.stream.read(min(READ_BYTES, length))):
                return
            length -= len(chunk)
            yield chunk
    except (ClientDisconnected, OSError):
        return


def finish(upload: Upload) -> int:
    """All bytes are here: store the original, then let the row say so, then forget the parts."""
    try:
        with parts.open(upload.key) as file:
            reason = keep_original(file, upload.sha256)
    except FileNotFoundError:
        return offset_now(upload)  # a second sender of the same photo was quicker
    except DigestMismatch:
        parts.drop(upload.key)
        raise
    operations.note_arrival(photo_id=upload.id, reason=reason)
    db.session.commit()
    parts.drop(upload.key)
    operations.ring()
    if reason:
        raise REFUSALS[reason]
    return upload.total_bytes


def offset_now(upload: Upload) -> int:
    """How many bytes are here by what the row says now."""
    return sum(offset_of(found) for found in queries.list_uploads([upload.key]).values())
