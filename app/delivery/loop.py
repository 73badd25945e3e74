"""The worker: one event loop that turns dispatches into messages and sends those, at least once each.

Lease and commit, send outside of any transaction, then mark, by the lease's token: killed at any line it leaves rows
that are due again by themselves. The store is asked in threads, in short transactions; hosts have lanes of their own,
so that one that hangs keeps no other waiting (docs/decisions/0031).
"""

import asyncio
import logging
import signal
from collections import deque
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from flask import Flask

from app.delivery import jobs
from app.delivery.composing import Composer, Parcel
from app.delivery.ending import Tried, account_of
from app.delivery.hosts import Hosts
from app.delivery.senders import Outcome, Outgoing, Result, Sender, make_senders
from app.delivery.stuck import Stuck

log = logging.getLogger(__name__)
POLL_SECONDS = 1.0  # how long a new row may wait unseen: one look into an index
REST_SECONDS = 0.05  # what ends meanwhile is marked together, and others may write
TROUBLE_SECONDS = 5.0  # until a store that failed is asked again
TIDY_SECONDS = 60.0
TRY_SECONDS = 12.0  # senders end by themselves before
LAST_WRITES = 2
GRACE_SECONDS = 11.0  # for what is on its way when somebody says stop
KINDS = {"smtp": "email", "sms": "sms"}  # whose host is no push service's
T = TypeVar("T")


@dataclass(slots=True)
class Lane:
    """What waits to be sent to one host, and how many are at it."""

    waiting: deque[Parcel] = field(default_factory=deque)
    runners: int = 0


class Delivery:
    """One run of the worker, in the event loop that it is made in."""

    def __init__(self, app: Flask) -> None:
        self._app, self._loop = app, asyncio.get_running_loop()
        with app.app_context():
            self._senders = make_senders()
        self._hosts = Hosts(self._at_once, self._loop.time)
        self._composer, self._stuck = Composer(), Stuck()
        self._threads = ThreadPoolExecutor(3, "delivery")
        self._lanes: dict[str, Lane] = {}
        self._runners: set[asyncio.Task[None]] = set()
        self._tried: list[Tried] = []
        self._is_stopping = False
        self._woken = asyncio.Event()  # something ended: there are marks to write, and there may be room for more

    async def run(self) -> None:
        """Work until somebody says stop; then what is on its way arrives, and nothing more is taken."""
        for sign in (signal.SIGTERM, signal.SIGINT):
            self._loop.add_signal_handler(sign, self.stop)
        beside = [asyncio.create_task(self._expand_for_ever()), asyncio.create_task(self._tidy_for_ever())]
        while not self._is_stopping:
            if not await self._surviving(self._turn):
                await self._woken_within(POLL_SECONDS)
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        await self._end()

    async def run_once(self) -> None:
        """Turn into messages what waits, send what is due, and end; what is put off or tried again is left."""
        try:
            await self._in_store(jobs.tidy)
            while await self._in_store(jobs.expand, self._stuck):
                pass
            while await self._turn() or self._runners or self._tried:
                await self._woken_within(POLL_SECONDS)
        finally:
            await self._end()

    def stop(self) -> None:
        """Take nothing more."""
        self._is_stopping = True
        self._woken.set()

    async def _turn(self) -> int:
        """Write how tries ended, then take more; how many rows were taken."""
        await self._write()
        parcels, taken = await self._in_store(jobs.take, self._composer, self._hosts.room)
        for parcel in parcels:
            self._send(parcel)
        return taken

    async def _write(self) -> None:
        tried, self._tried = self._tried, []
        if not tried:
            return
        try:
            await self._in_store(jobs.finish, account_of(tried))
        except Exception:
            self._tried = tried + self._tried  # the store will be back; what was sent is sent
            raise

    def _send(self, parcel: Parcel) -> None:
        host = parcel.outgoing.host
        lane = self._lanes.setdefault(host, Lane())
        lane.waiting.append(parcel)
        self._hosts.hold(host)
        if lane.runners < self._at_once(host):
            lane.runners += 1
            runner = asyncio.create_task(self._run_lane(host, lane))
            self._runners.add(runner)
            runner.add_done_callback(self._runners.discard)

    async def _run_lane(self, host: str, lane: Lane) -> None:
        """Send what waits for the host, one after the other; several do so. What is not tried goes back."""
        while lane.waiting:
            parcel = lane.waiting.popleft()
            result = await self._try(parcel.outgoing) if self._may_send(host) else None
            self._hosts.let_go(host)
            if result is not None:
                self._hosts.told(host, result)
            self._tried.append(Tried(parcel, result))
            self._woken.set()
        lane.runners -= 1

    def _may_send(self, host: str) -> bool:
        return not self._is_stopping and self._hosts.is_open(host)

    async def _try(self, outgoing: Outgoing) -> Result:
        sender = self._sender_of(outgoing.host)
        if sender is None:
            return Result(Outcome.LATER, "no sender")
        try:
            async with asyncio.timeout(TRY_SECONDS):
                result = await sender.send(outgoing)
                if result.outcome is Outcome.TOO_LARGE:
                    result = await sender.send(replace(outgoing, is_short=True))
        except Exception as error:  # noqa: BLE001  a sender is the edge: whatever it does not know is tried again
            return Result(Outcome.LATER, type(error).__name__)
        return result

    def _sender_of(self, host: str) -> Sender | None:
        return self._senders.get(KINDS.get(host, "push"))

    def _at_once(self, host: str) -> int:
        sender = self._sender_of(host)
        return sender.at_once if sender else 0

    async def _expand_for_ever(self) -> None:
        """It rests as long as it worked, so that whoever reports something finds the store free."""
        while True:
            began = self._loop.time()
            worked = await self._surviving(partial(self._in_store, jobs.expand, self._stuck))
            await asyncio.sleep(max(REST_SECONDS, self._loop.time() - began) if worked else POLL_SECONDS)

    async def _tidy_for_ever(self) -> None:
        while True:
            await self._surviving(partial(self._in_store, jobs.tidy))
            await asyncio.sleep(TIDY_SECONDS)

    async def _woken_within(self, seconds: float) -> None:
        """Until something ended, and a little longer."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()
                await asyncio.sleep(REST_SECONDS)
        self._woken.clear()

    async def _surviving(self, step: Callable[[], Coroutine[None, None, T]]) -> T | None:
        """What the step gives; None where the store failed, which may happen, and ends."""
        try:
            return await step()
        except Exception as error:  # noqa: BLE001  the worker's loop; a message of the store may hold words
            log.error("delivery failed: %s", type(error).__name__)
            await asyncio.sleep(TROUBLE_SECONDS)
            return None

    async def _in_store(self, step: Callable[..., T], *args: object) -> T:
        def inside() -> T:
            with self._app.app_context():
                return step(*args)

        return await self._loop.run_in_executor(self._threads, inside)

    async def _end(self) -> None:
        self._is_stopping = True
        if self._runners:
            await asyncio.wait(self._runners, timeout=GRACE_SECONDS)
        for _ in range(LAST_WRITES):  # a lease that nobody marks ends by itself, and somebody hears twice
            await self._surviving(self._write)
        for sender in self._senders.values():
            await sender.close()
        self._threads.shutdown()
