"""A push service that does not believe our keys or contact: the operator mends them, and nothing is lost meanwhile."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest

from app import clock
from app.delivery import jobs
from app.delivery.alarms import Alarms
from app.delivery.ending import Account
from app.delivery.hosts import LONGEST_WAIT, Hosts, wait_for_mending
from app.delivery.push import PushMaker
from app.delivery.push_sender import PushSender
from app.delivery.senders import SENT, Outcome, Result, register_sender
from app.extensions import db
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.delivery.followers import Town
from tests.delivery.push_messages import CONTACT, KEYS, LOOPBACK
from tests.factories import sent
from tests.push_service import Answer, PushService

MINUTE = timedelta(minutes=1)
NOT_BELIEVED = Result(Outcome.LATER, "403", is_our_fault=True)


@pytest.fixture
def service() -> Iterator[PushService]:
    with PushService() as service:
        yield service


def subscribe(town: Town, service: PushService, case_id: int, name: str) -> None:
    channel = town.follow(case_id, host="127.0.0.1")
    given = service.subscribe(name)
    channel.address, channel.keys = given["endpoint"], given["keys"]
    db.session.commit()


@pytest.mark.parametrize("status", [401, 403])
def test_nothing_is_lost_until_the_keys_are_mended(
    client: CheckingClient, town: Town, service: PushService, status: int
) -> None:
    register_sender(town.app, "push", lambda: PushSender(PushMaker(KEYS, CONTACT), LOOPBACK))
    number = sent(client)
    town.work()
    names = [f"phone {count}" for count in range(3)]
    for name in names:
        subscribe(town, service, town.case(number).id, name)
    town.change(number)
    service.answer(Answer(status))
    town.work()
    tried = [message for message in town.messages() if message.state == "later"]
    assert tried
    assert {message.outcome for message in tried} == {str(status)}
    assert min(message.due_at for message in tried) >= NOON + 15 * MINUTE
    assert max(message.due_at for message in tried) <= NOON + 30 * MINUTE
    status_lines = town.app.test_cli_runner().invoke(args=["delivery", "status"]).output
    assert f"{len(tried)}  127.0.0.1  later  {status}" in status_lines
    service.answer(Answer(201))
    with clock.stopped_at(NOON + 31 * MINUTE):
        town.work()
    assert town.states() == {"sent": 3}
    assert [len(service.received(name)) for name in names] == [1, 1, 1]


def test_messages_wait_longer_each_time_but_never_for_ever() -> None:
    first, second, tenth = ([wait_for_mending(attempts) for _ in range(200)] for attempts in (1, 2, 10))
    assert 15 * MINUTE <= min(first) < max(first) <= 30 * MINUTE <= min(second)
    assert timedelta(hours=2) <= min(tenth) < max(tenth) <= LONGEST_WAIT


class Seconds:
    """A clock that goes on when it is told to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_host_that_does_not_believe_us_is_left_alone_at_once_and_tried_with_one_message() -> None:
    seconds = Seconds()
    hosts = Hosts(lambda _host: 8, seconds)
    hosts.told("push.example", NOT_BELIEVED)
    assert not hosts.is_open("push.example")
    seconds.now += 5
    assert hosts.room("push.example") == 1
    hosts.told("push.example", SENT)
    assert hosts.room("push.example") == 32


def test_one_subscription_for_another_key_keeps_nobody_waiting_for_long() -> None:
    """Anybody can bring one: its refusals pause the host for minutes at the most, never for what it waits itself."""
    seconds = Seconds()
    hosts = Hosts(lambda _host: 8, seconds)
    for _ in range(50):
        hosts.told("push.example", NOT_BELIEVED)
        seconds.now += 301
        assert hosts.is_open("push.example")


def test_the_operator_hears_at_once_then_once_a_minute_with_all_that_came_meanwhile() -> None:
    seconds = Seconds()
    alarms = Alarms(seconds)
    assert [alarms.ring("push.example", "400") for _ in range(300)] == [1] + [0] * 299
    assert alarms.ring("push.example", "405") == 1
    assert alarms.ring("smtp", "550") == 1
    seconds.now += 60
    assert alarms.ring("push.example", "400", 2) == 301


def test_many_kinds_of_trouble_do_not_fill_the_memory() -> None:
    alarms = Alarms(Seconds())
    for count in range(5000):
        assert alarms.ring(f"{count}.example", "400") == 1
    assert len(alarms._rung) <= 1000


def test_refusals_that_are_written_in_many_steps_are_one_line_in_the_log(
    town: Town, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = Seconds()
    monkeypatch.setattr(jobs, "refusals", Alarms(seconds))
    account = Account()
    account.refused["push.example", "400"] = 30
    for _ in range(10):
        jobs.finish(account)
    seconds.now += 61
    jobs.finish(account)
    said = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert said == [
        "push.example refused 30 messages for ever: 400",
        "push.example refused 300 messages for ever: 400",
    ]
