"""A flood is limited and loses nothing: what was stored stays, and after a while there is room again."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.followers.edges import Edges
from app.followers.emails import EXTENSION, Asker
from app.followers.operations import MOST_ENDED, Limits
from tests.client import CheckingClient
from tests.conftest import NOON, count
from tests.factories import sent
from tests.followers.devices import Device
from tests.followers.reader import Reader, nobody_writes
from tests.samples import Sample


@pytest.fixture(autouse=True)
def limits(app: Flask) -> Iterator[Limits]:
    """Small ones."""
    edges = app.extensions["followers"]
    assert isinstance(edges, Edges)
    before, edges.limits = edges.limits, Limits(requests_an_hour=3, devices_an_hour=2, follows=4)
    yield edges.limits
    edges.limits = before


@pytest.fixture
def reader(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """Somebody with a browser and no scripts."""
    monkeypatch.setitem(app.extensions, EXTENSION, Asker(nobody_writes))
    return Reader(_browser(app))


def test_a_flood_of_one_device_is_limited_and_what_was_stored_stays(client: CheckingClient, device: Device) -> None:
    number = sent(client)
    device.follow({"case": number})
    device.put()
    device.put()
    response = device.put(unfollow=[{"case": number}])
    assert (response.status_code, response.get_json()["code"]) == (429, "too_much")
    assert response.headers["Retry-After"] == "3600"
    assert [one["case"] for one in device.followed] == [number]


def test_after_an_hour_there_is_room_again(device: Device) -> None:
    for _time in range(4):
        device.put()
    with clock.stopped_at(NOON + timedelta(minutes=59)):
        assert device.put().headers["Retry-After"] == "60"
    with clock.stopped_at(NOON + timedelta(hours=1)):
        assert device.follow({"notices": True}).status_code == 200


def test_a_clock_that_is_set_back_locks_nobody_out(device: Device) -> None:
    for _time in range(4):
        device.put()
    with clock.stopped_at(NOON - timedelta(days=400)):
        assert device.put().status_code == 200


def test_a_flood_of_buttons_is_limited_and_what_was_stored_stays(reader: Reader, sample: Sample) -> None:
    slugs = [area.slug for area in sample.city.neighbourhoods[:4]]
    assert [reader.follow(neighbourhood=slug).status_code for slug in slugs] == [303, 303, 303, 429]
    before = reader.follows
    assert len(before) == 3
    first = re.findall(r'name="follow" value="(\d+)"', reader.page())[0]
    buttons = [reader.press("stop", follow=first), reader.press("settings", language="ar"), reader.press("remove")]
    assert [answer.status_code for answer in buttons] == [429] * 3
    assert reader.follows == before
    with clock.stopped_at(NOON + timedelta(hours=1)):
        assert reader.press("stop", follow=first).status_code == 303


def test_everything_can_be_stopped_however_much_was_pressed(reader: Reader, inside: None) -> None:
    for _time in range(5):
        reader.follow(neighbourhood="fishtown")
    assert reader.press("end").status_code == 303
    assert count("followers") == 0


def test_following_and_stopping_for_ever_fills_nothing(app: Flask, device: Device, sample: Sample) -> None:
    limits = app.extensions["followers"].limits = Limits(requests_an_hour=1000, follows=1)
    wishes = [{"area": {"neighbourhood": area.slug}} for area in sample.city.neighbourhoods[: MOST_ENDED + 1]]
    for wish in wishes[:-1]:
        assert device.follow(wish).status_code < 300
        assert device.put(unfollow=[wish]).status_code == 200
    response = device.follow(wishes[-1])
    assert (response.status_code, response.get_json()["code"]) == (429, "too_much")
    assert device.follow(wishes[0]).status_code == 200, "what is kept anyway may be followed again"
    assert limits.follows == 1


def test_another_device_is_not_held_up(device: Device, stranger: Device) -> None:
    for _time in range(4):
        device.put()
    assert stranger.put().status_code == 201


def test_a_device_can_be_forgotten_however_much_it_sent(device: Device, inside: None) -> None:
    for _time in range(4):
        device.put()
    assert device.forget().status_code == 204
    assert count("followers") == 0


def test_one_network_brings_only_so_many_new_devices(app: Flask, device: Device, inside: None) -> None:
    known = [Device(_browser(app)) for _time in range(2)]
    assert [one.put().status_code for one in known] == [201, 201]
    response = Device(_browser(app)).put()
    assert (response.status_code, response.headers["Retry-After"]) == (429, "3600")
    assert count("followers") == 2
    assert known[0].put().status_code == 200
    with clock.stopped_at(NOON + timedelta(hours=1, seconds=1)):
        assert Device(_browser(app)).put().status_code == 201


def test_another_network_is_not_held_up(app: Flask) -> None:
    for _time in range(3):
        Device(_browser(app)).put()
    other = _browser(app)
    other.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    assert Device(other).put().status_code == 201


def test_a_device_follows_only_so_much_and_keeps_what_it_follows(device: Device, sample: Sample) -> None:
    slugs = [area.slug for area in sample.city.neighbourhoods[:3]]
    first = device.follow({"notices": True}, *({"area": {"neighbourhood": slug}} for slug in slugs))
    assert len(first.get_json()["follows"]) == 4
    response = device.follow({"area": {"neighbourhood": slugs[0]}, "service": sample.ordinary.code})
    assert (response.status_code, response.get_json()["code"]) == (409, "too_many_follows")
    assert len(device.followed) == 4


def test_whoever_stops_something_may_follow_something_else(device: Device, sample: Sample) -> None:
    slugs = [area.slug for area in sample.city.neighbourhoods[:4]]
    device.follow(*({"area": {"neighbourhood": slug}} for slug in slugs))
    response = device.follow({"notices": True}, unfollow=[{"area": {"neighbourhood": slugs[0]}}])
    assert (response.status_code, len(response.get_json()["follows"])) == (200, 4)


def test_following_the_same_again_is_never_too_much(device: Device, sample: Sample) -> None:
    wishes = [{"area": {"neighbourhood": area.slug}} for area in sample.city.neighbourhoods[:4]]
    device.follow(*wishes)
    assert device.follow(*wishes).status_code == 200


def _browser(app: Flask) -> CheckingClient:
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    return client
