"""What is not for everybody is not told to everybody, also when it stopped being so a moment ago."""

import pytest

from app.cases import linking
from app.cases.models import Case
from app.delivery import jobs
from app.extensions import db
from app.followers import operations
from app.followers.areas import Area
from app.followers.models import AREA
from tests.client import CheckingClient
from tests.delivery.followers import Town
from tests.factories import Phone, sent


@pytest.fixture
def number(client: CheckingClient, town: Town) -> str:
    """A case of which everybody has heard."""
    number = sent(client)
    town.work()
    return number


def hide(case: Case) -> None:
    """As when staff make it private."""
    case.is_private = True
    case.latitude = case.longitude = case.tile = case.address = None
    db.session.commit()


def area_of(case: Case, *, service: str | None = None) -> int:
    """The neighborhood of the case, for one service or all, as somebody follows it."""
    area_id = operations.keep_area(Area(slug=case.neighbourhood, service_code=service))
    db.session.commit()
    return area_id


def test_only_its_reporter_hears_of_a_private_case(town: Town, number: str) -> None:
    case = town.case(number)
    own, other = town.follow(case.id, report_id=case.reports[0].id), town.follow(case.id)
    hide(case)
    town.change(number)
    assert town.work()
    assert town.sender.by_address() == {own.address: 1}
    assert other.address not in town.sender.by_address()


def test_a_case_that_turned_private_before_it_was_sent_is_told_to_its_reporter_alone(town: Town, number: str) -> None:
    case = town.case(number)
    own, other = town.follow(case.id, report_id=case.reports[0].id), town.follow(case.id)
    town.change(number)
    jobs.expand()
    hide(town.case(number))
    town.work()
    assert town.sender.by_address() == {own.address: 1}
    assert {message.outcome for message in town.messages() if message.channel_id == other.id} == {"not for everybody"}


def test_whoever_follows_the_neighborhood_hears_of_a_new_case_in_it(town: Town, client: CheckingClient) -> None:
    first = sent(client)
    town.work()
    area_id = area_of(town.case(first))
    neighbour = town.follow(area_id, AREA)
    number = sent(client, description="Another wall.")
    (told,) = town.work()
    assert told.address == neighbour.address
    assert told.urgency == "low"
    assert number in told.words.url
    town.change(number)
    assert not town.work()


def test_whoever_follows_two_areas_of_a_case_hears_of_it_once(town: Town, client: CheckingClient) -> None:
    case = town.case(sent(client))
    town.work()
    one, other = area_of(case), area_of(case, service=case.service_code)
    follower = town.follow(one, AREA).follower
    town.follow(other, AREA, follower=follower)
    sent(client, description="Another wall.")
    assert len(town.work()) == 1


def test_nobody_is_told_that_they_reported_something_near_themselves(town: Town, client: CheckingClient) -> None:
    first = sent(client)
    town.work()
    follower = town.follow(area_of(town.case(first)), AREA).follower
    phone = Phone(client)
    number = phone.put(phone.report(description="Another wall.")).get_json()["number"]
    town.follow(town.case(number).id, report_id=phone.id, follower=follower)
    assert not town.work()


def test_a_neighbor_is_not_told_of_a_private_case(town: Town, client: CheckingClient) -> None:
    first = sent(client)
    town.work()
    neighbour = town.follow(area_of(town.case(first)), AREA)
    number = sent(client, description="Another wall.")
    hide(town.case(number))
    assert not town.work()
    assert neighbour.address not in town.sender.by_address()


def test_whoever_follows_a_case_and_the_one_that_leads_it_hears_once(town: Town, client: CheckingClient) -> None:
    leading, following = sent(client), sent(client, description="The same wall.")
    linking.link_cases(town.case(following), town.case(leading))
    db.session.commit()
    town.work()
    both = town.follow(town.case(leading).id).follower
    town.follow(town.case(following).id, follower=both)
    one = town.follow(town.case(following).id)
    town.change(leading)
    town.work()
    assert town.sender.by_address() == {both.channels[0].address: 1, one.address: 1}
