"""A push service of our own: subscriptions of browsers that do not exist, and everything a real one might answer.

    with PushService() as service:
        subscription = service.subscribe("a phone")           # as `PushSubscription.toJSON()` gives it
        service.answer(Answer(410), name="a phone")           # or host=…, or a list of answers, the last one for ever
        ...
        assert service.received("a phone")[0].title == "…"    # decrypted by http-ece with the phone's own keys

It listens on a free port of the loopback interface, in a thread of its own. What breaks an RFC is refused as a real
service refuses it, and stands in `complaints`; a test that expects none ends with `assert not service.complaints`.
Nothing is decrypted until it is asked for, so that thousands can be received.
"""

import asyncio
import json
import os
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import http_ece
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app import clock
from tests.push_rules import Wrong, check_body, check_headers, check_vapid, written

HOME = "127.0.0.1"  # Linux has 127.0.0.2 and all the others too, each a host of its own


@dataclass(frozen=True)
class Answer:
    """What the service says. One that is `kept` (201, 202) is delivered, and only that."""

    status: int = 201
    headers: Mapping[str, str] = field(default_factory=dict)
    after_seconds: float = 0.0
    comes: bool = True  # False: the sender waits until it hangs up, or the service ends


CREATED = Answer()
NEVER = Answer(comes=False)


def too_many(retry_after: int | str) -> Answer:
    """429 with its Retry-After: seconds, or a date as HTTP writes it."""
    return Answer(429, {"Retry-After": str(retry_after)})


def elsewhere(address: str, status: int = 307) -> Answer:
    """A redirect, which no sender may follow."""
    return Answer(status, {"Location": address})


@dataclass(frozen=True)
class Subscriber:
    """A browser: where its messages go, and the keys only it knows."""

    name: str
    endpoint: str
    key: ec.EllipticCurvePrivateKey
    auth: bytes
    vapid_key: str | None  # RFC 8292, 4: only its holder may send

    @cached_property
    def p256dh(self) -> bytes:
        """Its public point, 65 bytes."""
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def as_json(self) -> dict[str, Any]:
        """What a page sends to its server."""
        keys = {"p256dh": written(self.p256dh), "auth": written(self.auth)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}


@dataclass(frozen=True)
class Arrival:
    """One request, when it came, and what it was answered; `status` is 0 while it is open or when nothing was said."""

    name: str
    host: str
    headers: Mapping[str, str]
    body: bytes
    status: int
    answered: Mapping[str, str]  # the headers of the answer
    arrived_at: float  # time.monotonic()

    @property
    def is_taken(self) -> bool:
        """Whether the service promised to deliver it."""
        return self.status in {201, 202}


@dataclass(frozen=True)
class Delivered:
    """What a browser's worker would get."""

    payload: dict[str, Any]
    headers: Mapping[str, str]

    @property
    def _notification(self) -> dict[str, Any]:
        return dict(self.payload.get("notification", self.payload))

    @property
    def title(self) -> str:
        """The first line of the notification."""
        return str(self._notification["title"])

    @property
    def body(self) -> str:
        """What stands below it."""
        return str(self._notification["body"])

    @property
    def tag(self) -> str:
        """A notification takes the place of the one with its tag."""
        return str(self._notification["tag"])

    @property
    def topic(self) -> str:
        """A message takes the place of the one that waits with its topic (RFC 8030, 5.4)."""
        return self.headers.get("Topic", "")


Answers = Answer | Sequence[Answer] | Callable[[str], Answer]


