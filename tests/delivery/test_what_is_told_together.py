"""A phone is not rung for every step: what belongs together is one message, and nights are quiet."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from app import clock
from app.cases.timeline import record
from app.cases.workflow import ClosingReason, Status
from app.delivery import coalescing, leasing
from app.delivery.models import Message
from app.delivery.senders import SENT, Outcome, Result
from app.extensions import db
from app.followers.models import DAILY
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.delivery.followers import Town
from tests.factories import sent

EIGHT = NOON + timedelta(hours=20)  # it is noon in the city at NOON
TEN, SEVEN = 22 * 60, 7 * 60
NIGHT, MORNING = NOON + timedelta(hours=11), NOON + timedelta(hours=19)


@pytest.fixture
def number(client: CheckingClient, town: Town) -> str:
    """A case of which everybody has heard."""
    return opened(client, town, 1)[0]


def opened(client: CheckingClient, town: Town, count: int) -> list[str]:
    numbers = [sent(client, description=f"Tags, wall {place}.") for place in range(count)]
    town.work()
    return numbers


def one_follows(client: CheckingClient, town: Town, count: int) -> None:
    """Somebody follows so many cases, and there is news of each."""
    numbers = opened(client, town, count)
    follower = town.follow(town.case(numbers[0]).id).follower
    for number in numbers[1:]:
        town.follow(town.case(number).id, follower=follower)
    for number in numbers:
        town.change(number)


def outcome_of(messages: list[Message], state: str) -> list[str | None]:
    return [message.outcome for message in messages if message.state == state]


def test_the_newest_of_a_case_stands_for_those_before_it(town: Town, number: str) -> None:
    town.follow(town.case(number).id)
    for status in (Status.ACKNOWLEDGED, Status.SCHEDULED, Status.IN_PROGRESS):
        town.change(number, status)
    (told,) = town.work()
    assert "Work has started" in told.words.title
    head = [message.id for message in town.messages() if message.state == "sent"]
    assert town.states() == {"sent": 1, "merged": 2}
    assert outcome_of(town.messages(), "merged") == [f"with {head[0]}"] * 2


def test_two_followers_of_a_case_are_each_told(town: Town, number: str) -> None:
    one, other = town.follow(town.case(number).id), town.follow(town.case(number).id)
    town.change(number, Status.ACKNOWLEDGED)
    town.change(number, Status.SCHEDULED)
    assert town.work()
    assert town.sender.by_address() == {one.address: 1, other.address: 1}


def test_somebody_else_reporting_it_does_not_hide_that_it_was_fixed(town: Town, client: CheckingClient) -> None:
    (number,) = opened(client, town, 1)
    town.follow(town.case(number).id)
    town.change(number, Status.CLOSED, ClosingReason.FIXED)
    closed = [message for message in _with_a_later_join(town, number) if message.kind == "status"]
    assert [message.state for message in closed] == ["sent"]


def _with_a_later_join(town: Town, number: str) -> list[Message]:
    record(town.case(number), "joined", clock.now())
    db.session.commit()
    town.work()
    return town.messages()


def test_news_of_a_few_cases_come_one_by_one(town: Town, client: CheckingClient) -> None:
    one_follows(client, town, 3)
    assert len(town.work()) == 3


def test_news_of_many_cases_are_one_message(town: Town, client: CheckingClient) -> None:
    one_follows(client, town, 6)
    (told,) = town.work()
    assert told.kind == "digest"
    assert told.urgency == "low"
    assert town.states() == {"sent": 1, "merged": 5}


def test_news_of_more_cases_than_one_message_can_tell_leave_none_out(
    town: Town, client: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coalescing, "MOST_TOGETHER", 5)
    monkeypatch.setattr(leasing, "MOST_COMPANIONS", 8)
    town.sender.at_once = 1  # few are leased at once, and the others of the phone come along as companions
    one_follows(client, town, 17)
    told = town.work()
    named = Counter(outcome_of(town.messages(), "merged"))  # by the message that told of them too
    assert town.states() == {"sent": len(told), "merged": 17 - len(told)}
    assert len(told) < 8
    assert max(named.values()) == 5 - 1


def test_a_repeat_of_many_has_the_topic_of_the_first_try(town: Town, client: CheckingClient) -> None:
    one_follows(client, town, 6)
    (first,) = town.work()
    db.session.execute(update(Message).values(done_at=None, state="leased"))  # killed before it was marked
    db.session.commit()
    with clock.stopped_at(NOON + timedelta(minutes=5)):
        (again,) = town.work()
    assert (again.topic, again.words.tag) == (first.topic, first.words.tag)
    assert again.topic == again.words.tag


def test_a_daily_follower_hears_of_all_at_eight(town: Town, client: CheckingClient) -> None:
    numbers = opened(client, town, 2)
    follower = town.follow(town.case(numbers[0]).id, pace=DAILY).follower
    town.follow(town.case(numbers[1]).id, follower=follower)
    for number in numbers:
        town.change(number)
    assert not town.work()
    with clock.stopped_at(EIGHT - timedelta(minutes=1)):
        assert not town.work()
    with clock.stopped_at(EIGHT):
        (told,) = town.work()
    assert told.kind == "digest"
    assert town.states() == {"sent": 1, "merged": 1}


@pytest.mark.parametrize("moment", [NIGHT, MORNING - timedelta(minutes=1)])
def test_nobody_is_told_in_their_quiet_hours(town: Town, number: str, moment: datetime) -> None:
    town.follow(town.case(number).id, quiet_from=TEN, quiet_until=SEVEN)
    with clock.stopped_at(moment):
        town.change(number)
        assert not town.work()
    assert [message.due_at for message in town.messages()] == [MORNING]
    with clock.stopped_at(MORNING):
        assert len(town.work()) == 1
    assert [message.attempts for message in town.messages()] == [1]


def test_who_has_other_quiet_hours_is_told(town: Town, number: str) -> None:
    town.follow(town.case(number).id, quiet_from=TEN, quiet_until=SEVEN)
    town.change(number)
    assert len(town.work()) == 1


def test_what_was_put_off_lives_as_much_longer(town: Town, number: str) -> None:
    town.follow(town.case(number).id, quiet_from=TEN, quiet_until=SEVEN)
    with clock.stopped_at(NIGHT):
        town.change(number)
        town.work()
    assert [message.expires_at for message in town.messages()] == [MORNING + timedelta(days=3)]


def test_what_was_not_told_in_three_days_is_told_no_more(town: Town, number: str) -> None:
    town.follow(town.case(number).id)
    town.change(number)
    with clock.stopped_at(NOON + timedelta(days=3)):
        assert not town.work()
    assert town.states() == {"expired": 1}


def test_clocks_that_go_back_keep_nothing_waiting(town: Town, number: str) -> None:
    town.follow(town.case(number).id)
    with clock.stopped_at(NOON + timedelta(days=300)):
        town.change(number)
        town.sender.answer = lambda _message: Result(Outcome.LATER, "TimeoutError")
        town.work()
    town.sender.answer = lambda _message: SENT
    with clock.stopped_at(NOON + timedelta(hours=1)):
        assert len(town.work()) == 1
