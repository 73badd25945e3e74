"""One request, and nothing that tells of a device is stored any more: not in any table, cookie or log."""

import logging
from datetime import timedelta
from typing import Any

import pytest

from app import clock
from app.city import current_city
from app.delivery.models import Message
from app.extensions import Model, db
from app.followers.areas import Area, lawful_area
from app.followers.device import COOKIE
from app.followers.models import Follower
from app.followers.operations import keep_area
from app.security import secret_hash
from tests.client import CheckingClient
from tests.conftest import NOON, count
from tests.factories import Phone
from tests.followers.devices import Device, write_to
from tests.samples import Sample

EMAIL, LABEL = "canary@example.org", "Canary Lane"


@pytest.fixture
def known(client: CheckingClient, device: Device, sample: Sample, inside: None) -> Device:
    """A device that follows all there is, has an e-mail address, and was told of something."""
    phone = Phone(client)
    number = phone.put(phone.report()).get_json()["number"]
    north, east = sample.here
    device.follow(
        {"case": number, "report": {"id": str(phone.id), "secret": phone.secret}},
        {"area": {"neighbourhood": sample.city.neighbourhoods[0].slug}},
        {"area": {"lat": north, "long": east, "radius_m": 500, "label": LABEL}},
        {"notices": True},
    )
    write_to(device.row, EMAIL)
    tell(device.row)
    db.session.commit()
    return device


def tell(follower: Follower) -> None:
    """A message for each of its channels."""
    now = clock.now()
    for channel in follower.channels:
        row = {"channel_id": channel.id, "follow_id": follower.follows[0].id, "subject_type": "case", "subject_id": 1}
        db.session.add(Message(**row, kind="status", due_at=now, expires_at=now, host=channel.host, created_at=now))


def everything() -> str:
    """What stands in every row of every table, as text."""
    rows = (row for table in Model.metadata.sorted_tables for row in db.session.execute(table.select()))
    return " ".join(value.hex() if isinstance(value, bytes) else str(value) for row in rows for value in row).casefold()


def signs_of(device: Device) -> list[str]:
    """What would tell of it."""
    keys = device.subscription["keys"]
    hashes = (secret_hash(device.secret), secret_hash(device.subscription["endpoint"]), secret_hash(EMAIL))
    texts = (
        str(device.id),
        device.id.hex,
        device.secret,
        device.subscription["endpoint"],
        *keys.values(),
        EMAIL,
        LABEL,
    )
    return [text.casefold() for text in (*texts, *(one.hex() for one in hashes))]


def test_nothing_that_tells_of_a_forgotten_device_is_stored(known: Device) -> None:
    before = [sign for sign in signs_of(known) if sign in everything()]
    assert len(before) >= len(signs_of(known)) - 2  # one writing of its id, and its secret, are never stored
    assert count("messages") >= 2
    assert known.forget().status_code == 204
    assert [sign for sign in signs_of(known) if sign in everything()] == []
    for table in ("followers", "channels", "follows", "messages", "followed_areas", "followed_tiles"):
        assert count(table) == 0


def test_the_cookie_goes_too(known: Device) -> None:
    assert known.client.get_cookie(COOKIE) is not None
    response = known.forget()
    assert known.client.get_cookie(COOKIE) is None
    assert "Max-Age=0" in response.headers["Set-Cookie"]


def test_the_case_and_the_report_stay(known: Device) -> None:
    known.forget()
    assert (count("cases"), count("reports")) == (1, 1)


def test_others_stay_as_they_were(known: Device, stranger: Device, sample: Sample) -> None:
    stranger.follow({"area": {"neighbourhood": sample.city.neighbourhoods[0].slug}}, {"notices": True})
    before = stranger.show().data
    known.forget()
    assert stranger.show().data == before
    assert (count("followers"), count("followed_areas")) == (1, 1)


def test_a_device_that_was_forgotten_may_begin_anew(known: Device) -> None:
    known.forget()
    response = known.put()
    assert (response.status_code, response.get_json()["follows"]) == (201, [])


def test_nobody_else_can_have_a_device_forgotten(known: Device) -> None:
    assert Device(known.client, known.id).forget().status_code == 404
    assert known.client.delete(known.url).status_code == 401
    assert count("followers") == 1


def test_no_log_says_where_a_device_is_reached(known: Device, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        known.put()
        known.show()
        known.put(subscription={"endpoint": "https://canary.example/x", "keys": {"p256dh": "x", "auth": "y"}})
        known.forget()
    said = caplog.text.casefold()
    assert "device kept" in said
    assert [sign for sign in (*signs_of(known), "canary") if sign in said] == []


def forget_by_job(device: Device, days: float) -> None:
    """The worker comes round so many days later."""
    db.session.rollback()
    with clock.stopped_at(NOON + timedelta(days=days)):
        device.client.application.extensions["bell"].run("followers")


def test_the_code_of_a_network_is_kept_for_a_day(known: Device) -> None:
    assert known.row.network_hash is not None
    forget_by_job(known, 0.9)
    assert known.row.network_hash is not None
    forget_by_job(known, 1.1)
    assert known.row.network_hash is None


@pytest.mark.parametrize(("days", "kinds"), [(6.9, ["push", "email"]), (7.1, ["push"])])
def test_an_address_that_nobody_confirmed_is_kept_for_a_week(known: Device, days: float, kinds: list[str]) -> None:
    forget_by_job(known, days)
    assert [channel.kind for channel in known.row.channels] == kinds


@pytest.mark.parametrize(("days", "left"), [(29, 4), (31, 3)])
def test_what_one_stopped_following_is_kept_for_a_month(known: Device, days: float, left: int) -> None:
    known.put(unfollow=[{"notices": True}])
    forget_by_job(known, days)
    assert count("follows") == left


@pytest.mark.parametrize(("days", "state", "left"), [(399, "gone", 1), (401, "gone", 0), (4000, "active", 1)])
def test_who_is_not_seen_and_cannot_be_reached_is_forgotten(known: Device, days: int, state: str, left: int) -> None:
    known.row.channels[0].state = state
    db.session.commit()
    forget_by_job(known, days)
    assert count("followers") == left
    assert (count("follows") == 0) is (left == 0)


def test_a_browser_that_is_gone_keeps_its_address_as_long_as_it_is_seen(known: Device) -> None:
    known.row.channels[0].state = "gone"
    db.session.commit()
    with clock.stopped_at(NOON + timedelta(days=25)):
        known.put()
    forget_by_job(known, 50)
    assert {channel.kind for channel in known.row.channels} == {"push"}
    forget_by_job(known, 56)
    assert known.row.channels == []


def test_an_area_that_nobody_follows_goes_after_a_day(known: Device, sample: Sample) -> None:
    north, east = sample.here
    lonely = Area(latitude=north, longitude=east, radius_m=900)
    keep_area(lawful_area(lonely, current_city()))
    db.session.commit()
    assert count("followed_areas") == 3
    forget_by_job(known, 1.1)
    assert count("followed_areas") == 2


def test_areas_are_stored_only_as_rounded_numbers_and_names(known: Device) -> None:
    told: list[Any] = [value for value in everything().split() if value.startswith(("39.95", "-75.16"))]
    assert told
