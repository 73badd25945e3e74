"""Clocks that are ten years off: the server's, which is put right and goes wrong again, and those of phones."""

import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.config import ROOT
from tests.factories import photo
from tests.faults import proof
from tests.faults.disk import ServerOnDisk, built
from tests.faults.failing import TEXT, is_photo_done, send_photo
from tests.faults.sender import TUS, Sending, ask, report

TEN_YEARS = timedelta(days=3653)
ERAS = {"ten years ahead": TEN_YEARS, "ten years behind": -TEN_YEARS, "right": timedelta(0)}
NO_MOMENTS = ("", "yesterday", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "2026-02-30T00:00:00Z", 1e20, None)
NOT_TO_BE = "FAULT cases whose moments are out of order"  # what was received in a future, as the sweep must say
SHIM = Path(__file__).parent / "clock.c"


class ServerInTime(ServerOnDisk):
    """A server on a machine whose clock can be wrong."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.environ |= {
            "LD_PRELOAD": str(built(SHIM, folder)),
            "STOOP_FAULT_FOLDER": str(self.folder),
            "STOOP_FAULT_SECONDS": "0",
        }

    def start_in(self, error: timedelta) -> None:
        """Start with a clock that is so wrong, in place of what ran before."""
        self.kill()
        self.environ["STOOP_FAULT_SECONDS"] = str(int(error.total_seconds()))
        self.worker = self._process(self.worker_command)
        self.start_web()

    def found_by_sweep(self) -> list[str]:
        """What `flask sweep` says is broken, by the clock that this server has."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "sweep"]
        done = subprocess.run(command, cwd=ROOT, env=self.environ, capture_output=True, text=True, check=False)
        assert "cases looked at" in done.stdout, done.stderr
        found = [line.strip() for line in done.stdout.splitlines() if "FAULT" in line and NOT_TO_BE not in line]
        return [line for line in found if not line.startswith("0 ")]


@dataclass
class Timeless:
    """What was sent while clocks were wrong, and what was not accepted."""

    sendings: list[Sending] = field(default_factory=list)
    surprises: list[str] = field(default_factory=list)


def send_through_time(server: ServerInTime, *, phones: int, seed: int) -> Timeless:
    """In each era so many phones began a report and its photo, and ended them in the next; wrong ones were swept."""
    chance, sent = random.Random(seed), Timeless()
    for name, error in ERAS.items():
        server.start_in(error)
        sent.surprises += [f"never ended: {one.words}" for one in sent.sendings if not is_ended(server.port, one)]
        for moment in moments(chance, phones):
            one = report(
                f"The server is {name}, the phone says {moment!r}.",
                photo(size=(96, 64)) + chance.randbytes(4000),
                client_time=moment,
            )
            sent.surprises += [] if TEXT.insist(server.port, one) else [f"not accepted: {one.words}"]
            sent.surprises += [] if has_begun(server.port, one) else [f"not begun: {one.words}"]
            sent.sendings.append(one)
        sent.surprises += server.found_by_sweep() if error else []  # in the right one the proof sweeps
    sent.surprises += [f"never ended: {one.words}" for one in sent.sendings if not is_ended(server.port, one)]
    return sent


def moments(chance: random.Random, count: int) -> Iterator[object]:
    """What phones say what time it is: right, ten years off, 400 days ago, or nothing that is a moment."""
    now = datetime.now(UTC)
    said = [*(str(now + error) for error in ERAS.values()), str(now - timedelta(days=400)), *NO_MOMENTS]
    for index in range(count):
        yield said[index] if index < len(said) else chance.choice(said)


def has_begun(port: int, one: Sending) -> bool:
    """Whether the first half of the photo was taken."""
    headers = TUS | one.headers | {"Upload-Offset": "0"}
    half = one.photo[: len(one.photo) // 2]
    return ask(port, "PATCH", f"{one.path}/photos/{one.digest}", headers, half).status == 204


def is_ended(port: int, one: Sending) -> bool:
    """Whether all of the photo is here: the rest of it, or all again."""
    return is_photo_done(one, send_photo(port, one))


def faults(server: ServerInTime, sent: Timeless) -> list[str]:
    """What does not hold now that the clock is right. Originals are kept for 30 days by the clock that there is."""
    swept = proof.sweep_later(server)
    found = [fault for fault in swept.faults if NOT_TO_BE not in fault]
    found += [fault for fault in proof.faults(server, sent.sendings) if not fault.startswith("missing: originals/")]
    return sent.surprises + found
