"""A phone's outbox in small: sends a text until it is acknowledged, then its photo in parts, whatever happens."""

import hashlib
import http.client
import json
import random
import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

PART_BYTES = 16 * 1024
TIMEOUT_SECONDS, PATIENCE_SECONDS = 60, 90
RETRIED = frozenset({408, 425, 429, *range(500, 600)})
LATE_HEADER = "X-Frame-Options"  # one of the last of every answer
TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}


class TryAgain(Exception):
    """An answer after which a phone tries again later."""


class Refused(Exception):
    """An answer that this request must never get, or none for too long."""


@dataclass
class Sending:
    """One report with its photo, and what its sender was told."""

    words: str
    body: bytes
    photo: bytes = b""
    id: UUID = field(default_factory=uuid4)
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    numbers: set[str] = field(default_factory=set)  # every case number that came back
    has_photo_arrived: bool = False

    @property
    def path(self) -> str:
        """Where its text goes."""
        return f"/api/v1/reports/{self.id}"

    @property
    def headers(self) -> dict[str, str]:
        """What opens it."""
        return {"Authorization": f"Bearer {self.secret}"}

    @property
    def digest(self) -> str:
        """The name of its photo."""
        return hashlib.sha256(self.photo).hexdigest()


def report(words: str, photo: bytes = b"", **changes: Any) -> Sending:
    """A lawful report, with its photo announced. No service is named, so it fits every city."""
    photos = [{"sha256": hashlib.sha256(photo).hexdigest(), "bytes": len(photo), "type": "image/jpeg"}] if photo else []
    body = {"service": "other", "description": words, "language": "en", "photos": photos, "schema": 1}
    return Sending(words, json.dumps(body | changes).encode(), photo)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


def ask(port: int, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b"") -> Answer:
    """One request on its own connection. Raise OSError or HTTPException where no whole answer comes."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        answer = Answer(response.status, dict(response.headers), response.read())
    finally:
        connection.close()
    if LATE_HEADER not in answer.headers:  # http.client takes headers that were cut off for all of them
        raise http.client.IncompleteRead(answer.body)
    return answer


def put(port: int, one: Sending) -> Answer:
    """Send the text of a report once."""
    return ask(port, "PUT", one.path, one.headers | {"Content-Type": "application/json"}, one.body)


class Sender:
    """Sends one report after the other and gives none up. Counts every answer."""

    def __init__(self, port: int, chance: random.Random) -> None:
        self.port = port
        self.chance = chance
        self.counts: Counter[str] = Counter()
        self.surprises: list[str] = []  # what no phone should ever see

    def send(self, one: Sending) -> None:
        """All of it was acknowledged. Raise Refused."""
        self._insist(one, self._send_text)
        if one.photo:
            self._insist(one, self._send_photo)

    def _insist(self, one: Sending, step: Callable[[Sending, bool], None]) -> None:
        """Try, with jitter, until it is done. Raise Refused."""
        deadline, is_first = time.monotonic() + PATIENCE_SECONDS, True
        while time.monotonic() < deadline:
            try:
                step(one, is_first)
            except ConnectionRefusedError:
                self.counts["nobody there"] += 1
            except (OSError, http.client.HTTPException):
                self.counts["cut off"] += 1
            except TryAgain:
                pass  # counted by its status
            else:
                return
            is_first = False
            time.sleep(self.chance.uniform(0.02, 0.5))
        raise Refused(f"not acknowledged in {PATIENCE_SECONDS} s: {one.path}")

    def _send_text(self, one: Sending, _is_first: bool) -> None:
        answer = self._judge("PUT", put(self.port, one), {200, 201, 409})
        one.numbers.add(answer.json["number"])
        self.counts["texts"] += 1

    def _send_photo(self, one: Sending, is_first: bool) -> None:
        """Part by part; after a cut, from where the server says it is."""
        path = f"{one.path}/photos/{one.digest}"
        headers = TUS | one.headers
        here = 0 if is_first else self._offset(ask(self.port, "HEAD", path, headers), {200}, "HEAD")
        while here < len(one.photo):
            part = one.photo[here : here + PART_BYTES]
            answer = ask(self.port, "PATCH", path, headers | {"Upload-Offset": str(here)}, part)
            here = self._offset(answer, {204, 409}, "PATCH")
        one.has_photo_arrived = True

    def _offset(self, answer: Answer, fitting: set[int], method: str) -> int:
        return int(self._judge(method, answer, fitting).headers["Upload-Offset"])

    def _judge(self, method: str, answer: Answer, fitting: set[int]) -> Answer:
        self.counts[f"{method} {answer.status}"] += 1
        if answer.status in RETRIED:
            raise TryAgain
        if answer.status not in fitting:
            raise Refused(f"{method} was answered {answer.status}: {answer.body[:200]!r}")
        return answer
