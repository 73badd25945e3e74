"""A worker may die at any line: every message is sent at least once, and never twice by two that live."""

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import func, select, update

from app import clock
from app.cases.timeline import record
from app.cases.workflow import ClosingReason, Status
from app.delivery import expanding, jobs, leasing
from app.delivery.composing import Composer
from app.delivery.ending import Tried, account_of
from app.delivery.loop import Delivery
from app.delivery.models import Message, State
from app.delivery.senders import SENT
from app.dispatch import Dispatch
from app.extensions import db
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.delivery.followers import Town
from tests.factories import sent

AFTER_THE_LEASE = NOON + leasing.LEASE


@pytest.fixture
def number(client: CheckingClient, town: Town) -> str:
    """A case of which everybody has heard."""
    number = sent(client)
    town.work()
    return number


@pytest.fixture
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expanding, "FOLLOWS_AT_ONCE", 7)


def everything(_host: str) -> int:
    return 1000


@pytest.mark.usefixtures("_small_steps")
@pytest.mark.parametrize("steps", [0, 1, 3])
def test_killed_while_followers_are_found_nobody_is_left_out_or_doubled(town: Town, number: str, steps: int) -> None:
    for _ in range(30):
        town.follow(town.case(number).id)
    town.change(number)
    for _ in range(steps):
        assert jobs.expand()
    assert expanding.expand_next().messages == 7
    db.session.rollback()  # killed before the commit
    assert len(town.messages()) == 7 * steps
    town.work()
    assert len(town.messages()) == 30
    assert set(town.sender.by_address().values()) == {1}
    assert len(town.sender.by_address()) == 30


@pytest.mark.usefixtures("_small_steps")
def test_a_part_that_is_made_again_is_not_doubled(town: Town, number: str) -> None:
    for _ in range(20):
        town.follow(town.case(number).id)
    town.change(number)
    jobs.expand()
    jobs.expand()
    newest = select(func.max(Dispatch.id)).scalar_subquery()
    db.session.execute(update(Dispatch).where(Dispatch.id == newest).values(expanded_to=0, expanded_at=None))
    db.session.commit()
    town.work()
    assert len(town.messages()) == 20
    assert town.sender.by_address().total() == 20


def test_killed_after_the_lease_it_is_sent_when_the_lease_ends(town: Town, number: str) -> None:
    town.follow(town.case(number).id)
    town.change(number)
    jobs.expand()
    parcels, taken = jobs.take(Composer(), everything)
    assert (len(parcels), taken) == (1, 1)
    assert not town.work()
    with clock.stopped_at(AFTER_THE_LEASE):
        (again,) = town.work()
    assert again.topic == parcels[0].outgoing.topic
    assert again.message_id == parcels[0].outgoing.message_id
    assert [message.attempts for message in town.messages()] == [2]


def test_killed_after_sending_the_repeat_takes_the_place_of_the_first(town: Town, number: str) -> None:
    town.follow(town.case(number).id)
    town.change(number)
    (first,) = town.work()
    db.session.execute(update(Message).values(done_at=None, state=State.LEASED, due_at=AFTER_THE_LEASE))
    db.session.commit()
    with clock.stopped_at(AFTER_THE_LEASE):
        (again,) = town.work()
    assert (again.topic, again.words.tag, again.message_id) == (first.topic, first.words.tag, first.message_id)


def test_a_worker_that_lost_its_lease_marks_nothing(town: Town, number: str) -> None:
    town.follow(town.case(number).id)
    town.change(number)
    jobs.expand()
    slow, _taken = jobs.take(Composer(), everything)
    with clock.stopped_at(AFTER_THE_LEASE):
        quick, _taken = jobs.take(Composer(), everything)
        jobs.finish(account_of([Tried(slow[0], SENT)]))
        assert town.states() == {"leased": 1}
        jobs.finish(account_of([Tried(quick[0], SENT)]))
    assert town.states() == {"sent": 1}


def test_two_workers_never_take_the_same_message(town: Town, number: str) -> None:
    for _ in range(40):
        town.follow(town.case(number).id)
    town.change(number)
    jobs.expand()
    one, _taken = jobs.take(Composer(), lambda _host: 25)
    other, _taken = jobs.take(Composer(), lambda _host: 25)
    ids = [parcel.head_id for parcel in (*one, *other)]
    assert (len(one), len(other), len(set(ids))) == (25, 15, 40)


def test_workers_beside_each_other_tell_everybody_once(town: Town, number: str) -> None:
    for place in range(300):
        town.follow(town.case(number).id, host=f"{place % 3}.example")
    town.change(number)

    async def both() -> None:
        await asyncio.gather(*(Delivery(town.app).run_once() for _ in range(3)))

    db.session.rollback()
    asyncio.run(both())
    assert set(town.sender.by_address().values()) == {1}
    assert town.states() == {"sent": 300}


@pytest.fixture(params=["expand", "take", "finish"])
def failing_store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The store fails at the first step of this kind."""
    failures: list[int] = []
    step: Callable[..., object] = getattr(jobs, request.param)

    def once(*args: object) -> object:
        if not failures:
            failures.append(1)
            raise OSError("the disk is away")
        return step(*args)

    monkeypatch.setattr("app.delivery.loop.TROUBLE_SECONDS", 0.01)
    monkeypatch.setattr(jobs, request.param, once)
    return failures


def test_a_store_that_fails_ends_no_worker_and_loses_nothing(town: Town, number: str, failing_store: list[int]) -> None:
    for _ in range(5):
        town.follow(town.case(number).id)
    town.change(number)
    town.work_until(lambda: len(town.sender.got) == 5)
    assert failing_store
    assert town.states() == {"sent": 5}
    assert set(town.sender.by_address().values()) == {1}


@pytest.mark.usefixtures("_small_steps")
def test_what_few_follow_is_not_kept_waiting_by_what_many_follow(
    town: Town, number: str, client: CheckingClient
) -> None:
    other = sent(client, description="Another wall.")
    town.work()
    for _ in range(30):
        town.follow(town.case(number).id)
    town.change(number)
    assert jobs.expand()
    one = town.follow(town.case(other).id)
    town.change(other)
    assert jobs.expand()
    assert one.id in {message.channel_id for message in town.messages()}
    assert len(town.messages()) < 31


def test_news_that_was_on_its_way_for_too_long_does_not_take_the_place_of_newer_ones(town: Town, number: str) -> None:
    town.follow(town.case(number).id)
    town.change(number, Status.ACKNOWLEDGED)
    jobs.expand()
    jobs.take(Composer(), everything)  # by a worker that dies
    town.change(number, Status.IN_PROGRESS)
    (newer,) = town.work()
    assert "Work has started" in newer.words.title
    with clock.stopped_at(AFTER_THE_LEASE):
        assert not town.work()
    assert [message.outcome for message in town.messages()] == ["newer was told", None]


def test_that_a_case_was_closed_is_told_even_after_lesser_news(town: Town, number: str) -> None:
    town.follow(town.case(number).id)
    town.change(number, Status.CLOSED, ClosingReason.FIXED)
    jobs.expand()
    jobs.take(Composer(), everything)  # by a worker that dies
    record(town.case(number), "joined", NOON)
    db.session.commit()
    assert [message.kind for message in town.work()] == ["joined"]
    with clock.stopped_at(AFTER_THE_LEASE):
        assert [message.kind for message in town.work()] == ["status"]
