"""Whatever a host answers, or does not: nothing is lost, nobody is hurried, and the others are told meanwhile."""

from datetime import timedelta

import pytest

from app import clock
from app.cases.workflow import Status
from app.delivery import jobs, loop
from app.delivery.alarms import Alarms
from app.delivery.hosts import (
    FAILURES_IN_A_ROW,
    LONGEST_RETRY_AFTER,
    LONGEST_WAIT,
    Hosts,
    wait_after,
)
from app.delivery.senders import SENT, Outcome, Outgoing, Result
from app.extensions import db
from app.followers.models import GONE, Channel
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.delivery.followers import Town
from tests.factories import sent

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NO_ANSWER = Result(Outcome.LATER, "TimeoutError")


@pytest.fixture
def number(client: CheckingClient, town: Town) -> str:
    """A case of which everybody has heard."""
    number = sent(client)
    town.work()
    return number


def answering(town: Town, result: Result) -> None:
    town.sender.answer = lambda _message: result


def test_somebody_who_is_gone_is_written_to_no_more(town: Town, number: str) -> None:
    channel = town.follow(town.case(number).id)
    town.change(number)
    answering(town, Result(Outcome.GONE, "410"))
    town.work()
    assert town.states() == {"gone": 1}
    found = db.session.get(Channel, channel.id)
    assert found is not None
    assert found.state == GONE
    with clock.stopped_at(NOON + HOUR):
        town.change(number, Status.SCHEDULED)
        assert not town.work()


def test_a_message_that_is_too_large_is_sent_shorter_once(town: Town, number: str) -> None:
    town.follow(town.case(number).id)
    town.change(number)
    town.sender.answer = lambda message: SENT if message.is_short else Result(Outcome.TOO_LARGE, "413")
    assert [message.is_short for message in town.work()] == [False, True]
    assert town.states() == {"sent": 1}


def test_a_message_that_stays_too_large_is_refused(town: Town, number: str) -> None:
    town.follow(town.case(number).id)
    town.change(number)
    answering(town, Result(Outcome.TOO_LARGE, "413"))
    assert len(town.work()) == 2
    assert town.states() == {"refused": 1}


def test_the_operator_hears_of_what_can_never_be_sent(
    town: Town, number: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "refusals", Alarms())
    channels = [town.follow(town.case(number).id) for _ in range(3)]
    town.change(number)
    answering(town, Result(Outcome.REFUSED, "400"))
    town.work()
    assert town.states() == {"refused": 3}
    assert "push.example refused 3 messages for ever: 400" in caplog.text
    assert not [channel for channel in channels if channel.address in caplog.text]
    lines = town.app.test_cli_runner().invoke(args=["delivery", "status"]).output
    assert "3  push.example  refused  400" in lines


def test_nothing_is_lost_when_nobody_answers(town: Town, number: str) -> None:
    town.follow(town.case(number).id)
    town.change(number)
    answering(town, NO_ANSWER)
    town.work()
    (message,) = town.messages()
    assert (message.state, message.outcome, message.attempts) == ("later", "TimeoutError", 1)
    assert NOON <= message.due_at <= NOON + MINUTE
    answering(town, SENT)
    with clock.stopped_at(NOON + MINUTE):
        assert len(town.work()) == 1
    assert town.states() == {"sent": 1}


def test_whoever_asks_to_wait_is_left_alone_as_long(town: Town, number: str) -> None:
    town.follow(town.case(number).id)
    town.change(number)
    answering(town, Result(Outcome.LATER, "429", HOUR))
    town.work()
    assert town.messages()[0].due_at >= NOON + HOUR
    with clock.stopped_at(NOON + HOUR - MINUTE):
        assert not town.work()
    answering(town, SENT)
    with clock.stopped_at(NOON + HOUR + MINUTE):
        assert len(town.work()) == 1


@pytest.mark.parametrize("asked", [timedelta(days=400), timedelta(seconds=-5), timedelta(0)])
def test_nobody_can_ask_for_ever_nor_for_the_past(asked: timedelta) -> None:
    for attempts in (1, 2, 50):
        assert timedelta(0) <= wait_after(attempts, asked) <= LONGEST_RETRY_AFTER + MINUTE


def test_waits_grow_and_differ() -> None:
    first, tenth = ([wait_after(attempts, None) for _ in range(200)] for attempts in (1, 10))
    assert max(first) <= timedelta(seconds=30) < max(tenth) <= LONGEST_WAIT
    assert len(set(first)) > 150


