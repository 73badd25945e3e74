"""Every write that a request makes fails: once, or from there on. What is answered, and what is there afterwards?"""

import os
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.factories import photo
from tests.faults.disk import ALL, BROKEN, FULL, READ_ONLY, FragileServer
from tests.faults.forms import send_form
from tests.faults.sender import TUS, Answer, Sending, ask, put, report

KINDS = {FULL: "full", BROKEN: "broken", READ_ONLY: "read-only"}
LENGTHS = {1: "once", ALL: "from there on"}
UNAVAILABLE = frozenset({503, 507})
TRIES = 6  # after the disk is well again: each web process may find one connection that is of no use any more
AGAIN = "tries more than one after the disk was well again"


@dataclass(frozen=True)
class Deed:
    """Something a phone does that writes, and how it knows that it is done."""

    name: str
    begin: Callable[[int, Sending], object]
    do: Callable[[int, Sending], Answer]
    is_done: Callable[[Sending, Answer], bool]

    def insist(self, port: int, one: Sending) -> int:
        """How many tries it took; 0 when it was never done."""
        return next((tries for tries in range(1, TRIES + 1) if self.is_done(one, self.do(port, one))), 0)


@dataclass
class Failed:
    """What was answered while writes failed, and what nobody should have seen."""

    sendings: list[Sending] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    surprises: list[str] = field(default_factory=list)
    writes: int = 0


def begin_with_nothing(_port: int, _one: Sending) -> None:
    """It is the first that the server hears of it."""


def is_text_done(one: Sending, answer: Answer) -> bool:
    """Whether the words were acknowledged; their number is noted."""
    is_done = answer.status in {200, 201}
    one.numbers |= {answer.json["number"]} if is_done else set()
    return is_done


def send_photo(port: int, one: Sending) -> Answer:
    """All that is missing of a photo, in two parts; the last answer."""
    path, headers = f"{one.path}/photos/{one.digest}", TUS | one.headers
    answer = ask(port, "HEAD", path, headers)
    while answer.status in {200, 204} and (here := int(answer.headers["Upload-Offset"])) < len(one.photo):
        part = one.photo[here : here + len(one.photo) // 2 + 1]
        answer = ask(port, "PATCH", path, headers | {"Upload-Offset": str(here)}, part)
    return answer


def is_photo_done(one: Sending, answer: Answer) -> bool:
    """Whether the server said that all of the photo is here."""
    is_done = answer.status in {200, 204} and answer.headers["Upload-Offset"] == str(len(one.photo))
    one.has_photo_arrived = one.has_photo_arrived or is_done
    return is_done


def is_form_done(one: Sending, answer: Answer) -> bool:
    """Whether a receipt followed; its number is noted."""
    if answer.status == 303:
        one.numbers.add(answer.headers["Location"].split("/")[3])
        one.has_photo_arrived = True
    return answer.status == 303


TEXT = Deed("words", begin_with_nothing, put, is_text_done)
PHOTO = Deed("a photo in two parts", TEXT.insist, send_photo, is_photo_done)
FORM = Deed("a form with a photo", begin_with_nothing, send_form, is_form_done)
DEEDS = (TEXT, PHOTO, FORM)


def fail_every_write(
    server: FragileServer, deed: Deed, failed: Failed, *, error: int, times: int, chance: random.Random, step: int = 1
) -> None:
    """The deed was done again and again, and every `step`th of its writes failed in its turn, until none was left."""
    spared, is_reached = chance.randrange(step), True
    kind = f"{KINDS[error]} {LENGTHS[times]}"
    while is_reached:
        picture = b"" if deed is TEXT else photo(size=(96, 64)) + os.urandom(9000)
        one = report(f"{deed.name}, the disk {kind}, after {spared} writes.", picture)
        deed.begin(server.port, one)
        server.disk.fail(error, after=spared, times=times)
        answer = deed.do(server.port, one)
        is_reached = bool(server.disk.heal())
        failed.writes += is_reached
        failed.counts[f"{kind}: {answer.status}"] += is_reached
        failed.surprises += judge(deed, one, answer)
        recover(server, deed, one, failed)
        spared += step


def recover(server: FragileServer, deed: Deed, one: Sending, failed: Failed) -> None:
    """It was done once the disk was well again, or never."""
    tries = deed.insist(server.port, one)
    failed.surprises += [] if tries else [f"never recovered: {one.words}"]
    failed.counts[AGAIN] += max(tries - 1, 0)
    failed.sendings.append(one)


def judge(deed: Deed, one: Sending, answer: Answer) -> list[str]:
    """What is wrong with an answer to a request of which a write may have failed."""
    if deed.is_done(one, answer):
        return []  # a receipt: what it is worth is seen in the store
    if answer.status not in UNAVAILABLE or "Retry-After" not in answer.headers:
        return [f"{one.words} was answered {answer.status}: {answer.body[:100]!r}"]
    if deed is FORM and one.words.encode() not in answer.body:
        return [f"the form came back without its words: {one.words}"]
    return []
