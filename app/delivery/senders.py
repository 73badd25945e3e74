"""The edge to whoever carries messages: what a sender gets, what it answers, and where a kind of channel has its own.

A sender knows no store and no queue. It sends one message, once, and says how that ended; when to try again, and how
many at a time a host bears, is the loop's (`loop.py`, `hosts.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Protocol, cast

from flask import Flask, current_app

from app.delivery.wording import Words


@dataclass(slots=True)  # not frozen: thousands are made
class Outgoing:
    """One message on its way to one channel.

    `words` are in the follower's language. `topic` is 32 characters of base64url at the most, the same for each message
    about one case to this channel and for each repeat of this one: a push service keeps only the newest, and
    `words.tag` is the same. An e-mail's Message-ID comes from `message_id`, so that a repeat is the same mail.
    """

    message_id: int
    kind: str  # the event's, or `confirm`, or `digest`
    channel_kind: str  # push · email · sms
    channel_id: int
    channel_since: datetime  # when it was made: a store may give its id to another one day
    address: str = field(repr=False)  # endpoint, e-mail address, number: never in a log
    keys: Mapping[str, str] | None = field(repr=False)  # {p256dh, auth} of a push subscription
    host: str
    words: Words
    topic: str
    urgency: str  # very-low · low · normal · high (RFC 8030, 5.3)
    ttl_seconds: int
    ends: tuple[str, int] | None  # (type, id) of the subject that one click ends; None: all of the channel
    is_short: bool = False  # it was too large before: say it with as little as will do


class Outcome(Enum):
    """How a try ended."""

    SENT = auto()  # taken by the service: it is told
    LATER = auto()  # no answer, too many, or broken for now
    GONE = auto()  # nobody is behind this address any more (404, 410, a hard bounce): the channel ends
    REFUSED = auto()  # we did something wrong (400): trying again is useless, the operator hears of it
    TOO_LARGE = auto()  # it is tried once more, shorter


@dataclass(frozen=True, slots=True)
class Result:
    """How a try ended; `detail` is for operators: at most 80 characters, no address, no word of anybody."""

    outcome: Outcome
    detail: str = ""
    retry_after: timedelta | None = None  # what the host asked for: both forms of Retry-After, read (RFC 9110, 10.2.3)
    is_of_one: bool = False  # it is this address that has to wait: its host works, and takes what is for others
    is_our_fault: bool = False  # it believes nothing that we send until the operator mends our keys: wait long


SENT = Result(Outcome.SENT)


class Sender(Protocol):
    """Carries messages of one kind of channel. It is made and used in one event loop."""

    at_once: int  # how many may be on their way to one host at a moment

    async def send(self, message: Outgoing) -> Result:
        """Try once. It ends by itself within 10 seconds; whatever it raises counts as LATER."""

    async def close(self) -> None:
        """Give back what is open."""


class NoSender:
    """Carries nothing: there is no such service here. What is due waits until there is one, or expires."""

    at_once = 0  # so that nothing is taken for it

    async def send(self, message: Outgoing) -> Result:
        """See Sender."""
        return Result(Outcome.LATER, "no sender")

    async def close(self) -> None:
        """See Sender."""


Maker = Callable[[], Sender]


def register_sender(app: Flask, channel_kind: str, make: Maker) -> None:
    """Have messages of this kind of channel (`push`, `email`, `sms`) carried by what `make` makes, inside the
    application's context, once for each run of the worker.
    """
    _makers(app)[channel_kind] = make


def make_senders() -> dict[str, Sender]:
    """{kind of channel: its sender}, for one run of the worker; to be closed at its end."""
    return {kind: make() for kind, make in _makers(current_app).items()}


def _makers(app: Flask) -> dict[str, Maker]:
    return cast(dict[str, Maker], app.extensions.setdefault("senders", {}))
