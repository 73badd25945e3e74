"""Push messages to 10,000 browsers: the processor time of the sender, against encrypting as many with a token that is
kept. The sink is another process, and reads nothing of what it takes.
"""

import asyncio
import base64
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from webpush import WebPush

from app.delivery.push import Browser, Keys, PushMaker, headers
from app.delivery.push_keys import PushKeys
from app.delivery.push_payload import payload
from app.delivery.push_sender import PushSender
from app.delivery.senders import Outcome, Outgoing
from app.delivery.wording import Words
from tests.bench.measure import Figure

MESSAGES, ROUND = 10_000, 1_000
AT_ONCE = 32
BAR = 2.5
HOST = "127.0.0.1"
KEYS = PushKeys.read(base64.urlsafe_b64encode(b"\1" * 32).decode())
CONTACT = "bench@stoop.example"
WORDS = Words(
    title="Pothole · fixed",
    body="The city closed your report: the hole is filled. 4821 9037 58 · Center City East",
    lines=(),
    url="https://311.example.org/en/cases/4821903758",
    number="4821 9037 58",
    tag="kQ3v9sT1mB8x2LrZkQ3v9sT1mB8x2LrZ",
    language="en",
    direction="ltr",
)


def figures() -> Iterator[Figure | str]:
    """One run: a thousand of ours and a thousand of the floor in turns, ten times."""
    with sink() as port:
        messages = [message(number, port) for number in range(MESSAGES)]
        rounds = [messages[start : start + ROUND] for start in range(0, MESSAGES, ROUND)]
        ours, floor, memory_kb = asyncio.run(measured(rounds))
    floor_name = "encrypted, with a kept token"
    yield Figure(
        f"push: a message, {MESSAGES:,} of one event",
        statistics.median(ours),
        statistics.median(floor),
        BAR,
        floor_name,
    )
    yield Figure("push: the quietest thousand of them", min(ours), min(floor), BAR, floor_name)
    yield f"{'push: memory after each thousand, MB':<48} {' '.join(f'{kb / 1024:.1f}' for kb in memory_kb)}"


async def measured(rounds: Sequence[Sequence[Outgoing]]) -> tuple[list[float], list[float], list[int]]:
    """Of each round: microseconds of processor a message, ours and the floor, and what the process held then (KB)."""
    sender, ours, floor = PushSender(PushMaker(KEYS, CONTACT), frozenset({HOST})), list[float](), list[float]()
    memory_kb: list[int] = []
    await send(sender, rounds[0][:100])
    encrypt(rounds[0][:100])
    for messages in rounds:
        started = time.process_time()
        await send(sender, messages)
        sent = time.process_time()
        encrypt(messages)
        ours.append((sent - started) / len(messages) * 1e6)
        floor.append((time.process_time() - sent) / len(messages) * 1e6)
        memory_kb.append(held_kb())
    await sender.close()
    return ours, floor, memory_kb


async def send(sender: PushSender, messages: Sequence[Outgoing]) -> None:
    """Ours, 32 on their way at a moment."""
    left = iter(messages)

    async def one_after_the_other() -> None:
        for outgoing in left:
            result = await sender.send(outgoing)
            assert result.outcome is Outcome.SENT, result

    await asyncio.gather(*(one_after_the_other() for _ in range(AT_ONCE)))


def encrypt(messages: Sequence[Outgoing]) -> None:
    """The floor: what `webpush` needs for the body alone, and the headers with a token that is there."""
    package = WebPush(KEYS.private_pem, KEYS.public_pem, subscriber=CONTACT)
    text = payload(WORDS)
    for outgoing in messages:
        package._encrypt(text, Browser(outgoing.address, Keys(**(outgoing.keys or {}))))
        headers("vapid t=x, k=x", ttl_seconds=3600, urgency="normal", topic=outgoing.topic)


def message(number: int, port: int) -> Outgoing:
    """To a browser of its own."""
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    written = base64.urlsafe_b64encode(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)).decode()
    keys = {"p256dh": written.rstrip("="), "auth": base64.urlsafe_b64encode(os.urandom(16)).decode().rstrip("=")}
    return Outgoing(
        message_id=number, kind="closed", channel_kind="push", channel_id=number, address=f"http://{HOST}:{port}/{number}",
        keys=keys, host=HOST, words=WORDS, topic=WORDS.tag, urgency="normal", ttl_seconds=3600,
        channel_since=datetime.now(UTC), ends=None,
    )  # fmt: skip


def held_kb() -> int:
    """What this process holds now (VmRSS of /proc)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


@contextmanager
def sink() -> Iterator[int]:
    """Its port."""
    command = [sys.executable, "-m", "tests.bench.push_sink"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield int(process.stdout.readline())
        process.communicate()
