"""A browser is one follower: by its cookie on pages, by its id in scripts. A link in an e-mail opens its alerts."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask

from app import clock
from app.cases import keyring
from app.extensions import db
from app.followers import device as devices
from app.followers.models import ACTIVE, DAILY, Follower
from app.followers.operations import follow, make_follower, set_habits, unfollow
from app.followers.queries import list_all_follows
from tests.client import CheckingClient
from tests.conftest import NOON, count
from tests.factories import sent
from tests.followers.devices import Device, subscription, write_to

SECRET = "s" * 32


@pytest.fixture
def by_form(client: CheckingClient, inside: None) -> Follower:
    """Who followed the news by a plain form, once a day, and is known to this browser by its cookie."""
    follower = make_follower(uuid4(), SECRET, language="ar")
    set_habits(follower, language="ar", pace=DAILY, quiet_from=1320, quiet_until=420)
    follow(follower, "notices", 0)
    write_to(follower, "somebody@example.org", ACTIVE)
    client.set_cookie(devices.COOKIE, f"{follower.public_id}.{SECRET}")
    return follower


def test_the_cookie_says_the_same_as_the_id(app: Flask, device: Device) -> None:
    device.put()
    cookie = device.client.get_cookie(devices.COOKIE)
    assert cookie is not None
    assert cookie.value == f"{device.id}.{device.secret}"
    assert (cookie.http_only, cookie.same_site, cookie.max_age) == (True, "Lax", 400 * 86400)
    with app.test_request_context(headers={"Cookie": f"{devices.COOKIE}={cookie.value}"}):
        follower = devices.current_follower()
        assert follower is not None
        assert follower.public_id == device.id


@pytest.mark.parametrize(
    "value", ["", ".", "x", "x.y", f"{uuid4()}.", f"{uuid4()}.{SECRET}", "ä.ö", "." * 5000, "\x7f.\x7f"]
)
def test_a_cookie_that_nobody_made_is_nobody(app: Flask, value: str) -> None:
    with app.test_request_context(headers={"Cookie": f"{devices.COOKIE}={value}"}):
        assert devices.current_follower() is None


def test_where_others_use_the_phone_the_cookie_ends_with_the_browser(device: Device) -> None:
    assert devices.SHARED_COOKIE == keyring.SHARED_COOKIE
    device.client.set_cookie(devices.SHARED_COOKIE, "1")
    device.put()
    cookie = device.client.get_cookie(devices.COOKIE)
    assert cookie is not None
    assert cookie.max_age is None


def test_what_was_followed_by_a_form_is_the_devices_own_from_then_on(device: Device, by_form: Follower) -> None:
    answer = device.put().get_json()
    assert [line["notices"] for line in answer["follows"]] == [True]
    assert answer["channels"] == [{"kind": "email", "state": "active"}, {"kind": "push", "state": "active"}]
    assert (answer["pace"], answer["quiet_from"], answer["quiet_until"]) == ("daily", 1320, 420)
    assert count("followers") == 1


def test_a_device_that_has_habits_keeps_them(device: Device, by_form: Follower, stranger: Device) -> None:
    stranger.put()
    stranger.client.set_cookie(devices.COOKIE, f"{by_form.public_id}.{SECRET}")
    answer = stranger.put().get_json()
    assert (answer["pace"], answer["quiet_from"]) == ("at_once", None)
    assert len(answer["follows"]) == 1


def test_what_both_followed_was_followed_since_the_earlier(device: Device, by_form: Follower) -> None:
    with clock.stopped_at(NOON + timedelta(days=1)):
        device.client.delete_cookie(devices.COOKIE)
        device.follow({"notices": True})
        device.client.set_cookie(devices.COOKIE, f"{by_form.public_id}.{SECRET}")
        device.put()
    [only] = list_all_follows(device.row)
    assert only.followed_at == NOON
    assert count("followers") == 1


def test_what_one_of_them_had_stopped_goes_on(device: Device, by_form: Follower) -> None:
    device.client.delete_cookie(devices.COOKIE)
    device.follow({"notices": True})
    unfollow(device.row, "notices", 0)
    db.session.commit()
    device.client.set_cookie(devices.COOKIE, f"{by_form.public_id}.{SECRET}")
    assert len(device.put().get_json()["follows"]) == 1


def test_an_address_that_both_have_is_kept_once(device: Device, by_form: Follower) -> None:
    device.client.delete_cookie(devices.COOKIE)
    device.put()
    write_to(device.row, "Somebody@example.org")
    device.client.set_cookie(devices.COOKIE, f"{by_form.public_id}.{SECRET}")
    answer = device.put().get_json()
    assert answer["channels"] == [{"kind": "push", "state": "active"}, {"kind": "email", "state": "active"}]


def test_a_browser_that_lost_its_id_finds_what_it_followed(client: CheckingClient, device: Device) -> None:
    number = sent(client)
    device.follow({"case": number})
    again = Device(client, subscription=device.subscription)
    assert [line["case"] for line in again.put().get_json()["follows"]] == [number]
    assert device.show().status_code == 404


def test_a_phone_that_was_copied_stays_another(device: Device, stranger: Device) -> None:
    """A back-up that is put on a new phone brings the old one's cookie along."""
    device.follow({"notices": True})
    stranger.client.set_cookie(devices.COOKIE, f"{device.id}.{device.secret}")
    assert stranger.put().get_json()["follows"] == []
    assert len(device.followed) == 1
    assert device.channels == [{"kind": "push", "state": "active"}]


def test_a_link_from_an_email_opens_the_alerts_of_its_reader_for_a_while(app: Flask, device: Device) -> None:
    device.put()
    with app.test_request_context():
        key = devices.signed_key(device.row)
        for days, is_open in ((0, True), (89, True), (91, False)):
            with clock.stopped_at(NOON + timedelta(days=days)):
                assert (devices.follower_of_key(key) is not None) is is_open


@pytest.mark.parametrize("change", ["", "x", "cut", "another city"])
def test_a_link_that_we_did_not_sign_opens_nothing(app: Flask, device: Device, change: str) -> None:
    device.put()
    with app.test_request_context():
        key, secret = devices.signed_key(device.row), app.secret_key
        app.secret_key = "another" if change == "another city" else secret
        forged = {"cut": key[:-1], "another city": key}.get(change, change)
        assert devices.follower_of_key(forged) is None
        app.secret_key = secret


def test_a_link_of_somebody_who_was_forgotten_opens_nothing(app: Flask, device: Device) -> None:
    device.put()
    with app.test_request_context():
        key = devices.signed_key(device.row)
    device.forget()
    with app.test_request_context():
        assert devices.follower_of_key(key) is None


def test_a_link_is_no_cookie(app: Flask, device: Device) -> None:
    device.put()
    with app.test_request_context():
        key = devices.signed_key(device.row)
    with app.test_request_context(headers={"Cookie": f"{devices.COOKIE}={device.id}.{key}"}):
        assert devices.current_follower() is None


def test_two_tabs_that_begin_at_once_are_two_devices_and_the_second_asks_anew(client: CheckingClient) -> None:
    first, second = Device(client), Device(client)
    second.subscription = first.subscription
    first.put()
    client.delete_cookie(devices.COOKIE)
    assert second.put().status_code == 409
    assert second.put(subscription=subscription()).status_code == 201
