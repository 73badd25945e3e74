"""What many send at the same moment is done once, and nobody is answered that something went wrong on our side."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.extensions import Model, db
from app.followers.emails import EXTENSION, Asker
from tests.client import CheckingClient
from tests.conftest import count, settings_for
from tests.followers.devices import Device, subscription
from tests.followers.reader import nobody_writes

AT_ONCE = 12


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Flask]:
    """An application whose requests come in threads of their own."""
    app = create_app(settings_for(tmp_path, "tansy-ford"))
    app.test_client_class = CheckingClient
    with app.app_context():
        upgrade()
        for table in reversed(Model.metadata.sorted_tables):
            db.session.execute(table.delete())
        db.session.commit()
        db.session.remove()
    yield app
    with app.app_context():
        db.engine.dispose()


def browser(app: Flask) -> CheckingClient:
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    return client


def all_at_once(ask: Callable[[int], int]) -> Counter[int]:
    """{status: how many were answered so}."""
    with ThreadPoolExecutor(AT_ONCE) as people:
        return Counter(people.map(ask, range(AT_ONCE)))


def test_one_device_that_sends_everything_twelve_times_is_one(town: Flask) -> None:
    known, secret, one = uuid4(), "s" * 24, subscription()
    wishes = [{"notices": True}, {"area": {"lat": 40.618, "long": -90.105, "radius_m": 500}}]

    def ask(_number: int) -> int:
        return Device(browser(town), known, secret, one).follow(*wishes).status_code

    answered = all_at_once(ask)
    assert answered == {201: 1, 200: AT_ONCE - 1}
    with town.app_context():
        tables = ("followers", "channels", "follows", "followed_areas")
        assert [count(table) for table in tables] == [1, 1, 2, 1]


def test_of_twelve_devices_with_one_subscription_one_has_it(town: Flask) -> None:
    one = subscription()
    assert all_at_once(lambda _number: Device(browser(town), subscription=one).put().status_code) == {201: 1, 409: 11}
    with town.app_context():
        assert (count("followers"), count("channels")) == (1, 1)


def test_twelve_devices_that_follow_a_new_area_share_it(town: Flask) -> None:
    wish = {"area": {"lat": 40.618, "long": -90.105, "radius_m": 700}}
    assert all_at_once(lambda _number: Device(browser(town)).follow(wish).status_code) == {201: AT_ONCE}
    with town.app_context():
        assert (count("followers"), count("follows"), count("followed_areas")) == (AT_ONCE, AT_ONCE, 1)


@pytest.fixture
def writing_town(town: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """One that sends letters."""
    monkeypatch.setitem(town.extensions, EXTENSION, Asker(nobody_writes))
    return town


def test_twelve_people_who_press_the_button_of_a_new_area_share_it(writing_town: Flask) -> None:
    def ask(number: int) -> int:
        asked = {"near": "40.618,-90.105", "radius_m": "800", "email": f"reader{number}@example.org"}
        return browser(writing_town).post("/en/alerts/follow", data=asked).status_code

    assert all_at_once(ask) == {303: AT_ONCE}
    with writing_town.app_context():
        assert (count("followers"), count("follows"), count("followed_areas")) == (AT_ONCE, AT_ONCE, 1)


def test_one_reader_who_presses_a_button_twelve_times_follows_once(writing_town: Flask) -> None:
    reader = browser(writing_town)
    asked = {"near": "40.618,-90.105", "radius_m": "600"}
    reader.post("/en/alerts/follow", data=asked | {"email": "ana@example.org"})
    cookie = reader.get_cookie("stoop_alerts")
    assert cookie

    def ask(_number: int) -> int:
        same = browser(writing_town)
        same.set_cookie("stoop_alerts", cookie.value)
        followed = same.post("/en/alerts/follow", data=asked | {"radius_m": "900"}).status_code
        return followed + same.post("/en/alerts/email", data={"email": "another@example.org"}).status_code

    assert all_at_once(ask) == {606: AT_ONCE}
    with writing_town.app_context():
        assert (count("followers"), count("follows"), count("channels")) == (1, 2, 2)


def test_some_come_while_others_are_forgotten(town: Flask) -> None:
    """An area is deleted with its last follower, and never under the feet of the next."""
    wish = {"area": {"lat": 40.618, "long": -90.105, "radius_m": 900}}
    leaving = [Device(browser(town)) for _number in range(AT_ONCE)]
    for device in leaving:
        device.follow(wish)

    def ask(number: int) -> int:
        if number % 2:
            return Device(browser(town)).follow(wish).status_code
        return leaving[number].forget().status_code + leaving[number + 1].forget().status_code

    assert all_at_once(ask) == {201: AT_ONCE // 2, 408: AT_ONCE // 2}
    with town.app_context():
        assert (count("followers"), count("follows"), count("followed_areas")) == (AT_ONCE // 2, AT_ONCE // 2, 1)
