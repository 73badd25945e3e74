"""Disks under a crowd: one that comes and goes at random, and a real one that runs full and is given room again."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.faults.disk import ALL, BROKEN, FULL, READ_ONLY, Disk, SmallDisk
from tests.faults.failing import TEXT, UNAVAILABLE
from tests.faults.killing import Crowd, let_send, make_sendings
from tests.faults.sender import Sending, ask, put, report
from tests.faults.server import Server

LONGEST_SPELL_SECONDS, LONGEST_REST_SECONDS = 1.0, 0.5
TURNED_AWAY = 16  # so many answers "no room" show that the disk is full
ROOM_BYTES = 2_400_000  # 1.6 MB of it are words' alone; the rest holds some photos, not all
MOST_WORDS = 1000
EVERYBODYS = ("/en/", "/en/report", "/en/nearby", "/healthz")  # what must be answered while nothing can be written


@dataclass
class Weathered:
    """What was sent through bad times, and what nobody should have seen."""

    sendings: list[Sending]
    crowd: Crowd
    spells: int = 0
    surprises: list[str] = field(default_factory=list)

    def end(self) -> None:
        """All was sent, or given up, on a healthy disk."""
        wait_while(lambda: self.crowd.is_busy)
        self.surprises += self.crowd.surprises


def send_through_spells(server: Server, disk: Disk, *, submissions: int, clients: int, seed: int) -> Weathered:
    """All reports were acknowledged though the disk failed again and again, in every way, for up to a second."""
    chance = random.Random(seed)
    sendings = make_sendings(submissions, chance)
    weathered = Weathered(sendings, let_send(server.port, sendings, clients, chance))
    while weathered.crowd.is_busy and not weathered.crowd.surprises:
        disk.fail(
            chance.choice((FULL, BROKEN, READ_ONLY)), after=chance.randrange(50), times=chance.choice((1, 9, ALL))
        )
        time.sleep(chance.uniform(0, LONGEST_SPELL_SECONDS))
        weathered.spells += bool(disk.heal())
        time.sleep(chance.uniform(0, LONGEST_REST_SECONDS))
    weathered.end()
    return weathered


def run_out_of_room(server: Server, disk: SmallDisk, *, submissions: int, clients: int, seed: int) -> Weathered:
    """The disk ran full of photos, then of everything; what was sent meanwhile was acknowledged once it had grown.

    While photos had to wait words were still received; while nothing could be written pages were still shown.
    """
    chance = random.Random(seed)
    sendings = make_sendings(submissions, chance)
    disk.fill(leaving_bytes=ROOM_BYTES)
    weathered = Weathered(sendings, let_send(server.port, sendings, clients, chance))
    wait_while(lambda: weathered.crowd.is_busy and weathered.crowd.counts["PATCH 507"] < TURNED_AWAY)
    if put(server.port, first := report("Sent while photos had no room.")).status != 201:
        weathered.surprises.append("words were not received while photos had no room")
    disk.fill(leaving_bytes=0)
    last_words = send_until_refused(server.port)
    weathered.surprises += still_shown(server.port)
    disk.grow()
    weathered.surprises += [
        f"never received: {one.path}" for one in (first, *last_words) if not TEXT.insist(server.port, one)
    ]
    weathered.end()
    sendings += [first, *last_words]
    return weathered


def send_until_refused(port: int) -> list[Sending]:
    """Words until one is answered that there is no room: SQLite has some left in its own files. Raise OverflowError."""
    sent: list[Sending] = []
    for index in range(MOST_WORDS):
        sent.append(report(f"Sent to a full disk, {index}."))
        answer = put(port, sent[-1])
        if answer.status in UNAVAILABLE and "Retry-After" in answer.headers:
            return sent
        TEXT.is_done(sent[-1], answer)
    raise OverflowError("the disk never ran full")


def still_shown(port: int) -> list[str]:
    """Which pages were not shown."""
    statuses = {path: ask(port, "GET", path).status for path in EVERYBODYS}
    return [f"{path} was answered {status}" for path, status in statuses.items() if status != 200]


def wait_while(is_so: Callable[[], bool]) -> None:
    """Until it is so no longer; senders lose their patience before this does."""
    while is_so():
        time.sleep(0.02)
