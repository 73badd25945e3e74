"""The original: checked against its digest and its first bytes, then stored by that digest."""

import hashlib
from collections.abc import Iterator
from typing import IO

from app.photos.errors import DigestMismatch
from app.photos.models import WithheldReason
from app.photos.sniffing import HEAD_BYTES, look
from app.photos.storage import original_name, storage

CHUNK_BYTES = 256 * 1024


def keep_original(file: IO[bytes], sha256: str) -> WithheldReason | None:
    """Store what arrived, durably, unless its first bytes say why it cannot be shown; raise DigestMismatch.

    What is hashed is what is stored: a second sender that still holds the same file open changes neither.
    """
    file.seek(0)
    reason = look(file.read(HEAD_BYTES))
    chunks = checked(file, sha256)
    if reason:
        for _ in chunks:
            pass
    else:
        storage.put(original_name(sha256), chunks)
    return reason


def checked(file: IO[bytes], sha256: str) -> Iterator[bytes]:
    """The file from its beginning; raise DigestMismatch at its end if it is not what was declared."""
    digest = hashlib.sha256()
    for chunk in chunks_of(file):
        digest.update(chunk)
        yield chunk
    if digest.hexdigest() != sha256:
        raise DigestMismatch(offset=0)


def digest_of(file: IO[bytes]) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    digest = hashlib.sha256()
    for chunk in chunks_of(file):
        digest.update(chunk)
    return digest.hexdigest()


def chunks_of(file: IO[bytes]) -> Iterator[bytes]:
    """The file from its beginning, a piece at a time."""
    file.seek(0)
    while chunk := file.read(CHUNK_BYTES):
        yield chunk
