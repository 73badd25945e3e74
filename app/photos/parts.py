"""What has arrived of photos that are still on their way: one file for each, named by the photo's key."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import RawIOBase
from pathlib import Path
from typing import BinaryIO, cast

from flask import current_app
from werkzeug.local import LocalProxy

from app.photos.storage import make_folder, sync_folder


@dataclass(frozen=True, slots=True)
class Part:
    """One file on its way: its key, its bytes so far, when the last came (seconds since 1970)."""

    key: str
    bytes: int
    written_at: float


class Parts:
    """A local folder. Bytes are written at absolute offsets: two senders of one photo do each other no harm."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        make_folder(folder)

    def size(self, key: str) -> int:
        """How many bytes are here; the sender goes on from there."""
        try:
            return (self._folder / key).stat().st_size
        except FileNotFoundError:
            return 0

    def write(self, key: str, offset: int, chunks: Iterable[bytes]) -> int:
        """Write chunks from `offset` on, as they come; durable when this returns where they end."""
        path = self._folder / key
        is_new = not path.exists()
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0) as file:
            file.seek(offset)
            for chunk in chunks:
                write_all(file, chunk)
            os.fsync(file.fileno())
            end = file.tell()
        if is_new:
            sync_folder(self._folder)
        return end

    def cut(self, key: str, offset: int) -> None:
        """Forget what came from `offset` on."""
        os.truncate(self._folder / key, offset)

    def open(self, key: str) -> BinaryIO:
        """Read what is here; FileNotFoundError when nothing is."""
        return (self._folder / key).open("rb")

    def drop(self, key: str) -> None:
        """Nothing of this photo is here any more."""
        (self._folder / key).unlink(missing_ok=True)

    def list_all(self) -> Iterator[Part]:
        """Every photo of which something is here."""
        for path in sorted(self._folder.iterdir()):
            try:
                found = path.stat()
            except FileNotFoundError:
                continue
            yield Part(path.name, found.st_size, found.st_mtime)


def write_all(file: RawIOBase, chunk: bytes) -> None:
    """Write all of a chunk: an unbuffered file may take less than it is given."""
    rest = memoryview(chunk)
    while rest:
        rest = rest[file.write(rest) or 0 :]


parts = cast("Parts", LocalProxy(lambda: current_app.extensions["photos"].parts))
