"""SIGKILL to every process of the server, again and again, while phones send reports with photos."""

import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from tests.factories import photo
from tests.faults.sender import Refused, Sender, Sending, report
from tests.faults.server import Server

LONGEST_WAIT_SECONDS = 0.3
BOOT_SECONDS = 3.0
DIES_BOOTING = 0.15  # this share of the servers is killed before it may have served anybody


@dataclass
class Crowd:
    """Phones that work through one list together, and what happened to them."""

    senders: list[Sender]
    threads: list[threading.Thread]

    @property
    def is_busy(self) -> bool:
        """Whether any is still sending."""
        return any(thread.is_alive() for thread in self.threads)

    @property
    def counts(self) -> Counter[str]:
        """Every answer so far."""
        return sum((sender.counts for sender in self.senders), Counter())

    @property
    def surprises(self) -> list[str]:
        """What no phone should have seen."""
        return [surprise for sender in self.senders for surprise in sender.surprises]


@dataclass
class Killed:
    """What the phones saw, and what the killing hit."""

    sendings: list[Sending]
    counts: Counter[str] = field(default_factory=Counter)
    surprises: list[str] = field(default_factory=list)
    kills: int = 0
    processes: int = 0
    seconds: float = 0


def make_sendings(count: int, chance: random.Random) -> list[Sending]:
    """Reports with a small photo each; no two pictures are the same file."""
    picture = photo(size=(160, 120))
    return [report(f"Report {index} of {count}.", picture + chance.randbytes(40_000)) for index in range(count)]


def kill_while_sending(server: Server, *, submissions: int, kills: int, clients: int, seed: int) -> Killed:
    """All reports were acknowledged in spite of so many kills; the server runs."""
    chance, begun = random.Random(seed), time.monotonic()
    killed = Killed(make_sendings(submissions, chance))
    crowd = let_send(server.port, killed.sendings, clients, chance)
    for moment in sorted(chance.sample(range(submissions), kills)):
        is_booting = chance.random() < DIES_BOOTING
        wait_for(server, crowd, moment if is_booting else max(moment, crowd.counts["texts"] + 1), killed)
        time.sleep(chance.uniform(0, BOOT_SECONDS if is_booting else LONGEST_WAIT_SECONDS))
        killed.processes += server.kill()
        killed.kills += 1
        server.start_again()
    wait_for(server, crowd, submissions + 1, killed)
    killed.counts, killed.surprises = crowd.counts, killed.surprises + crowd.surprises
    killed.seconds = time.monotonic() - begun
    return killed


def let_send(port: int, sendings: Iterable[Sending], clients: int, chance: random.Random) -> Crowd:
    """Start so many phones; each takes the next report when it has done with one."""
    waiting: queue.SimpleQueue[Sending] = queue.SimpleQueue()
    for one in sendings:
        waiting.put(one)
    senders = [Sender(port, random.Random(chance.random())) for _ in range(clients)]
    threads = [threading.Thread(target=work_off, args=(sender, waiting), daemon=True) for sender in senders]
    for thread in threads:
        thread.start()
    return Crowd(senders, threads)


def work_off(sender: Sender, waiting: "queue.SimpleQueue[Sending]") -> None:
    """Send until nothing waits, or until something is wrong."""
    with suppress(queue.Empty):
        while not sender.surprises:
            try:
                sender.send(waiting.get_nowait())
            except Refused as refusal:
                sender.surprises.append(str(refusal))


def wait_for(server: Server, crowd: Crowd, texts: int, killed: Killed) -> None:
    """So many texts were acknowledged, or the crowd is done. A server that ends by itself is a fault."""
    while crowd.is_busy and crowd.counts["texts"] < texts:
        if server.has_given_up:
            killed.surprises.append("a process of the server ended by itself")
            server.kill()
            server.start_again()
        time.sleep(0.01)
