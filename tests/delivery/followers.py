"""Followers with channels, and a sender that keeps what it is given instead of sending it."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import select

from app import clock
from app.cases import operations, queries
from app.cases.models import Case
from app.cases.workflow import ClosingReason, Status
from app.delivery.loop import Delivery
from app.delivery.models import Message
from app.delivery.senders import SENT, Outgoing, Result, register_sender
from app.extensions import db
from app.followers.models import ACTIVE, AT_ONCE, CASE, Channel, Follow, Follower

Answer = Callable[[Outgoing], Result]


@dataclass
class Recorder:
    """Keeps what it is given, and answers as it is told to; `hangs` never answers those hosts."""

    at_once: int = 8
    answer: Answer = lambda _message: SENT
    got: list[Outgoing] = field(default_factory=list)
    hangs: frozenset[str] = frozenset()
    after_each: Callable[[], None] = lambda: None

    async def send(self, message: Outgoing) -> Result:
        self.got.append(message)
        if message.host in self.hangs:
            await asyncio.Event().wait()
        self.after_each()
        await asyncio.sleep(0)
        return self.answer(message)

    async def close(self) -> None:
        pass

    def by_address(self) -> Counter[str]:
        return Counter(message.address for message in self.got)


@dataclass
class Town:
    """An application, whoever follows in it, and one sender for all kinds of channels."""

    app: Flask
    sender: Recorder = field(default_factory=Recorder)
    _count: int = 0

    def __post_init__(self) -> None:
        for kind in ("push", "email", "sms"):
            register_sender(self.app, kind, lambda: self.sender)

    def follow(
        self,
        subject_id: int,
        subject_type: str = CASE,
        *,
        host: str = "push.example",
        kind: str = "push",
        report_id: UUID | None = None,
        follower: Follower | None = None,
        **facts: Any,
    ) -> Channel:
        """Somebody new, or this one, follows a subject on a channel of their own; inside the application, committed."""
        if follower is None:
            follower = self.somebody(**facts)
            self.reach(follower, kind, host)
        moment = clock.now() - timedelta(minutes=1)
        follow = Follow(follower_id=follower.id, subject_type=subject_type, subject_id=subject_id, report_id=report_id)
        follow.followed_at = moment
        db.session.add(follow)
        db.session.commit()
        return follower.channels[0]

    def somebody(self, **facts: Any) -> Follower:
        moment = clock.now() - timedelta(minutes=2)
        known: dict[str, Any] = {
            "public_id": uuid4(), "secret_hash": b"s" * 32, "language": "en", "pace": AT_ONCE, "created_at": moment,
            "seen_at": moment, "counted_from": moment,
        }  # fmt: skip
        follower = Follower(**(known | facts))
        db.session.add(follower)
        db.session.flush()
        return follower

    def reach(self, follower: Follower, kind: str = "push", host: str = "push.example", state: str = ACTIVE) -> Channel:
        self._count += 1
        address = f"https://{host}/{self._count}"
        channel = Channel(
            follower_id=follower.id, kind=kind, address=address, host=host, state=state, keys=None,
            address_hash=hashlib.sha256(address.encode()).digest(), created_at=follower.created_at,
        )  # fmt: skip
        db.session.add(channel)
        db.session.flush()
        return channel

    def work(self) -> Sequence[Outgoing]:
        """What `flask delivery run --once` would do; what it sent."""
        before = len(self.sender.got)

        async def once() -> None:
            await Delivery(self.app).run_once()

        db.session.rollback()
        asyncio.run(once())
        db.session.expire_all()
        return self.sender.got[before:]

    def work_until(self, is_enough: Callable[[], bool]) -> None:
        """What `flask delivery run` would do until it is told to stop."""

        async def until() -> None:
            delivery = Delivery(self.app)
            self.sender.after_each = lambda: delivery.stop() if is_enough() else None
            await delivery.run()

        db.session.rollback()
        asyncio.run(until())
        db.session.expire_all()

    def case(self, number: str) -> Case:
        return queries.find_case(number)

    def change(self, number: str, status: Status = Status.ACKNOWLEDGED, reason: ClosingReason | None = None) -> None:
        """The city does something, and commits."""
        operations.update_status(self.case(number), status, reason=reason)
        db.session.commit()

    def messages(self) -> list[Message]:
        db.session.expire_all()
        found = list(db.session.scalars(select(Message).order_by(Message.id)))
        db.session.rollback()
        return found

    def states(self) -> Counter[str]:
        return Counter(message.state for message in self.messages())


def town_of(app: Flask) -> Iterator[Town]:
    """A town, until the test ends; then the application has its own senders again."""
    senders = app.extensions["senders"]
    kept = dict(senders)
    with app.app_context():
        yield Town(app)
    senders.clear()
    senders.update(kept)
