"""Of a case that closed, its followers hear until nothing more is to be expected; then they follow it no more."""

from datetime import timedelta

import pytest

from app import clock
from app.cases import operations, queries
from app.cases.workflow import ClosingReason, Status
from app.extensions import db
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.factories import sent
from tests.followers.devices import Device


def come_round(device: Device, days: float) -> None:
    """The worker does its jobs, so many days later."""
    db.session.rollback()
    with clock.stopped_at(NOON + timedelta(days=days)):
        device.client.application.extensions["bell"].run("follows")


def close(number: str) -> None:
    operations.update_status(queries.find_case(number), Status.CLOSED, reason=ClosingReason.FIXED)
    db.session.commit()


def test_a_closed_case_is_shown_as_over(client: CheckingClient, device: Device, inside: None) -> None:
    number = sent(client)
    device.follow({"case": number})
    close(number)
    [line] = device.followed
    assert (line["case"], line["is_over"], line["status_text"]) == (number, True, "Fixed")


@pytest.mark.parametrize(("days", "left"), [(89, 1), (91, 0)])
def test_a_case_that_closed_long_ago_is_followed_no_more(
    client: CheckingClient, device: Device, inside: None, days: float, left: int
) -> None:
    number = sent(client)
    device.follow({"case": number})
    close(number)
    come_round(device, days)
    assert len(device.followed) == left


def test_an_open_case_is_followed_for_ever(client: CheckingClient, device: Device, inside: None) -> None:
    device.follow({"case": sent(client)}, {"notices": True})
    come_round(device, 4000)
    assert len(device.followed) == 2


def test_what_was_ended_so_can_be_followed_again(client: CheckingClient, device: Device, inside: None) -> None:
    number = sent(client)
    device.follow({"case": number})
    close(number)
    come_round(device, 91)
    assert len(device.follow({"case": number}).get_json()["follows"]) == 1
