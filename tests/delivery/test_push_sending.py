"""What a phone and its push service get, and what becomes of every answer; read by code that did not write it."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app import clock
from app.delivery.push import PushMaker
from app.delivery.push_sender import PushSender
from app.delivery.senders import Outcome, Result
from tests.conftest import NOON
from tests.delivery.push_messages import ARABIC, CONTACT, KEYS, LOOPBACK, message, send
from tests.push_service import NEVER, Answer, PushService, elsewhere, too_many


@pytest.fixture
def service() -> Iterator[PushService]:
    with PushService() as service:
        yield service


@pytest.fixture
def subscribed(service: PushService) -> dict[str, Any]:
    """A browser's subscription, whose address the test replaces."""
    return service.subscribe("a phone")


def test_a_phone_reads_what_it_is_told(service: PushService) -> None:
    phone = service.subscribe("a phone", vapid_key=KEYS.public)
    assert send([message(phone)]) == [Result(Outcome.SENT)]
    (told,) = service.received("a phone")
    assert told.payload == {
        "web_push": 8030,
        "notification": {
            "title": ARABIC.title, "body": ARABIC.body, "lang": "ar", "dir": "rtl", "tag": ARABIC.tag,
            "navigate": ARABIC.url,
        },
    }  # fmt: skip
    assert not service.complaints


def test_a_push_service_learns_how_long_how_urgent_and_what_it_replaces(service: PushService) -> None:
    phone = service.subscribe("a phone")
    send([message(phone, ttl_seconds=3600, urgency="high"), message(phone, ttl_seconds=10**9, topic="")])
    first, second = (told.headers for told in service.received("a phone"))
    assert (first["TTL"], first["Urgency"], first["Topic"]) == ("3600", "high", "kQ3v9sT1mB8x2LrZ")
    assert (second["TTL"], second.get("Topic")) == (str(28 * 86400), None)
    assert (first["User-Agent"], first["Accept-Encoding"], first.get("Cookie")) == ("Stoop311", "identity", None)


