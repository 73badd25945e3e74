"""`flask sweep` proves that everybody was told, and mends where somebody was not."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from app import clock
from app.delivery.models import Message
from app.dispatch import Dispatch
from app.extensions import db
from app.followers.models import Channel
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.delivery.followers import Town
from tests.factories import sent

HOUR = timedelta(hours=1)


@pytest.fixture
def number(client: CheckingClient, town: Town) -> str:
    """A case of which everybody has heard."""
    with clock.stopped_at(NOON - HOUR):
        number = sent(client)
        town.work()
    return number


def sweep(town: Town) -> dict[str, int]:
    db.session.rollback()
    lines = town.app.test_cli_runner().invoke(args=["sweep"]).output.splitlines()
    counts = (line.split(maxsplit=1) for line in lines if line[:8].strip().isdigit())
    return {what: int(count) for count, what in counts}


def expected_and_missing(town: Town) -> tuple[int, int]:
    counts = sweep(town)
    return counts["messages that followers had to get"], counts["of them missing, and due now"]


def test_nothing_is_missing_when_everybody_was_told(town: Town, number: str) -> None:
    for _ in range(3):
        town.follow(town.case(number).id)
    town.change(number)
    town.work()
    assert expected_and_missing(town) == (3, 0)


def test_whoever_was_left_out_is_told_after_all(town: Town, number: str) -> None:
    for _ in range(3):
        town.follow(town.case(number).id)
    town.change(number)
    town.work()
    one = db.session.scalars(select(Message.id).limit(1)).one()
    db.session.execute(delete(Message).where(Message.id == one))
    db.session.commit()
    assert expected_and_missing(town) == (3, 1)
    assert len(town.work()) == 1
    assert expected_and_missing(town) == (3, 0)


def test_whoever_came_later_is_not_missing(town: Town, number: str) -> None:
    town.follow(town.case(number).id)
    town.change(number)
    town.work()
    with clock.stopped_at(NOON + HOUR):
        town.follow(town.case(number).id)
        late = town.follow(town.case(number).id)
        late.follower.follows[0].followed_at = NOON - HOUR
        late.confirmed_at = NOON + HOUR  # followed before, and said that the address is theirs when it was over
        db.session.commit()
        assert expected_and_missing(town) == (1, 0)


def test_whoever_is_gone_is_not_missing(town: Town, number: str) -> None:
    channel = town.follow(town.case(number).id)
    town.change(number)
    town.work()
    db.session.execute(delete(Channel).where(Channel.id == channel.id))
    db.session.commit()
    assert not town.messages()
    assert expected_and_missing(town) == (0, 0)


def test_old_news_are_not_told_again(town: Town, number: str) -> None:
    town.follow(town.case(number).id)
    town.change(number)
    town.work()
    db.session.execute(delete(Message))
    db.session.commit()
    with clock.stopped_at(NOON + timedelta(days=4)):
        assert expected_and_missing(town) == (0, 0)


def test_a_worker_that_does_not_run_is_a_fault(town: Town, number: str) -> None:
    town.change(number)
    assert not any("no worker took up" in what for what in sweep(town))
    with clock.stopped_at(NOON + 2 * HOUR):
        assert sweep(town)["FAULT events of an hour ago that no worker took up"] == 1


def test_a_dispatch_that_says_it_is_done_and_is_not_is_found(town: Town, number: str) -> None:
    for _ in range(3):
        town.follow(town.case(number).id)
    town.change(number)
    db.session.execute(update(Dispatch).values(expanded_at=NOON))
    db.session.commit()
    assert expected_and_missing(town) == (3, 3)
    assert {message.kind for message in town.work()} == {"status"}
