"""A server's clock ten years ahead or behind, and right again: everybody is told all the same, and once."""

from datetime import timedelta

import pytest

from app import clock
from app.delivery.senders import SENT, Outcome, Result
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.delivery.followers import Town
from tests.factories import sent

TEN_YEARS = timedelta(days=3653)


@pytest.fixture
def number(client: CheckingClient, town: Town) -> str:
    """A case that somebody follows since before the clock went wrong."""
    number = sent(client)
    town.work()
    town.follow(town.case(number).id)
    return number


@pytest.mark.parametrize("error", [TEN_YEARS, -TEN_YEARS])
def test_what_happens_while_the_clock_is_wrong_is_told_once(town: Town, number: str, error: timedelta) -> None:
    with clock.stopped_at(NOON + error):
        town.change(number)
        assert len(town.work()) == 1
    with clock.stopped_at(NOON + timedelta(hours=3)):
        assert town.work() == []
    assert town.states() == {"sent": 1}


@pytest.mark.parametrize("error", [TEN_YEARS, -TEN_YEARS])
def test_what_waits_while_the_clock_is_wrong_is_told_when_it_is_right(
    town: Town, number: str, error: timedelta
) -> None:
    town.sender.answer = lambda _message: Result(Outcome.LATER, "TimeoutError")
    town.change(number)
    assert len(town.work()) == 1
    with clock.stopped_at(NOON + error):
        town.work()
    town.sender.answer = lambda _message: SENT
    with clock.stopped_at(NOON + timedelta(hours=5)):
        assert len(town.work()) == 1
        assert town.work() == []
    assert town.states() == {"sent": 1}
