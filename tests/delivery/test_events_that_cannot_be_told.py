"""One event that cannot be told keeps no other waiting, and is tried again."""

from datetime import timedelta
from typing import Any

import pytest

from app import clock
from app.cases.models import Case, Event
from app.cases.workflow import Status
from app.delivery import composing, expanding
from app.delivery.wording import Words
from app.followers.models import DAILY
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.delivery.followers import Town
from tests.factories import sent

EIGHT = NOON + timedelta(hours=20)  # it is noon in the city at NOON


@pytest.fixture
def numbers(client: CheckingClient, town: Town) -> list[str]:
    """Cases of which everybody has heard."""
    numbers = [sent(client, description=f"Tags, wall {place}.") for place in range(3)]
    town.work()
    return numbers


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Ids of cases of which nothing can be said, nor anybody found who hears of them."""
    ids: set[int] = set()
    words_for, audience_of = composing.words_for, expanding.audience_of

    def say(event: Event, case: Case, **facts: Any) -> Words:
        if case.id in ids:
            raise KeyError("a word of somebody")
        return words_for(event, case, **facts)

    def find(event: Event, case: Case) -> Any:
        if -case.id in ids:
            raise ZeroDivisionError
        return audience_of(event, case)

    monkeypatch.setattr(composing, "words_for", say)
    monkeypatch.setattr(expanding, "audience_of", find)
    return ids


def test_what_cannot_be_put_into_words_keeps_nobody_else_waiting(
    town: Town, numbers: list[str], broken: set[int], caplog: pytest.LogCaptureFixture
) -> None:
    channels = [town.follow(town.case(number).id) for number in numbers]
    broken.add(town.case(numbers[0]).id)
    for number in numbers:
        town.change(number)
    assert {message.address for message in town.work()} == {channel.address for channel in channels[1:]}
    assert town.states() == {"later": 1, "sent": 2}
    [waits] = [message for message in town.messages() if message.is_open]
    assert (waits.outcome, waits.attempts, waits.lease) == ("no words: KeyError", 1, None)
    assert waits.due_at > NOON
    assert "no words for status (event" in caplog.text
    assert "a word of somebody" not in caplog.text


def test_it_is_told_once_it_can_be_and_expires_where_it_never_can(
    town: Town, numbers: list[str], broken: set[int]
) -> None:
    for number in numbers[:2]:
        town.follow(town.case(number).id)
        broken.add(town.case(number).id)
        town.change(number)
    assert not town.work()
    broken.remove(town.case(numbers[0]).id)
    with clock.stopped_at(NOON + timedelta(hours=1)):
        assert len(town.work()) == 1
    with clock.stopped_at(NOON + timedelta(days=3)):
        assert not town.work()
    assert town.states() == {"sent": 1, "expired": 1}


def test_a_day_is_told_without_the_case_that_has_no_words(town: Town, numbers: list[str], broken: set[int]) -> None:
    follower = town.follow(town.case(numbers[0]).id, pace=DAILY).follower
    for number in numbers[1:]:
        town.follow(town.case(number).id, follower=follower)
    for number in numbers:
        town.change(number)
    town.change(numbers[0], Status.SCHEDULED)
    assert not town.work()
    broken.add(town.case(numbers[0]).id)
    with clock.stopped_at(EIGHT):
        assert len(town.work()) == 1
    assert town.states() == {"sent": 1, "merged": 1, "later": 2}


def test_an_event_whose_followers_cannot_be_found_keeps_no_other_waiting(
    town: Town, numbers: list[str], broken: set[int], caplog: pytest.LogCaptureFixture
) -> None:
    channels = [town.follow(town.case(number).id) for number in numbers]
    broken.add(-town.case(numbers[0]).id)
    for number in numbers:
        town.change(number)
    assert {message.address for message in town.work()} == {channel.address for channel in channels[1:]}
    assert expanding.count_pending() == 1
    assert caplog.text.count("(status) cannot become messages: ZeroDivisionError") == 1
    broken.clear()
    assert [message.address for message in town.work()] == [channels[0].address]


def test_many_that_fail_keep_no_other_waiting(
    town: Town, numbers: list[str], broken: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expanding, "DISPATCHES_AT_ONCE", 2)
    channels = [town.follow(town.case(number).id) for number in numbers]
    broken |= {-town.case(number).id for number in numbers[:2]}
    for number in numbers:
        town.change(number)
    assert [message.address for message in town.work()] == [channels[2].address]
