"""Whoever followed when it happened is told of it, once."""

from datetime import timedelta

import pytest

from app import clock
from app.cases import operations
from app.cases.workflow import Status
from app.extensions import db
from app.followers.models import UNCONFIRMED
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.delivery.followers import Town
from tests.factories import sent


@pytest.fixture
def number(client: CheckingClient, town: Town) -> str:
    """A case of which everybody has heard."""
    number = sent(client)
    town.work()
    return number


def test_a_follower_hears_of_a_change_in_their_own_language(town: Town, number: str) -> None:
    channel = town.follow(town.case(number).id, language="ar")
    town.change(number)
    (message,) = town.work()
    assert (message.address, message.kind) == (channel.address, "status")
    assert (message.words.language, message.words.direction) == ("ar", "rtl")
    assert message.topic == message.words.tag
    assert town.states() == {"sent": 1}
    assert not town.work()


def test_nobody_hears_of_what_happened_before_they_followed(town: Town, number: str) -> None:
    town.change(number)
    with clock.stopped_at(NOON + timedelta(minutes=5)):
        town.follow(town.case(number).id)
        assert not town.work()


def test_nobody_hears_of_what_happened_after_they_stopped(town: Town, number: str) -> None:
    channel = town.follow(town.case(number).id)
    channel.follower.follows[0].ended_at = NOON
    db.session.commit()
    with clock.stopped_at(NOON + timedelta(minutes=5)):
        town.change(number)
        assert not town.work()
    assert not town.messages()


def test_whoever_stopped_before_it_was_sent_hears_nothing(town: Town, number: str) -> None:
    channel = town.follow(town.case(number).id)
    town.change(number)
    channel.follower.follows[0].ended_at = NOON + timedelta(seconds=1)
    db.session.commit()
    assert not town.work()
    assert town.messages()[0].outcome == "unfollowed"


def test_what_is_rolled_back_is_told_to_nobody(town: Town, number: str) -> None:
    town.follow(town.case(number).id)
    operations.update_status(town.case(number), Status.ACKNOWLEDGED)
    db.session.rollback()
    assert not town.work()
    assert not town.messages()


def test_every_channel_of_a_follower_is_told_but_those_that_are_not_confirmed(town: Town, number: str) -> None:
    channel = town.follow(town.case(number).id)
    mail = town.reach(channel.follower, "email", "smtp")
    town.reach(channel.follower, "email", "smtp", state=UNCONFIRMED)
    db.session.commit()
    town.change(number)
    assert {message.address for message in town.work()} == {channel.address, mail.address}


def test_whoever_did_it_is_not_told_what_they_did(town: Town, client: CheckingClient) -> None:
    number = sent(client)
    case = town.case(number)
    own, other = town.follow(case.id, report_id=case.reports[0].id), town.follow(case.id)
    operations.withdraw_report(case.reports[0])
    db.session.commit()
    assert {message.address for message in town.work()} <= {other.address}
    assert own.address not in town.sender.by_address()
