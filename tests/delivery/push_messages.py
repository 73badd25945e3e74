"""Messages to phones, and a sender of them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from app.delivery.push import PushMaker
from app.delivery.push_keys import PushKeys
from app.delivery.push_sender import PushSender
from app.delivery.senders import Outgoing, Result
from app.delivery.wording import Words
from tests.conftest import NOON

KEYS = PushKeys.read("c3Rvb3AgdGVzdHMgb25seSwgbm90aGluZyBzZWNyZXQ")
CONTACT = "push@stoop.example"
LOOPBACK = frozenset({"127.0.0.1"})
ARABIC = Words(
    title="أُغلقت · حفرة في الشارع",
    body="أصلحت البلدية الحفرة. 4821 9037 58",
    lines=(),
    url="https://311.example/ar/cases/4821903758",
    number="4821 9037 58",
    tag="kQ3v9sT1mB8x2LrZ",
    language="ar",
    direction="rtl",
)


def message(subscription: dict[str, Any], words: Words = ARABIC, **changes: Any) -> Outgoing:
    """One for this browser."""
    values: dict[str, Any] = {
        "message_id": 1, "kind": "closed", "channel_kind": "push", "channel_id": 1, "channel_since": NOON, "ends": None,
        "address": subscription["endpoint"], "keys": subscription["keys"], "host": "127.0.0.1", "words": words,
        "topic": "kQ3v9sT1mB8x2LrZ", "urgency": "normal", "ttl_seconds": 86400,
    }  # fmt: skip
    return Outgoing(**(values | changes))


def send(messages: Sequence[Outgoing], sender: PushSender | None = None) -> list[Result]:
    """Send them one after the other, over one sender."""
    sender = sender or PushSender(PushMaker(KEYS, CONTACT), LOOPBACK)

    async def run() -> list[Result]:
        try:
            return [await sender.send(one) for one in messages]
        finally:
            await sender.close()

    return asyncio.run(run())


def lookup_of(*answers: Sequence[str]) -> Callable[[str, int], Awaitable[list[str]]]:
    """A resolver that gives these answers one after the other, the last for ever."""
    left = list(answers)

    async def look_up(_host: str, _port: int) -> list[str]:
        return list(left.pop(0) if len(left) > 1 else left[0])

    return look_up