def test_everybody_is_told_over_one_connection_with_one_token(
    service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    phones, connect, connected = (
        [service.subscribe(f"phone {number}") for number in range(5)],
        socket.socket.connect,
        [],
    )

    def counted(self: socket.socket, address: Any) -> None:
        connected.append(address)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", counted)
    service.answer([Answer(201), Answer(410), Answer(503), Answer(201)])
    assert [result.outcome.name for result in send([message(phone) for phone in phones])] == [
        "SENT", "GONE", "LATER", "SENT", "SENT",
    ]  # fmt: skip
    assert len(connected) == 1
    assert len({arrival.headers["Authorization"] for arrival in service.arrivals}) == 1
    assert not service.complaints


def test_a_token_is_new_before_the_old_one_ends(service: PushService) -> None:
    phone, sender = service.subscribe("a phone"), PushSender(PushMaker(KEYS, CONTACT), LOOPBACK)
    for hours in (0, 5, 7, 48, 1):  # at last the clock is set back
        with clock.stopped_at(NOON + timedelta(hours=hours)):
            assert send([message(phone)], sender) == [Result(Outcome.SENT)]
    tokens = [told.headers["Authorization"] for told in service.received("a phone")]
    assert tokens[0] == tokens[1]
    assert len(set(tokens)) == 4
    assert not service.complaints


def test_a_token_that_was_not_believed_is_made_anew(service: PushService) -> None:
    phone = service.subscribe("a phone")
    service.answer([Answer(403), Answer(201)])
    now = iter((NOON, NOON + timedelta(seconds=30)))
    sender = PushSender(PushMaker(KEYS, CONTACT), LOOPBACK)
    for moment in now:
        with clock.stopped_at(moment):
            send([message(phone)], sender)
    first, second = (arrival.headers["Authorization"] for arrival in service.arrivals)
    assert first != second


ANSWERS = {
    200: Outcome.SENT, 201: Outcome.SENT, 202: Outcome.SENT,
    404: Outcome.GONE, 410: Outcome.GONE,
    400: Outcome.REFUSED, 401: Outcome.LATER, 403: Outcome.LATER, 405: Outcome.REFUSED, 422: Outcome.REFUSED,
    413: Outcome.TOO_LARGE,
    408: Outcome.LATER, 429: Outcome.LATER, 500: Outcome.LATER, 502: Outcome.LATER, 503: Outcome.LATER,
    301: Outcome.REFUSED, 302: Outcome.REFUSED, 304: Outcome.REFUSED,
}  # fmt: skip


@pytest.mark.parametrize("status", ANSWERS)
def test_every_answer_means_one_thing(service: PushService, status: int) -> None:
    phone = service.subscribe("a phone")
    service.answer(Answer(status))
    (result,) = send([message(phone)])
    assert result.outcome is ANSWERS[status]
    assert result.detail == ("" if result.outcome is Outcome.SENT else str(status))


@pytest.mark.parametrize("status", [400, 401, 403])
def test_the_operator_hears_of_what_we_did_wrong_and_not_of_whom(
    service: PushService, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    phone = service.subscribe("a phone")
    service.answer(Answer(status))
    send([message(phone)])
    (said,) = [record for record in caplog.records if record.name == "app.delivery.push_sender"]
    assert said.levelno == logging.ERROR
    assert str(status) in said.getMessage()
    assert "phone" not in said.getMessage()


def test_a_phone_that_is_gone_is_no_fault_of_ours(service: PushService, caplog: pytest.LogCaptureFixture) -> None:
    phone = service.subscribe("a phone")
    service.answer(Answer(410))
    send([message(phone)])
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


WAITS = {
    "120": timedelta(minutes=2),
    "0": timedelta(0),
    "Wed, 18 Nov 2026 17:05:00 GMT": timedelta(minutes=5),
    "Wednesday, 18-Nov-26 17:05:00 GMT": timedelta(minutes=5),
    "Wed, 18 Nov 2026 16:00:00 GMT": timedelta(0),
    "9" * 400: timedelta(days=1),
    "Wed, 18 Nov 2099 17:05:00 GMT": timedelta(days=1),
    "soon": None,
    "-5": None,
    "1e3": None,
    "": None,
    "Wed, 99 Nov 2026 17:05:00 GMT": None,
    "Fri, 31 Dec 9999 23:59:59 -2359": timedelta(days=1),
}


@pytest.mark.parametrize("written", WAITS)
def test_a_host_that_asks_for_time_gets_it(service: PushService, written: str) -> None:
    phone = service.subscribe("a phone")
    service.answer(too_many(written))
    assert send([message(phone)]) == [Result(Outcome.LATER, "429", WAITS[written])]


def test_what_is_too_large_is_said_once_more_with_less(service: PushService) -> None:
    phone, long = service.subscribe("a phone"), replace(ARABIC, title="ខ្មែរ" * 400, body="ខ្មែរ" * 400)
    service.answer([Answer(413), Answer(201), Answer(413)])
    results = send([message(phone, long), message(phone, long, is_short=True), message(phone, long, is_short=True)])
    assert [result.outcome for result in results] == [Outcome.TOO_LARGE, Outcome.SENT, Outcome.REFUSED]
    sizes = [len(arrival.body) for arrival in service.arrivals]
    assert sizes[1] < sizes[0] / 2


def test_a_service_that_never_answers_is_tried_later(service: PushService) -> None:
    phone = service.subscribe("a phone")
    service.answer(NEVER)
    sender = PushSender(PushMaker(KEYS, CONTACT), LOOPBACK, seconds=0.2)
    (result,) = send([message(phone)], sender)
    assert result.outcome is Outcome.LATER


def test_a_service_that_is_down_is_tried_later() -> None:
    with PushService() as service:
        phone = service.subscribe("a phone")
    assert send([message(phone)])[0].outcome is Outcome.LATER


def test_nobody_is_followed_elsewhere(service: PushService) -> None:
    phone = service.subscribe("a phone")
    for status in (301, 302, 303, 307, 308):
        service.answer(elsewhere(service.endpoint("somebody else"), status))
        assert send([message(phone)])[0].outcome is Outcome.REFUSED
    assert not service.received("somebody else")
    assert {arrival.name for arrival in service.arrivals} == {"a phone"}


@contextmanager
def talker(*said: bytes) -> Iterator[tuple[int, list[int]]]:
    """A service that says these bytes, a piece at a time, to whatever it hears, for each connection anew; its port, and
    how much it could say to each before the sender hung up.
    """
    heard: list[int] = []

    def talk(connection: socket.socket) -> None:
        connection.recv(65536)
        with suppress(OSError):
            heard.append(0)
            for piece in said:
                connection.sendall(piece)
                heard[-1] += len(piece)
            connection.recv(1)  # until the sender hangs up

    def listen() -> None:
        with suppress(OSError):
            while True:
                with listening.accept()[0] as connection:
                    talk(connection)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=listen, daemon=True).start()
        yield listening.getsockname()[1], heard
        listening.shutdown(socket.SHUT_RDWR)


ODD = {
    "a body that never comes": (b"HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n",),
    "a body without an end": (b"HTTP/1.1 201 Created\r\n\r\n", *(b"x" * 65536 for _ in range(500))),
    "a bomb": (b"HTTP/1.1 201 Created\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\n\x1f\x8b\x08xx",),
}


@pytest.mark.parametrize("name", ODD)
def test_what_an_answer_says_beside_its_status_does_not_matter(subscribed: dict[str, Any], name: str) -> None:
    with talker(*ODD[name]) as (port, heard):
        (result,) = send([message(subscribed, address=f"http://127.0.0.1:{port}/x")])
        assert result == Result(Outcome.SENT)
        assert heard[0] < 20_000_000


NONSENSE = {
    "not HTTP": b"SSH-2.0-OpenSSH_9.6\r\n",
    "half a line": b"HTTP/1.1 20",
    "headers without an end": b"HTTP/1.1 201 Created\r\n" + b"X: y\r\n" * 100_000,
    "one endless header": b"HTTP/1.1 201 Created\r\nX: " + b"y" * 10_000_000,
    "two lengths": b"HTTP/1.1 201 Created\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
}


@pytest.mark.parametrize("name", NONSENSE)
def test_a_service_that_talks_nonsense_is_tried_later(subscribed: dict[str, Any], name: str) -> None:
    with talker(NONSENSE[name]) as (port, _heard):
        sender = PushSender(PushMaker(KEYS, CONTACT), LOOPBACK, seconds=0.5)
        (result,) = send([message(subscribed, address=f"http://127.0.0.1:{port}/x")], sender)
    assert result.outcome is Outcome.LATER


def test_the_operator_hears_once_of_what_goes_wrong_a_thousand_times(
    service: PushService, caplog: pytest.LogCaptureFixture
) -> None:
    phone = service.subscribe("a phone")
    service.answer(Answer(403))
    send([message(phone, message_id=number) for number in range(50)])
    assert len([record for record in caplog.records if record.name == "app.delivery.push_sender"]) == 1


@pytest.mark.parametrize("keys", [None, {}, {"p256dh": "AAAA", "auth": "AAAA"}, {"p256dh": "B" * 87, "auth": "é"}])
def test_nothing_is_sent_that_no_phone_could_read(service: PushService, keys: dict[str, str] | None) -> None:
    phone = service.subscribe("a phone")
    assert send([message(phone, keys=keys)])[0].outcome is Outcome.REFUSED
    assert not service.arrivals
