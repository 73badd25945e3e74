"""Thousands of followers with push channels, straight into the store: a `PUT` for each would take hours.

    world = PushWorld(app, service)
    number = world.open_case()
    names = world.let_follow(number, 10_000)
    world.change(number)                     # one event, committed
    world.ledger()                           # Counter({"sent": 10000}) once the worker has run

Cases and events go through the front door and the operations, followers do not: their rows are what a `PUT` leaves.
"""

import itertools
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import Table, func, insert, select

from app import clock
from app.cases import operations, queries
from app.cases.workflow import Status
from app.extensions import Model, db
from tests.client import CheckingClient
from tests.factories import sent
from tests.push_service import PushService

ROWS_AT_ONCE = 1000
BEFORE = timedelta(minutes=5)  # they followed before whatever happens now,
LONG_BEFORE = timedelta(hours=1)  # and after the case was received
MOMENTS = ("created_at", "seen_at", "counted_from")  # of a follower's row
COURSE = (Status.ACKNOWLEDGED, Status.IN_PROGRESS, Status.WAITING)  # what a case goes through, round and round


def table(name: str) -> Table:
    """A table of the application by its name."""
    return Model.metadata.tables[name]


@dataclass
class PushWorld:
    """A city whose residents follow things by push."""

    app: Flask
    service: PushService
    _names: Iterator[int] = field(default_factory=itertools.count)
    _turns: Counter[str] = field(default_factory=Counter)

    def open_case(self) -> str:
        """A case of an hour ago; its number."""
        with clock.stopped_at(clock.now() - LONG_BEFORE):
            return sent(CheckingClient(self.app, self.app.response_class, use_cookies=True))

    def change(self, number: str) -> None:
        """The case takes its next step, and whoever follows it must hear of it."""
        with self.open_change(number):
            db.session.commit()

    @contextmanager
    def open_change(self, number: str) -> Iterator[None]:
        """The same, in a transaction that the caller commits, or does not."""
        with self.app.app_context():
            status = COURSE[self._turns[number] % len(COURSE)]
            operations.update_status(queries.find_case(number), status)
            try:
                yield
                self._turns[number] += 1
            finally:
                db.session.rollback()

    def let_follow(
        self, numbers: str | Sequence[str], count: int = 1, *, host: str | None = None, language: str = "en"
    ) -> list[str]:
        """So many new followers of each of the cases; their names at the push service."""
        with self.app.app_context():
            wanted = [numbers] if isinstance(numbers, str) else numbers
            cases = [queries.find_case(number).id for number in wanted]
            names = [f"follower-{next(self._names)}" for _ in range(count)]
            for part in batches(names):
                self._add(part, cases, host, language)
            return names

    def ledger(self) -> Counter[str]:
        """How many messages are in which state."""
        with self.app.app_context():
            state = table("messages").c.state
            found = db.session.execute(select(state, func.count()).group_by(state)).all()
            db.session.rollback()
            return Counter({state: count for state, count in found})

    def messages(self, *columns: str) -> list[tuple[Any, ...]]:
        """Every message in the order of its making: these columns."""
        with self.app.app_context():
            messages = table("messages")
            found = db.session.execute(select(*(messages.c[name] for name in columns)).order_by(messages.c.id)).all()
            db.session.rollback()
            return [tuple(row) for row in found]

    def _add(self, names: Sequence[str], cases: Sequence[int], host: str | None, language: str) -> None:
        moment = clock.now() - BEFORE
        devices = {uuid4(): name for name in names}
        people = [follower(device, language) | {name: moment for name in MOMENTS} for device in devices]
        db.session.execute(insert(table("followers")), people)
        followers = table("followers")
        found = db.session.execute(
            select(followers.c.id, followers.c.public_id).where(followers.c.public_id.in_(list(devices)))
        )
        ids = {devices[device]: follower_id for follower_id, device in found}
        channels = [self._channel(ids[name], name, host) | {"created_at": moment} for name in names]
        db.session.execute(insert(table("channels")), channels)
        follows = [
            {"follower_id": ids[name], "subject_type": "case", "subject_id": case, "followed_at": moment}
            for name in names
            for case in cases
        ]
        for part in batches(follows):
            db.session.execute(insert(table("follows")), part)
        db.session.commit()

    def _channel(self, follower_id: int, name: str, host: str | None) -> dict[str, Any]:
        subscription = self.service.subscribe(name, host=host)
        return {
            "follower_id": follower_id,
            "kind": "push",
            "address": subscription["endpoint"],
            "address_hash": secrets.token_bytes(32),
            "keys": subscription["keys"],
            "host": host or self.service.hosts[0],
            "state": "active",
        }


def follower(device: object, language: str) -> dict[str, Any]:
    """Somebody who hears of everything at once, at any hour."""
    return {
        "public_id": device,
        "secret_hash": secrets.token_bytes(32),
        "language": language,
        "pace": "at_once",
        "request_count": 1,
    }


def batches(of: Sequence[Any], size: int = ROWS_AT_ONCE) -> Iterable[Sequence[Any]]:
    """Parts of a list, in order."""
    return (of[start : start + size] for start in range(0, len(of), size))
