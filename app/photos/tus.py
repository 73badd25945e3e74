"""tus 1.0, core and checksum: what a request says (https://tus.io/protocols/resumable-upload, version 1.0.0)."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from werkzeug.datastructures import Headers

from app.photos.errors import BadPart, LengthMissing, WrongContentType, WrongProtocol

VERSION = "1.0.0"
CONTENT_TYPE = "application/offset+octet-stream"
ALGORITHMS = ("sha256", "sha1")  # the extension asks for sha1; what a photo is rests on its own sha256


@dataclass(frozen=True, slots=True)
class IncomingPart:
    """One PATCH: where its bytes begin, how many there are, and what they must hash to."""

    offset: int
    length: int
    algorithm: str | None
    digest: bytes

    @property
    def end(self) -> int:
        """Where its bytes end."""
        return self.offset + self.length


class Checksum:
    """Follows the bytes of a part as they pass."""

    def __init__(self, part: IncomingPart) -> None:
        self._hash = hashlib.new(part.algorithm, usedforsecurity=False) if part.algorithm else None
        self._digest = part.digest

    def following(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The same chunks."""
        for chunk in chunks:
            if self._hash:
                self._hash.update(chunk)
            yield chunk

    @property
    def is_right(self) -> bool:
        """Whether all that passed is what the sender announced, or nothing was announced."""
        return self._hash is None or self._hash.digest() == self._digest


def require_version(headers: Headers) -> None:
    """Raise WrongProtocol unless the sender speaks our version."""
    if headers.get("Tus-Resumable") != VERSION:
        raise WrongProtocol


def read_part(headers: Headers, length: int | None) -> IncomingPart:
    """What the headers of a PATCH say; raise WrongContentType, LengthMissing or BadPart."""
    if headers.get("Content-Type", "").partition(";")[0].strip().lower() != CONTENT_TYPE:
        raise WrongContentType
    if length is None:
        raise LengthMissing
    offset = headers.get("Upload-Offset", "")
    if not (offset.isascii() and offset.isdigit() and len(offset) <= 15):
        raise BadPart
    return IncomingPart(int(offset), length, *read_checksum(headers.get("Upload-Checksum")))


def read_checksum(text: str | None) -> tuple[str | None, bytes]:
    """`Upload-Checksum: sha256 <base64>` as the algorithm and the digest."""
    if text is None:
        return None, b""
    algorithm, _, encoded = text.partition(" ")
    try:
        digest = base64.b64decode(encoded, validate=True)
    except ValueError as error:  # binascii's own, or for letters that are not ASCII
        raise BadPart from error
    if algorithm not in ALGORITHMS:
        raise BadPart
    return algorithm, digest
