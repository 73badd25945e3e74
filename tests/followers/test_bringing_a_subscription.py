"""A browser brings its subscription again and again: what is over stays over, and who was forgotten stays so."""

from tests.client import CheckingClient
from tests.factories import sent
from tests.followers.devices import Device, subscription


def test_a_browser_that_lost_its_subscription_is_sent_nothing_more(client: CheckingClient, device: Device) -> None:
    device.follow({"case": sent(client)})
    answer = device.put(subscription=None).get_json()
    assert answer["channels"] == [{"kind": "push", "state": "gone"}]
    assert len(answer["follows"]) == 1
    assert device.put(subscription=subscription()).get_json()["channels"] == [{"kind": "push", "state": "active"}]


def test_a_subscription_of_which_nothing_is_said_stays(client: CheckingClient, device: Device) -> None:
    device.follow({"case": sent(client)})
    client.put(device.url, json={"language": "en"}, headers=device.headers)
    assert device.channels == [{"kind": "push", "state": "active"}]


def test_a_device_that_was_forgotten_does_not_come_back_by_itself(client: CheckingClient, device: Device) -> None:
    again = {"json": {"subscription": device.subscription}, "headers": device.headers | {"If-Match": "*"}}
    device.put()
    assert client.put(device.url, **again).status_code == 200
    client.post("/en/alerts/end")
    assert client.put(device.url, **again).status_code == 404
    assert device.show().status_code == 404
