"""What no phone sends: it is refused in words, nothing is stored, and what was stored before stays."""

from typing import Any

import pytest

from tests.conftest import count
from tests.followers.devices import Device, subscription

LONG = "x" * 121
ODD_WISHES: tuple[Any, ...] = (
    None, 1, "case", [], {}, {"case": None}, {"case": 4821903756}, {"case": ""}, {"case": ["4821903756"]},
    {"case": LONG}, {"case": "48219\n03756"}, {"area": None}, {"area": "fishtown"}, {"area": {}},
    {"area": {"neighbourhood": 7}}, {"area": {"lat": "39.95", "long": "-75.16", "radius_m": 500}},
    {"area": {"lat": 39.95, "long": -75.16}}, {"area": {"neighbourhood": "x", "lat": 0}, "service": 0},
    {"area": {"lat": 91, "long": 0, "radius_m": 500}}, {"area": {"lat": 39.95, "long": -75.16, "radius_m": -1}},
    {"area": {"lat": 39.95, "long": -75.16, "radius_m": True}}, {"area": {"neighbourhood": "x"}, "service": 7},
    {"area": {"neighbourhood": "x"}, "service": LONG}, {"notices": False}, {"notices": 1}, {"everything": True},
)  # fmt: skip
ODD_SUBSCRIPTIONS: tuple[Any, ...] = (
    1, "yes", [], {}, subscription(endpoint=None), subscription(endpoint=7), subscription(keys=None),
    subscription(keys={"p256dh": "x"}), subscription(keys={"p256dh": 1, "auth": 2}),
    subscription(keys=["p256dh", "auth"]),
)  # fmt: skip
NOWHERE = (
    "http://updates.push.services.mozilla.com/x", "https://localhost/x", "https://127.0.0.1/x", "https://10.0.0.8/x",
    "https://169.254.169.254/latest/meta-data/", "https://[::ffff:127.0.0.1]/x", "https://evil.example/x",
    "https://updates.push.services.mozilla.com:8443/x", "https://a:b@updates.push.services.mozilla.com/x",
    "https://updates.push.services.mozilla.com.evil.example/x", "ftp://updates.push.services.mozilla.com/x",
    "", "x" * 2001,
)  # fmt: skip


@pytest.mark.parametrize("name", ["follow", "unfollow"])
@pytest.mark.parametrize("wish", ODD_WISHES, ids=str)
def test_a_wish_that_is_none_is_refused(device: Device, inside: None, name: str, wish: Any) -> None:
    response = device.put(**{name: [{"notices": True}, wish]})
    assert response.status_code == 422
    assert [error["field"] for error in response.get_json()["errors"]] == [name]
    assert count("followers") == 0


@pytest.mark.parametrize("listed", [{}, "case", 7, True, {"case": "4821903756"}], ids=str)
def test_wishes_come_as_a_list(device: Device, inside: None, listed: Any) -> None:
    assert device.put(follow=listed).status_code == 422
    assert count("followers") == 0


def test_nobody_wishes_for_a_thousand_things_at_once(device: Device) -> None:
    assert device.follow(*[{"notices": True}] * 1000).status_code == 422


@pytest.mark.parametrize("sent", ODD_SUBSCRIPTIONS, ids=str)
def test_a_subscription_that_is_none_is_refused(device: Device, inside: None, sent: Any) -> None:
    response = device.put(subscription=sent)
    assert response.status_code == 422
    assert [error["field"] for error in response.get_json()["errors"]] == ["subscription"]
    assert count("followers") == 0


@pytest.mark.parametrize("endpoint", NOWHERE)
def test_an_endpoint_that_leads_elsewhere_is_refused(device: Device, inside: None, endpoint: str) -> None:
    device.put()
    response = device.put(subscription=subscription(endpoint=endpoint))
    assert (response.status_code, response.get_json()["code"]) == (422, "push_endpoint_refused")
    assert [one.address for one in device.row.channels] == [device.subscription["endpoint"]]


@pytest.mark.parametrize(
    "keys",
    [
        {"p256dh": subscription()["keys"]["p256dh"], "auth": "AAAAAAA"},  # 5 bytes
        {"p256dh": "B" * 87, "auth": "A" * 22},  # on no curve
        {"p256dh": "B" * 30_000, "auth": "A" * 22},
        {"p256dh": "", "auth": ""},
    ],
    ids=["a short auth", "no point", "a long key", "empty"],
)
def test_keys_that_are_none_are_refused(device: Device, inside: None, keys: dict[str, str]) -> None:
    response = device.put(subscription=subscription(keys=keys))
    assert (response.status_code, response.get_json()["code"]) == (422, "push_keys_refused")
    assert count("followers") == 0


def test_a_key_of_two_megabytes_is_not_even_read(device: Device, inside: None) -> None:
    response = device.put(subscription=subscription(keys={"p256dh": "B" * 2**21, "auth": "A" * 22}))
    assert response.status_code == 413
    assert count("followers") == 0


@pytest.mark.parametrize("language", [None, 7, "xx", "en-US", "../../etc", {}], ids=str)
def test_a_language_that_we_have_not_is_the_pages_own(device: Device, language: Any) -> None:
    device.client.set_cookie("lang", "es")
    assert device.put(language=language).get_json()["language"] == "es"


def test_a_key_that_is_none_makes_no_report_ones_own(device: Device) -> None:
    for key in (7, [], {"id": "x", "secret": "y" * 24}, {"id": 7}, {"secret": "y" * 24}):
        assert device.follow({"case": "4821903756", "report": key}).status_code == 404
