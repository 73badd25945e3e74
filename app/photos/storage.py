"""Where photos stand: by name, whole or not at all. A name is made of the digest of what was received."""

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from flask import current_app
from werkzeug.local import LocalProxy

ORIGINALS, PICTURES, TEMPORARY = "originals", "pictures", "temporary"
PREFIXES = tuple(f"{number:02x}" for number in range(256))


def original_name(sha256: str) -> str:
    """The name of what was received. Private, and gone after 30 days."""
    return f"{ORIGINALS}/{sha256[:2]}/{sha256}"


def picture_name(sha256: str, width: int, suffix: str) -> str:
    """The name of a clean picture made from it."""
    return f"{PICTURES}/{sha256[:2]}/{sha256}-{width}.{suffix}"


@dataclass(frozen=True, slots=True)
class Stored:
    """A name in the storage, and when it was last written (seconds since 1970)."""

    name: str
    written_at: float


class Storage(Protocol):
    """A durable place for files that are written once."""

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """Store all of `chunks` under `name`: durable when this returns, not there at all when it raises."""

    def read(self, name: str) -> bytes | None:
        """What stands under `name`."""

    def lend(self, name: str) -> AbstractContextManager[Path]:
        """A file with that content, for as long as the context lasts; FileNotFoundError when it is not there."""

    def exists(self, name: str) -> bool:
        """Whether something stands under `name`."""

    def delete(self, name: str) -> None:
        """Nothing stands under `name` any more."""

    def list_under(self, folder: str) -> Iterator[Stored]:
        """Everything whose name starts with `folder/`."""


class LocalStorage:
    """A folder: a temporary file is synced, renamed into place, and its folder synced."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._temporary = folder / TEMPORARY
        make_folder(self._temporary)

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """See Storage."""
        target = self._folder / name
        make_folder(target.parent)
        temporary = self._temporary / secrets.token_hex(16)
        try:
            write_synced(temporary, chunks)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
        sync_folder(target.parent)

    def read(self, name: str) -> bytes | None:
        """See Storage."""
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def lend(self, name: str) -> AbstractContextManager[Path]:
        """See Storage: the file itself, which is never written again."""
        if not self.exists(name):
            raise FileNotFoundError(name)
        return nullcontext(self._folder / name)

    def exists(self, name: str) -> bool:
        """See Storage."""
        return (self._folder / name).is_file()

    def delete(self, name: str) -> None:
        """See Storage."""
        (self._folder / name).unlink(missing_ok=True)

    def list_under(self, folder: str) -> Iterator[Stored]:
        """See Storage. Names are one folder deep; a file that goes away meanwhile is left out."""
        for path in sorted((self._folder / folder).glob("*")):
            try:
                yield Stored(f"{folder}/{path.name}", path.stat().st_mtime)
            except FileNotFoundError:
                continue


def make_folder(folder: Path) -> None:
    """The folder exists, for this user only, and its name is as durable as what will stand in it."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


def write_synced(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a new file, readable by this user only, and wait for the disk."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in this folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


storage = cast("Storage", LocalProxy(lambda: current_app.extensions["photos"].storage))
