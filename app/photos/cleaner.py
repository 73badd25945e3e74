"""The cleaner: hands a photo to a bounded child process and says what came back."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

from flask import current_app
from werkzeug.local import LocalProxy

from app.photos.models import MAX_PIXELS, WIDTHS, WithheldReason

SCRIPT = Path(__file__).with_name("processing.py")
# A fork begins without memory of its own. With large pages (glibc on Linux; others ignore this) it asks the kernel for
# it 2,000 times a photo, not 15,000 times, which took a tenth of the time.
ENVIRONMENT = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
ANSWER_SECONDS = 45  # the child's own alarm rings at 30


HUNG = frozenset({-signal.SIGXCPU, -signal.SIGALRM})
CRASHED = frozenset({-signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS, -signal.SIGILL, -signal.SIGFPE})


class CleanerDown(Exception):
    """A process failed and nobody knows why: the photo may be to blame, or a full disk. Try again, but not for ever."""


class Unclean(Exception):
    """This photo cannot be cleaned, and why."""

    def __init__(self, reason: WithheldReason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Taken:
    """What the camera noted: degrees, metres, and ISO 8601 by the camera's own clock. Private."""

    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None
    time: str | None = None


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The size of the largest upright picture, what the camera noted, and 64 bits that few changes turn."""

    width_px: int
    height_px: int
    taken: Taken
    likeness: bytes | None = None


class Cleaner(Protocol):
    """Whoever turns a photo into bare pictures."""

    def clean(self, source: Path, folder: Path) -> Cleaned:
        """Write `{width}.webp` and `{width}.jpg` into `folder`; raise Unclean or CleanerDown."""


class ForkingCleaner:
    """One child process for the life of this one, started at the first photo; it forks for each.

    The child is started by path with none of our environment, so that a photo that takes it over finds no settings, no
    store and no application in its memory.
    """

    def __init__(self, script: Path = SCRIPT) -> None:
        self._script = script
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def clean(self, source: Path, folder: Path) -> Cleaned:
        """See Cleaner. One photo at a time."""
        job = json.dumps({"source": str(source), "folder": str(folder)})
        with self._lock:
            answer = self._ask(job)
        return understand(answer)

    def close(self) -> None:
        """End the child; the next photo starts another."""
        with self._lock:
            self._end()

    def _ask(self, job: str) -> bytes:
        child = self._running()
        assert child.stdin
        assert child.stdout
        try:
            child.stdin.write(job.encode() + b"\n")
            child.stdin.flush()
            is_ready = select.select([child.stdout], [], [], ANSWER_SECONDS)[0]
            answer = child.stdout.readline() if is_ready else b""
        except OSError:
            answer = b""
        if not answer.endswith(b"\n"):
            self._end()
            raise CleanerDown
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child and self._child.poll() is None:
            return self._child
        self._end()
        widths = ",".join(map(str, WIDTHS))
        self._child = subprocess.Popen(  # noqa: S603  our own script, our own interpreter
            [sys.executable, "-I", str(self._script), widths, str(MAX_PIXELS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=ENVIRONMENT,
            cwd="/",
            umask=0o077,
            start_new_session=True,
        )
        self._finalizer = weakref.finalize(self, end, self._child)
        return self._child

    def _end(self) -> None:
        if self._child:
            self._finalizer()
            self._child = None


def end(child: subprocess.Popen[bytes]) -> None:
    """Kill a child and its forks, and leave nothing open."""
    if child.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    child.communicate()


def understand(answer: bytes) -> Cleaned:
    """Read the child's answer as what a stranger wrote: every value is checked."""
    said = json.loads(answer)
    refuse_unless_done(said["status"])
    try:
        report = json.loads(said["report"])
        if "reason" in report:
            raise Unclean(WithheldReason(report["reason"]))
        size = within(report["width"]), within(report["height"])
        return Cleaned(*size, noted(report), likeness(report.get("likeness")))
    except (ValueError, TypeError, KeyError) as error:
        raise Unclean(WithheldReason.BROKEN) from error


def refuse_unless_done(status: int) -> None:
    """Raise what a fork's exit code means; 0 is a fork that reported."""
    if status in HUNG:
        raise Unclean(WithheldReason.TOO_HEAVY)
    if status in CRASHED:
        raise Unclean(WithheldReason.BROKEN)
    if status:
        raise CleanerDown


def within(pixels: Any) -> int:
    """A side of a picture, at most the largest width."""
    if not isinstance(pixels, int) or not 0 < pixels <= WIDTHS[0]:
        raise ValueError(pixels)
    return pixels


def likeness(bits: Any) -> bytes | None:
    """64 bits as they are stored; None for anything else, which is no reason to lose the photo."""
    return bits.to_bytes(8, "big") if isinstance(bits, int) and 0 <= bits < 1 << 64 else None


def noted(report: dict[str, Any]) -> Taken:
    """What the camera noted, where it is of the right kind and size."""
    time = report.get("time")
    return Taken(
        number(report.get("latitude"), 90),
        number(report.get("longitude"), 180),
        number(report.get("accuracy_m"), 1e7),
        time if isinstance(time, str) and len(time) <= 25 else None,
    )


def number(value: Any, bound: float) -> float | None:
    """`value` where it is a number within ±bound, else None."""
    return float(value) if isinstance(value, int | float) and abs(value) <= bound else None


cleaner = cast("Cleaner", LocalProxy(lambda: current_app.extensions["photos"].cleaner))
