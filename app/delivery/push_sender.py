"""Carries push messages: one POST to the address that a browser gave, over connections that stay open, to nobody but a
known push service on the public internet, following nobody elsewhere and reading little of what is said.
"""

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import MappingProxyType

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from flask import current_app
from multidict import istr
from yarl import URL

from app import clock
from app.delivery.alarms import Alarms
from app.delivery.push import Browser, Keys, PushMaker, headers
from app.delivery.push_addresses import Lookup, NotPublic, PublicResolver, look_up
from app.delivery.push_keys import KeysLost, contact, keys
from app.delivery.push_patience import Patience
from app.delivery.push_payload import SMALL_BYTES, USUAL_BYTES, payload
from app.delivery.senders import SENT, Outcome, Outgoing, Result, Sender
from app.errors import DomainError
from app.followers.endpoints import check_endpoint

log = logging.getLogger(__name__)

SECONDS = 9.0  # from the name to the last byte of the answer
MOST_READ_BYTES, DRAIN_SECONDS = 4096, 1.0  # of an answer, whose status is all that we need
NAMES_KEPT_SECONDS, CONNECTIONS_KEPT_SECONDS = 60, 60
AT_ONCE = 64
LONGEST_WAIT = timedelta(days=1)
OUTCOMES = MappingProxyType({
    200: Outcome.SENT, 201: Outcome.SENT, 202: Outcome.SENT,
    404: Outcome.GONE, 410: Outcome.GONE,
    408: Outcome.LATER, 413: Outcome.TOO_LARGE, 425: Outcome.LATER, 429: Outcome.LATER,
})  # fmt: skip
NOT_BELIEVED = frozenset({401, 403})  # our keys, our contact or our clock: the operator mends them, and it goes out


class NoKeys:
    """Sends nothing until the operator has put the lost keys back; what is due waits."""

    at_once = 1

    async def send(self, message: Outgoing) -> Result:
        """See app.delivery.senders.Sender."""
        return Result(Outcome.LATER, "push keys lost")

    async def close(self) -> None:
        """Nothing is open."""


class PushSender:
    """See app.delivery.senders.Sender. `lookup` is how names become addresses; tests give one that lies."""

    at_once = AT_ONCE

    def __init__(
        self,
        maker: PushMaker,
        own_hosts: frozenset[str] = frozenset(),
        lookup: Lookup = look_up,
        seconds: float = SECONDS,
    ) -> None:
        self._maker, self._own_hosts, self._lookup, self._patience = maker, own_hosts, lookup, Patience(seconds)
        self._session: ClientSession | None = None
        self._alarms = Alarms()

    async def send(self, message: Outgoing) -> Result:
        """Post it once. Nothing is posted where the address or the keys are not what they must be."""
        try:
            check_endpoint(message.address, self._own_hosts)
            sealed, said = self._made(message)
        except DomainError as error:
            return self._alerted(message, Result(Outcome.REFUSED, error.code))
        except ValueError:
            return self._alerted(message, Result(Outcome.REFUSED, "cannot be encrypted"))
        waiting = self._patience.begin()
        try:
            async with waiting:
                return await self._posted(message, sealed, said)
        except NotPublic:
            return self._alerted(message, Result(Outcome.LATER, "its name leads to no public address"))
        except (OSError, ClientError, TimeoutError) as error:
            return Result(Outcome.LATER, type(error).__name__)
        finally:
            self._patience.end(waiting)

    async def close(self) -> None:
        """Hang up everywhere."""
        if self._session:
            await self._session.close()
        self._session = None

    def _made(self, message: Outgoing) -> tuple[bytes, Mapping[istr, str]]:
        kept = message.keys or {}
        browser = Browser(message.address, Keys(kept.get("p256dh", ""), kept.get("auth", "")))
        text = payload(message.words, most_bytes=SMALL_BYTES if message.is_short else USUAL_BYTES)
        sealed, authorization = self._maker.make(text, browser)
        ttl_seconds, urgency, topic = message.ttl_seconds, message.urgency, message.topic
        return sealed, headers(authorization, ttl_seconds=ttl_seconds, urgency=urgency, topic=topic)

    def _alerted(self, message: Outgoing, result: Result) -> Result:
        """Tell the operator, once a minute: this is not the phone's fault. The service is named, the phone never."""
        if self._alarms.ring(message.host, result.detail):
            log.error("push messages to %s, message %s: %s", message.host, message.message_id, result.detail)
        return result

    async def _posted(self, message: Outgoing, sealed: bytes, said: Mapping[istr, str]) -> Result:
        """The address is sent as it was checked: yarl would otherwise read and write it once more."""
        url = URL(message.address, encoded=True)
        answer = await self._open().post(url, data=sealed, headers=said, allow_redirects=False)
        try:
            result = read_answer(answer.status, answer.headers.get("Retry-After"), is_short=message.is_short)
            if not answer.content.at_eof():
                await _drain(answer)
        finally:
            answer.release()  # a connection with more to read is closed by it
        if result.outcome is Outcome.REFUSED or result.is_our_fault:
            self._maker.forget_token(message.address)
            return self._alerted(message, result)
        return result

    def _open(self) -> ClientSession:
        """One for all that is sent, opened in the loop that uses it. No cookies, no proxies, nothing unpacked; how many
        are on their way at once is the loop's to say, and one timer for a message is enough.
        """
        if self._session is None:
            connector = TCPConnector(
                resolver=PublicResolver(self._own_hosts, self._lookup), ttl_dns_cache=NAMES_KEPT_SECONDS, limit=0,
                keepalive_timeout=CONNECTIONS_KEPT_SECONDS,
            )  # fmt: skip
            self._session = ClientSession(
                connector=connector, timeout=ClientTimeout(), cookie_jar=DummyCookieJar(), auto_decompress=False
            )
        return self._session


def make_push_sender() -> Sender:
    """What carries push messages for this application."""
    try:
        maker = PushMaker(keys(), contact())
    except KeysLost:
        log.error("push keys lost: nothing is sent to phones; see `flask push keys`")
        return NoKeys()
    return PushSender(maker, current_app.config["SETTINGS"].push_hosts)


def read_answer(status: int, retry_after: str | None, *, is_short: bool = False) -> Result:
    """What an answer means (RFC 8030, 5 and 7.3): a redirect is refused, whatever is not known and not 5xx as well."""
    if status in NOT_BELIEVED:
        return Result(Outcome.LATER, str(status), is_our_fault=True)
    outcome = OUTCOMES.get(status, Outcome.LATER if status >= 500 else Outcome.REFUSED)
    if outcome is Outcome.SENT:
        return SENT
    if outcome is Outcome.TOO_LARGE and is_short:
        outcome = Outcome.REFUSED
    return Result(outcome, str(status), read_wait(retry_after) if outcome is Outcome.LATER else None)


def read_wait(retry_after: str | None) -> timedelta | None:
    """How long a host asks us to wait: seconds or a date (RFC 9110, 10.2.3), a day at the most; None for nonsense."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), LONGEST_WAIT)
    try:
        until: datetime = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - clock.now(), timedelta(0)), LONGEST_WAIT)


async def _drain(answer: ClientResponse) -> None:
    """Read what little an answer says, so that its connection serves the next; hang up on one that goes on or stops."""
    left = MOST_READ_BYTES
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            while left > 0 and (part := await answer.content.read(left)):
                left -= len(part)
    except (OSError, ClientError, TimeoutError):
        left = 0
    if left <= 0:
        answer.close()
