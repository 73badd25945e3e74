"""What waited for a person's look is told when it is shown: to its area, and to whoever sent it."""

from datetime import timedelta

import pytest

from app import clock
from app.cases import operations
from app.delivery import jobs
from app.extensions import db
from app.followers import operations as followers
from app.followers.areas import Area
from app.followers.models import AREA, Channel
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.delivery.followers import Town
from tests.factories import Phone
from tests.samples import Sample


@pytest.fixture
def phone(client: CheckingClient) -> Phone:
    """The reporter's phone."""
    return Phone(client)


@pytest.fixture
def number(phone: Phone, town: Town) -> str:
    """A case that only its reporter sees."""
    return str(phone.put(phone.report(service="NO-SUCH")).get_json()["number"])


def followed(town: Town, number: str, phone: Phone) -> Channel:
    """The reporter follows their case."""
    return town.follow(town.case(number).id, report_id=phone.id)


def release(town: Town, number: str) -> None:
    operations.release_case(town.case(number))
    db.session.commit()


def test_its_reporter_hears_that_it_is_shown(town: Town, number: str, phone: Phone) -> None:
    own = followed(town, number, phone)
    assert not town.work()
    release(town, number)
    (told,) = town.work()
    assert told.address == own.address
    assert told.words.title.endswith(" · Received")
    assert told.words.body.startswith("The city received this report.")


def test_they_hear_it_also_where_nobody_had_been_told_of_its_arrival_yet(town: Town, number: str, phone: Phone) -> None:
    with clock.stopped_at(NOON + timedelta(hours=1)):
        own = followed(town, number, phone)
        release(town, number)
        assert [told.address for told in town.work()] == [own.address]
        assert not town.work()


def test_who_asked_to_be_told_after_it_was_shown_is_not(town: Town, number: str, phone: Phone) -> None:
    release(town, number)
    with clock.stopped_at(NOON + timedelta(hours=1)):
        followed(town, number, phone)
        assert not town.work()


def test_of_what_stays_private_its_reporter_hears_nothing_new(town: Town, number: str, phone: Phone) -> None:
    followed(town, number, phone)
    town.work()
    town.case(number).is_private = True
    release(town, number)
    assert not town.work()


def test_nor_of_what_turns_private_on_its_way(town: Town, number: str, phone: Phone) -> None:
    followed(town, number, phone)
    release(town, number)
    jobs.expand()
    town.case(number).is_private = True
    db.session.commit()
    assert not town.work()
    assert [message.outcome for message in town.messages()] == ["did it"]


def test_others_who_reported_it_hear_it_too(town: Town, number: str, phone: Phone, client: CheckingClient) -> None:
    own = followed(town, number, phone)
    town.work()
    other = town.follow(town.case(number).id, report_id=Phone(client).id)
    release(town, number)
    town.work()
    assert town.sender.by_address() == {own.address: 1, other.address: 1}


def test_a_neighbor_who_sent_it_hears_it_once_as_their_own(town: Town, number: str, phone: Phone) -> None:
    first = str(phone.put(phone.report(description="Another wall.")).get_json()["number"])
    area_id = followers.keep_area(Area(slug=town.case(first).neighbourhood))
    follower = town.follow(area_id, AREA).follower
    town.follow(town.case(number).id, report_id=town.case(number).reports[0].id, follower=follower)
    neighbor = town.follow(area_id, AREA)
    town.work()
    before = len(town.sender.got)
    release(town, number)
    town.work()
    said = {told.address: told.words.body for told in town.sender.got[before:]}
    assert set(said) == {follower.channels[0].address, neighbor.address}
    assert said[follower.channels[0].address].startswith("The city received this report.")
    assert said[neighbor.address].startswith("Somebody reported this in an area that you follow.")
    assert jobs.prove()["of them missing, and due now"] == 0


def test_a_neighbor_hears_of_it_when_its_reporter_says_what_it_is(
    town: Town, number: str, phone: Phone, client: CheckingClient, sample: Sample
) -> None:
    first = str(phone.put(phone.report(description="Another wall.")).get_json()["number"])
    neighbor = town.follow(followers.keep_area(Area(slug=town.case(first).neighbourhood)), AREA)
    assert not town.work()
    assert client.post(f"/en/cases/{number}/service", data={"service": sample.ordinary.code}).status_code == 303
    assert [told.address for told in town.work()] == [neighbor.address]
