"""Whoever changes while something waits for them still hears of it: two that become one, and another pace."""

from datetime import timedelta

import pytest

from app import clock
from app.delivery.senders import SENT, Outcome, Result
from app.extensions import db
from app.followers.merging import merge_follower
from app.followers.models import AREA, AT_ONCE, DAILY, Channel, Follower
from app.followers.operations import set_habits
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.delivery.followers import Town
from tests.delivery.test_who_may_hear import area_of
from tests.factories import sent

LATER, SOON = Result(Outcome.LATER, "TimeoutError"), NOON + timedelta(hours=1)


@pytest.fixture
def number(client: CheckingClient, town: Town) -> str:
    """A case of which everybody has heard."""
    number = sent(client)
    town.work()
    return number


def put_off(town: Town) -> None:
    """What waits is tried, and waits for another try."""
    town.sender.answer = lambda _message: LATER
    town.work()
    town.sender.answer = lambda _message: SENT
    town.sender.got.clear()


def merge(other: Channel, into: Follower) -> None:
    merge_follower(db.session.get_one(Follower, other.follower_id), into=into, endpoint=None, takes_habits=False)
    db.session.commit()


def change_pace(follower: Follower, pace: str) -> None:
    set_habits(follower, language="en", pace=pace, quiet_from=None, quiet_until=None)
    db.session.commit()


def test_a_mail_that_waits_is_sent_although_two_followers_of_the_case_became_one(town: Town, number: str) -> None:
    mail = town.follow(town.case(number).id, kind="email", host="smtp")
    phone = town.follow(town.case(number).id)
    town.change(number)
    put_off(town)
    told = {mail.address: 1, phone.address: 1}
    merge(mail, phone.follower)
    with clock.stopped_at(SOON):
        town.work()
    assert town.sender.by_address() == told


def test_so_is_one_of_an_area_that_both_follow(town: Town, client: CheckingClient, number: str) -> None:
    area_id = area_of(town.case(number))
    mail, phone = town.follow(area_id, AREA, kind="email", host="smtp"), town.follow(area_id, AREA)
    sent(client, description="Another wall.")
    put_off(town)
    told = {mail.address: 1, phone.address: 1}
    merge(mail, phone.follower)
    with clock.stopped_at(SOON):
        town.work()
    assert town.sender.by_address() == told


@pytest.mark.parametrize("both_follow", [True, False])
def test_an_address_that_both_have_is_told_once(town: Town, number: str, both_follow: bool) -> None:
    mail = town.follow(town.case(number).id, kind="email", host="smtp")
    other = town.somebody()
    same = town.reach(other, "email", "smtp")
    same.address, same.address_hash = mail.address, mail.address_hash
    db.session.commit()
    if both_follow:
        town.follow(town.case(number).id, follower=other)
    town.change(number)
    put_off(town)
    address = mail.address
    merge(mail, other)
    with clock.stopped_at(SOON):
        town.work()
    assert town.sender.by_address() == {address: 1}


def test_whoever_wants_to_hear_at_once_from_now_on_does_not_wait_until_eight(town: Town, number: str) -> None:
    follower = town.follow(town.case(number).id, pace=DAILY).follower
    stays = town.follow(town.case(number).id, pace=DAILY)
    town.change(number)
    assert not town.work()
    change_pace(follower, AT_ONCE)
    [told] = town.work()
    assert told.address != stays.address


def test_what_was_put_off_for_another_try_is_not_hurried_by_it(town: Town, number: str) -> None:
    follower = town.follow(town.case(number).id, pace=DAILY).follower
    town.change(number)
    town.work()
    with clock.stopped_at(NOON + timedelta(hours=20)):
        put_off(town)
        change_pace(follower, AT_ONCE)
        assert not town.work()
    assert town.states() == {"later": 1}
