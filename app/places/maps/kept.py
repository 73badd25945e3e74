"""Copies of an upstream's pictures on the disk: a file each, written whole, within a budget of bytes.

The first line says what it is and how long it is fresh; the rest is the picture. What cannot be read or written is as
if it were not there: a full disk costs the map its copies, and nothing else.
"""

import hashlib
import logging
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import orjson

from app.places.maps.pictures import sniffed
from app.places.maps.square import Square

log = logging.getLogger(__name__)
BUDGET_BYTES = 512 << 20  # some forty thousand tiles: a city down to the houses
LEFT_BYTES = 1 << 30
LOOK_EVERY = 200  # copies between two looks at how much there is
SPARE = 0.9  # of the budget is left when the oldest went


@dataclass(frozen=True, slots=True)
class Copy:
    """A picture, fresh until a moment; None stands for "there is no such tile" instead of the picture."""

    content: bytes | None
    fresh_until: datetime
    etag: str = ""
    modified: str = ""

    @property
    def mimetype(self) -> str:
        """What it is."""
        return sniffed(self.content or b"") or ""


class Shelf:
    """The copies of one upstream. Several processes share it."""

    def __init__(
        self,
        folder: Path,
        upstream: str,
        budget_bytes: int = BUDGET_BYTES,
        left_bytes: int = LEFT_BYTES,
    ) -> None:
        """`left_bytes` of the disk, or a tenth of a small one, are not for copies: reports need them more."""
        self._all, self._left_bytes = folder, left_bytes
        self._folder = folder / hashlib.sha256(upstream.encode()).hexdigest()[:12]
        self._budget_bytes = budget_bytes
        self._added = 0
        self._one_at_a_time = threading.Lock()

    def find(self, square: Square) -> Copy | None:
        """The copy of a tile, fresh or not; one that is damaged is none."""
        try:
            head, _, content = self._file(square).read_bytes().partition(b"\n")
            said = orjson.loads(head)
            copy = Copy(content or None, datetime.fromisoformat(said["until"]), said["etag"], said["modified"])
            is_whole = len(content) == said["bytes"] and (not content or bool(copy.mimetype))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return copy if is_whole else None

    def keep(self, square: Square, copy: Copy) -> None:
        """The copy is there afterwards, if the disk has room."""
        said = {"until": copy.fresh_until.isoformat(), "etag": copy.etag, "modified": copy.modified}
        content = copy.content or b""
        file = self._file(square)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            if not self._has_room():
                return
            partial = file.with_name(f"{file.name}.{os.getpid()}.{threading.get_ident()}.part")
            partial.write_bytes(orjson.dumps(said | {"bytes": len(content)}) + b"\n" + content)
            partial.replace(file)
        except OSError as error:
            log.warning("a tile of the map cannot be kept: %s", error.strerror)
            return
        self._look_now_and_then()

    def renew(self, square: Square, copy: Copy, fresh_until: datetime) -> Copy:
        """The same copy, fresh for longer."""
        renewed = replace(copy, fresh_until=fresh_until)
        self.keep(square, renewed)
        return renewed

    def _has_room(self) -> bool:
        disk = shutil.disk_usage(self._all)
        return disk.free > min(self._left_bytes, disk.total // 10)

    def _file(self, square: Square) -> Path:
        return self._folder / str(square.z) / str(square.x) / f"{square.y}.tile"

    def _look_now_and_then(self) -> None:
        with self._one_at_a_time:
            self._added += 1
            is_time = self._added % LOOK_EVERY == 1
        if is_time:
            self.shrink()

    def shrink(self) -> None:
        """What is kept fits the budget afterwards: the oldest copies went, another upstream's too."""
        files = sorted(self._sizes())
        total = sum(size for _at, size, _file in files)
        if total <= self._budget_bytes:
            return
        for _at, size, file in files:
            if total <= self._budget_bytes * SPARE:
                break
            with suppress(OSError):
                Path(file).unlink()
            total -= size

    def _sizes(self) -> Iterator[tuple[float, int, str]]:
        for folder, _folders, names in os.walk(self._all):
            for name in names:
                with suppress(OSError):
                    known = (Path(folder) / name).stat()
                    yield known.st_mtime, known.st_size, f"{folder}/{name}"
