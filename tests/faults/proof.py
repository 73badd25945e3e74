"""Proof, read past the application, that what was acknowledged is stored, once and whole."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app import clock, create_app
from app.cli import Check
from app.config import Settings
from app.delivery.jobs import expand
from app.extensions import db
from app.photos.models import FORMATS, WIDTHS
from app.photos.storage import original_name, picture_name
from tests.faults.sender import Sending
from tests.faults.server import Server

LATER = timedelta(hours=2)  # when leases are over and what a dead process left behind counts as left behind
INSPECTED = "looked at"  # counts of the sweep that are no finding
DOUBLED = {
    "cases without a report": "SELECT count(*) FROM cases WHERE id NOT IN (SELECT case_id FROM reports)",
    "cases received twice": """SELECT count(*) FROM (SELECT case_id FROM events WHERE kind = 'received'
                               GROUP BY case_id HAVING count(*) > 1)""",
    "cases never received": """SELECT count(*) FROM cases WHERE id NOT IN
                               (SELECT case_id FROM events WHERE kind = 'received')""",
    "events nobody will hear of": "SELECT count(*) FROM events WHERE id NOT IN (SELECT event_id FROM dispatches)",
    "events told twice": "SELECT count(*) FROM (SELECT event_id FROM dispatches GROUP BY event_id HAVING count(*) > 1)",
    "photos without a report": "SELECT count(*) FROM photos WHERE owner_id NOT IN (SELECT id FROM reports)",
}


@dataclass(frozen=True)
class Sweep:
    """What `flask sweep` counted: the first time, and at once again."""

    first: dict[str, int]
    second: dict[str, int]

    @property
    def left_behind(self) -> dict[str, int]:
        """What a dead process had left, and the sweep put right."""
        return {what: count for what, count in self.first.items() if count and not what.endswith(INSPECTED)}

    @property
    def faults(self) -> list[str]:
        """What it could not put right, or found again."""
        found = [(what, count) for what, count in self.left_behind.items() if what.startswith("FAULT")]
        again = [(what, count) for what, count in self.second.items() if not what.endswith(INSPECTED)]
        return [f"the sweep says {count} {what}" for what, count in found + again if count]


def sweep_later(server: Server) -> Sweep:
    """Two hours later the workers have run, and the sweep too."""
    app = create_app(Settings.from_env(server.environ))
    with app.app_context(), clock.stopped_at(datetime.now(UTC) + LATER):
        while expand():
            pass
        swept = Sweep(*(run_checks(app.extensions["sweeps"]) for _ in range(2)))
        db.engine.dispose()
    app.extensions["photos"].cleaner.close()
    return swept


def run_checks(checks: Iterable[Check]) -> dict[str, int]:
    """What every feature's check counted."""
    return {what: count for check in checks for what, count in check().items()}


def faults(server: Server, sendings: list[Sending]) -> list[str]:
    """What does not hold of the store, in words; nothing when all is well."""
    found = [*texts(server, sendings), *_photos(server, sendings), *_files(server.folder / "photos", sendings)]
    found += [f"{count} {what}" for what, query in DOUBLED.items() if (count := server.rows(query)[0][0])]
    if len(sendings) != server.count("cases"):
        found.append(f"{server.count('cases')} cases of {len(sendings)} reports")
    found += [f"integrity: {line}" for (line,) in server.rows("PRAGMA integrity_check") if line != "ok"]
    return found + [f"foreign key: {row}" for row in server.rows("PRAGMA foreign_key_check")]


def texts(server: Server, sendings: list[Sending]) -> Iterator[str]:
    """Acknowledged texts that are not there, or not as they were sent; numbers that changed."""
    query = "SELECT r.id, r.description, c.number FROM reports r JOIN cases c ON c.id = r.case_id"
    stored = {report_id: (words, number) for report_id, words, number in server.rows(query)}
    for one in sendings:
        words, number = stored.get(one.id.hex, (None, None))
        if words != one.words:
            yield f"lost or changed: {one.path}, acknowledged as {one.numbers}"
        if one.numbers != {number}:
            yield f"{one.path} is {number}, and was answered {one.numbers}"


def _photos(server: Server, sendings: list[Sending]) -> Iterator[str]:
    """Acknowledged photos that are not ready."""
    states = {
        (owner, digest): state for owner, digest, state in server.rows("SELECT owner_id, sha256, state FROM photos")
    }
    for one in sendings:
        state = states.get((one.id.hex, one.digest))
        if one.photo and not (one.has_photo_arrived and state == "ready"):
            yield f"the photo of {one.path} is {state}"


def _files(folder: Path, sendings: list[Sending]) -> Iterator[str]:
    """Files that are missing, wrong, or nobody's."""
    digests = [one.digest for one in sendings if one.photo]
    pictures = {picture_name(digest, width, suffix) for digest in digests for width in WIDTHS for suffix in FORMATS}
    needed = {original_name(digest) for digest in digests} | pictures
    here = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    yield from (f"missing: {name}" for name in sorted(needed - here))
    yield from (f"nobody's: {name}" for name in sorted(here - needed))
    for digest in digests:
        name = original_name(digest)
        if name in here and hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            yield f"changed: {name}"
