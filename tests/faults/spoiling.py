"""What is sent changes on its way: bits flip, the end is cut off, nothing is left, chunks change places."""

import base64
import hashlib
import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from app.photos.storage import original_name
from tests.factories import photo
from tests.faults.sender import TUS, Answer, Sending, ask, report
from tests.faults.server import Server

PHOTO_BYTES, PARTS = 9_000, 3
MOST_STEPS = 12
Spoiler = Callable[[bytes, random.Random], bytes]


def flip_bits(body: bytes, chance: random.Random) -> bytes:
    """One to three bits are others."""
    changed = bytearray(body)
    for _ in range(chance.randint(1, 3)):
        changed[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut_off(body: bytes, chance: random.Random) -> bytes:
    """Its end is missing."""
    return body[: chance.randrange(1, len(body))]


def leave_nothing(_body: bytes, _chance: random.Random) -> bytes:
    """Nothing is left."""
    return b""


def swap_chunks(body: bytes, chance: random.Random) -> bytes:
    """Two pieces of it have changed places."""
    first, second, third = sorted(chance.sample(range(len(body)), 3))
    return body[:first] + body[second:third] + body[first:second] + body[third:]


def repeat_chunk(body: bytes, chance: random.Random) -> bytes:
    """A piece is there in the place of the one after it."""
    size = chance.randrange(1, len(body) // 2)
    start = chance.randrange(len(body) - 2 * size + 1)
    return body[: start + size] + body[start : start + size] + body[start + 2 * size :]


def blank_out(body: bytes, chance: random.Random) -> bytes:
    """A piece of it is zeros."""
    size = chance.randrange(1, len(body))
    start = chance.randrange(len(body) - size + 1)
    return body[:start] + bytes(size) + body[start + size :]


SPOILERS: dict[str, Spoiler] = {
    "bits flipped": flip_bits,
    "cut off": cut_off,
    "emptied": leave_nothing,
    "chunks swapped": swap_chunks,
    "a chunk repeated": repeat_chunk,
    "blanked out": blank_out,
}


def spoiled(body: bytes, spoiler: Spoiler, chance: random.Random) -> bytes:
    """Surely another."""
    while (changed := spoiler(body, chance)) == body:
        pass
    return changed


@dataclass
class Tally:
    """How what was spoiled was answered, and what was not noticed."""

    sendings: list[Sending] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    surprises: list[str] = field(default_factory=list)


def spoil_many(server: Server, *, reports: int, clients: int, seed: int) -> Tally:
    """Of so many reports the words and a part of the photo were spoiled on their way, and sent until they were here."""
    chance, tally = random.Random(seed), Tally()
    picture = photo(size=(96, 64))
    for index in range(reports):
        content = picture + chance.randbytes(PHOTO_BYTES - len(picture))
        tally.sendings.append(report(f"Spoiled on its way, {index}.", content))
    jobs = [(one, random.Random(chance.random())) for one in tally.sendings]
    with ThreadPoolExecutor(clients) as phones:
        for counts, surprises in phones.map(lambda job: SpoiledSending(server.port, *job).send(), jobs):
            tally.counts += counts
            tally.surprises += surprises
    tally.surprises += wrong_photos(server, tally.sendings)
    return tally


class SpoiledSending:
    """One report whose words are spoiled once, and its photo once."""

    def __init__(self, port: int, one: Sending, chance: random.Random) -> None:
        self.port, self.one, self.chance = port, one, chance
        self.counts: Counter[str] = Counter()
        self.surprises: list[str] = []

    def send(self) -> tuple[Counter[str], list[str]]:
        """What was counted, and what nobody noticed."""
        self.send_words()
        self.send_photo(has_checksum=self.chance.random() < 0.5)
        return self.counts, self.surprises

    def send_words(self) -> None:
        """Spoiled first, then as they are, each time with what they hash to."""
        name, spoiler = self.chance.choice(list(SPOILERS.items()))
        refused = self.put(spoiled(self.one.body, spoiler, self.chance))
        self.counts[f"words, {name}: {refused.status}"] += 1
        if refused.status != 408:
            self.surprises.append(f"words, {name}, were answered {refused.status}")
        answer = self.put(self.one.body)
        if answer.status != 201:
            self.surprises.append(f"words sent again were answered {answer.status}")
        self.one.numbers.add(answer.json.get("number"))

    def put(self, body: bytes) -> Answer:
        digest = base64.b64encode(hashlib.sha256(self.one.body).digest()).decode()
        headers = {"Content-Type": "application/json", "Content-Digest": f"sha-256=:{digest}:"}
        return ask(self.port, "PUT", self.one.path, self.one.headers | headers, body)

    def send_photo(self, *, has_checksum: bool) -> None:
        """One of its parts is spoiled; then the sender does what the server says."""
        name, spoiler = self.chance.choice(list(SPOILERS.items()))
        kind = f"part {'with' if has_checksum else 'without'} checksum, {name}"
        turn, here, noticed = self.chance.randrange(PARTS), 0, 0
        for step in range(MOST_STEPS):
            part = self.one.photo[here : here + PHOTO_BYTES // PARTS]
            body = spoiled(part, spoiler, self.chance) if step == turn else part
            answer = self.patch(here, body, checksum_of(part) if has_checksum else {})
            at = int(answer.headers["Upload-Offset"])
            if step == turn:
                self.counts[f"{kind}: {answer.status}"] += 1
            noticed += answer.status != 204 or at < here + len(part)
            here = at
            if answer.status == 204 and here == len(self.one.photo):
                break
        self.one.has_photo_arrived = answer.status == 204 and here == len(self.one.photo)
        self.surprises += [] if noticed else [f"{kind}, was not noticed"]
        self.surprises += [] if self.one.has_photo_arrived else [f"{kind}, never arrived: {answer.status}"]

    def patch(self, here: int, body: bytes, checksum: dict[str, str]) -> Answer:
        headers = TUS | self.one.headers | {"Upload-Offset": str(here)} | checksum
        return ask(self.port, "PATCH", f"{self.one.path}/photos/{self.one.digest}", headers, body)


def checksum_of(part: bytes) -> dict[str, str]:
    """What a part hashes to, as a header."""
    return {"Upload-Checksum": f"sha256 {base64.b64encode(hashlib.sha256(part).digest()).decode()}"}


def wrong_photos(server: Server, sendings: list[Sending]) -> Iterator[str]:
    """Photos that did not arrive, or that are not what was sent."""
    states: dict[Any, str] = dict(server.rows("SELECT owner_id, state FROM photos"))
    for one in sendings:
        original = server.folder / "photos" / original_name(one.digest)
        if states.get(one.id.hex) not in {"received", "ready"} or original.read_bytes() != one.photo:
            yield f"the photo of {one.path} is {states.get(one.id.hex)}"