def test_a_sender_that_breaks_loses_nothing(town: Town, number: str) -> None:
    town.follow(town.case(number).id)
    town.change(number)

    def broken(_message: Outgoing) -> Result:
        raise ValueError("a bug")

    town.sender.answer = broken
    town.work()
    assert [(message.state, message.outcome) for message in town.messages()] == [("later", "ValueError")]


def test_the_others_are_told_while_one_host_hangs(town: Town, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Six times as many wait for the host that hangs as the worker would hold for it."""
    monkeypatch.setattr(loop, "TRY_SECONDS", 0.5)
    case_id = town.case(number).id
    hanging = [town.follow(case_id, host="hangs.example") for _ in range(200)]
    well = [town.follow(case_id, host="well.example") for _ in range(20)]
    town.change(number)
    town.sender.hangs = frozenset({"hangs.example"})
    told = town.work()
    first = [message.host for message in told[: town.sender.at_once + len(well) + 8]]
    assert first.count("well.example") == len(well)
    assert first.count("hangs.example") <= town.sender.at_once + 8
    states = {(message.host, message.state) for message in town.messages()}
    assert ("well.example", "sent") in states
    assert not {state for host, state in states if host == "hangs.example"} & {"sent", "leased", "gone"}
    assert len([message for message in told if message.host == "hangs.example"]) < len(hanging) / 4


def test_what_was_not_tried_is_due_at_once_and_costs_no_try(
    town: Town, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "TRY_SECONDS", 0.2)
    for _ in range(60):
        town.follow(town.case(number).id, host="hangs.example")
    town.change(number)
    town.sender.hangs = frozenset({"hangs.example"})
    tried = len(town.work())
    untried = [message for message in town.messages() if message.state == "due"]
    assert len(untried) == 60 - tried
    assert {(message.attempts, message.due_at, message.lease) for message in untried} == {(0, NOON, None)}


class Seconds:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def test_a_host_that_fails_is_tried_with_one_message_later(seconds: Seconds) -> None:
    hosts = Hosts(lambda _host: 8, seconds)
    assert hosts.room("push.example") == 32
    for _ in range(FAILURES_IN_A_ROW):
        assert hosts.is_open("push.example")
        hosts.told("push.example", NO_ANSWER)
    assert not hosts.is_open("push.example")
    assert hosts.room("push.example") == 0
    assert hosts.room("well.example") == 32
    seconds.now += 5
    assert hosts.room("push.example") == 1
    hosts.hold("push.example")
    assert hosts.room("push.example") == 0
    hosts.let_go("push.example")
    hosts.told("push.example", NO_ANSWER)
    assert hosts.room("push.example") == 0
    seconds.now += 10
    hosts.told("push.example", SENT)
    assert hosts.room("push.example") == 32


def test_a_quick_host_is_held_many_messages_and_a_slow_one_few(seconds: Seconds) -> None:
    hosts = Hosts(lambda _host: 8, seconds)
    for _ in range(20):
        seconds.now += 0.1
        hosts.told("quick.example", SENT)
    assert hosts.room("quick.example") == 100
    for _ in range(20):
        seconds.now += 1
        hosts.told("quick.example", SENT)
    assert hosts.room("quick.example") == 32


def test_one_phone_that_had_too_many_does_not_stop_the_others(seconds: Seconds) -> None:
    hosts = Hosts(lambda _host: 8, seconds)
    hosts.told("push.example", Result(Outcome.LATER, "429", MINUTE))
    assert hosts.is_open("push.example")
    hosts.told("push.example", Result(Outcome.LATER, "429", MINUTE))
    assert not hosts.is_open("push.example")
    seconds.now += 59
    assert not hosts.is_open("push.example")
    seconds.now += 2
    assert hosts.is_open("push.example")


def test_a_host_that_nobody_carries_to_has_no_room(seconds: Seconds) -> None:
    assert Hosts(lambda _host: 0, seconds).room("sms") == 0


def test_what_nobody_carries_waits_until_somebody_does(town: Town, number: str) -> None:
    town.follow(town.case(number).id, host="sms", kind="sms")
    town.change(number)
    kept = town.app.extensions["senders"].pop("sms")
    assert not town.work()
    town.app.extensions["senders"]["sms"] = kept
    assert len(town.work()) == 1


def test_a_worker_that_is_told_to_stop_ends_what_it_began_and_gives_back_the_rest(town: Town, number: str) -> None:
    for _ in range(100):
        town.follow(town.case(number).id)
    town.change(number)
    town.work_until(lambda: len(town.sender.got) >= 10)
    states = town.states()
    assert states["leased"] == 0
    assert states["sent"] == len(town.sender.got)
    assert states["sent"] + states["due"] == 100