class PushService:
    """See above. `hosts`: loopback addresses, each of which counts as a push service of its own."""

    def __init__(self, *hosts: str, now: Callable[[], datetime] = clock.now) -> None:
        self.hosts, self._now, self.port = hosts or (HOME,), now, 0
        self.arrivals: list[Arrival] = []
        self._taken: dict[str, list[Arrival]] = defaultdict(list)
        self.complaints: list[str] = []
        self.open: Counter[str] = Counter()
        self.most_open: Counter[str] = Counter()
        self._subscribers: dict[str, Subscriber] = {}
        self._answers: dict[tuple[str, str], Answers] = {}
        self._came = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="push service", daemon=True)

    def __enter__(self) -> "PushService":
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(30)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)
        self._loop.close()

    def origin(self, host: str | None = None) -> str:
        """What a token's `aud` must be."""
        return f"http://{host or self.hosts[0]}:{self.port}"

    def endpoint(self, name: str, host: str | None = None) -> str:
        """Where messages for this subscriber go; made if it is not known yet."""
        return self._subscriber(name, host).endpoint

    def subscribe(self, name: str, host: str | None = None, vapid_key: str | None = None) -> dict[str, Any]:
        """A browser's subscription as its page sends it; with a `vapid_key` only the holder of that one may send."""
        return self._subscriber(name, host, vapid_key).as_json()

    def answer(self, answers: Answers, *, name: str = "", host: str = "") -> None:
        """From now on say this to a subscriber, to all of a host, or (neither) to all.

        A list is said one after the other, its last for ever; a function is asked with the subscriber's name.
        """
        self._answers[name, host] = list(answers) if isinstance(answers, Sequence) else answers

    def received(self, name: str) -> list[Delivered]:
        """What this subscriber got, in the order it came, decrypted by an implementation that is not the sender's."""
        known = self._subscribers[name]
        return [self._opened(known, one) for one in self._taken[known.name]]

    def wait_until(self, holds: Callable[[], bool], patience_seconds: float = 60) -> bool:
        """Whether it came to hold; asked anew with each arrival and each answer."""
        with self._came:
            return self._came.wait_for(holds, patience_seconds)

    def missed(self, names: Iterable[str], patience_seconds: float = 60) -> set[str]:
        """Who of them was told nothing, after waiting until all were."""
        left, looked_at = set(names), 0

        def all_were_told() -> bool:
            nonlocal looked_at
            new = self.arrivals[looked_at:]
            looked_at += len(new)
            left.difference_update(one.name for one in new if one.is_taken)
            return not left

        self.wait_until(all_were_told, patience_seconds)
        return left

    def _subscriber(self, name: str, host: str | None, vapid_key: str | None = None) -> Subscriber:
        if name not in self._subscribers:
            key, endpoint = ec.generate_private_key(ec.SECP256R1()), f"{self.origin(host)}/push/{name}"
            self._subscribers[name] = Subscriber(name, endpoint.replace(" ", "-"), key, os.urandom(16), vapid_key)
            self._subscribers.setdefault(name.replace(" ", "-"), self._subscribers[name])
        return self._subscribers[name]

    def _opened(self, known: Subscriber, one: Arrival) -> Delivered:
        text = http_ece.decrypt(one.body, private_key=known.key, auth_secret=known.auth, version="aes128gcm")
        return Delivered(json.loads(text), one.headers)

    async def _start(self) -> None:
        pages = web.Application(client_max_size=1024 * 1024)
        pages.router.add_route("*", "/push/{name}", self._take)
        self._runner = web.AppRunner(pages, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        for host in self.hosts:
            site = web.TCPSite(self._runner, host, self.port)
            await site.start()
            self.port = self._runner.addresses[0][1]

    async def _take(self, request: web.Request) -> web.Response:
        host, arrived_at = request.host.partition(":")[0], time.monotonic()
        body, status, answered = await request.read(), 0, dict[str, str]()
        known = self._subscribers.get(request.match_info["name"])
        name = known.name if known else request.match_info["name"]
        self._count(host, 1)
        try:
            answer = self._answer(known, host, request, body)
            await asyncio.sleep(answer.after_seconds)
            if not answer.comes:
                await asyncio.Event().wait()
            status, answered = answer.status, dict(answer.headers)
            return web.Response(status=status, headers=answered)
        finally:
            arrival = Arrival(name, host, request.headers.copy(), body, status, answered, arrived_at)
            self.arrivals.append(arrival)
            if arrival.is_taken:
                self._taken[name].append(arrival)
            self._count(host, -1)

    def _count(self, host: str, change: int) -> None:
        with self._came:
            self.open[host] += change
            self.most_open[host] = max(self.most_open[host], self.open[host])
            self._came.notify_all()

    def _answer(self, known: Subscriber | None, host: str, request: web.Request, body: bytes) -> Answer:
        """What the rules say, and then what the test wants said."""
        try:
            return self._checked(known, host, request, body)
        except Wrong as wrong:
            self.complaints.append(f"{wrong.status} {request.path}: {wrong}")
            return Answer(wrong.status)

    def _checked(self, known: Subscriber | None, host: str, request: web.Request, body: bytes) -> Answer:
        if known is None:
            raise Wrong(404, "nobody has this endpoint")
        if request.method != "POST":
            raise Wrong(405, request.method)
        check_body(body)
        check_headers(request.headers)
        key = check_vapid(request.headers.get("Authorization", ""), self.origin(host), self._now())
        if known.vapid_key not in {None, key}:
            raise Wrong(403, "the subscription was made for another key")
        return self._next_answer(known.name, host)

    def _next_answer(self, name: str, host: str) -> Answer:
        found = next((key for key in ((name, ""), ("", host), ("", "")) if key in self._answers), None)
        answers = self._answers[found] if found else CREATED
        if isinstance(answers, Answer):
            return answers
        if isinstance(answers, Sequence):
            return answers.pop(0) if len(answers) > 1 else answers[0]  # type: ignore[attr-defined]
        return answers(name)
