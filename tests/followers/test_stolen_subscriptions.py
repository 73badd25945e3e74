"""A subscription that another device brings is neither taken from the first nor told anything of it (decision 0028)."""

from app.extensions import db
from app.followers.models import GONE
from tests.client import CheckingClient
from tests.conftest import count
from tests.factories import sent
from tests.followers.devices import Device, subscription


def test_a_stolen_subscription_stays_with_its_owner(
    client: CheckingClient, device: Device, stranger: Device, inside: None
) -> None:
    device.follow({"case": sent(client)})
    before = device.show().data
    response = Device(stranger.client, subscription=device.subscription).follow({"notices": True})
    assert (response.status_code, response.get_json()["code"]) == (409, "subscription_taken")
    assert device.show().data == before
    assert (count("followers"), count("channels")) == (1, 1)


def test_the_thief_learns_nothing_of_what_its_owner_follows(device: Device, stranger: Device) -> None:
    device.follow({"notices": True})
    stranger.subscription = device.subscription
    assert set(stranger.put().get_json()) == {"type", "title", "status", "detail", "code"}


def test_keys_of_the_thiefs_own_change_nothing(device: Device, stranger: Device, inside: None) -> None:
    device.put()
    stranger.subscription = subscription(endpoint=device.subscription["endpoint"])
    assert stranger.put().status_code == 409
    [channel] = device.row.channels
    assert channel.keys == device.subscription["keys"]


def test_what_the_thief_had_before_stays(device: Device, stranger: Device) -> None:
    device.put()
    stranger.follow({"notices": True})
    own = stranger.show().data
    assert stranger.follow({"notices": True}, subscription=device.subscription).status_code == 409
    assert stranger.show().data == own


def test_the_owner_may_go_on_bringing_it(device: Device, stranger: Device) -> None:
    device.put()
    Device(stranger.client, subscription=device.subscription).put()
    assert device.put().status_code == 200
    assert device.channels == [{"kind": "push", "state": "active"}]


def test_a_subscription_is_free_once_its_device_is_forgotten(device: Device, stranger: Device) -> None:
    device.put()
    device.forget()
    stranger.subscription = device.subscription
    assert stranger.put().status_code == 201


def test_one_that_is_gone_keeps_nobody_from_bringing_it(device: Device, stranger: Device, inside: None) -> None:
    device.put()
    device.row.channels[0].state = GONE
    db.session.commit()
    stranger.subscription = device.subscription
    assert stranger.put().status_code == 201
    assert device.put().status_code == 409
    assert device.channels == [{"kind": "push", "state": "gone"}]


def test_one_that_is_gone_does_not_come_back_by_being_sent_again(device: Device, inside: None) -> None:
    device.put()
    device.row.channels[0].state = GONE
    db.session.commit()
    assert device.follow({"notices": True}).get_json()["channels"] == [{"kind": "push", "state": "gone"}]
    assert device.put(subscription=subscription()).get_json()["channels"] == [{"kind": "push", "state": "active"}]


def test_a_new_subscription_takes_the_place_of_the_old(device: Device, inside: None) -> None:
    device.put()
    [before] = device.row.channels
    device.subscription = subscription()
    device.put()
    [after] = device.row.channels
    assert (after.id, after.address) == (before.id, device.subscription["endpoint"])


def test_the_cookie_of_a_thief_opens_nobody_elses_alerts(device: Device, stranger: Device) -> None:
    device.follow({"notices": True})
    for secret in ("", "x" * 32, stranger.secret, f"{device.id}.{device.secret}"[::-1]):
        stranger.client.set_cookie("stoop_alerts", f"{device.id}.{secret}")
        assert stranger.put().get_json()["follows"] == []
    assert len(device.followed) == 1
