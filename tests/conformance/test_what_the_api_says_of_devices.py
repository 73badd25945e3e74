"""Whatever a device sends, the answer is one that the document describes."""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from app.followers.operations import Limits
from tests.client import CheckingClient
from tests.conformance.described import Description
from tests.factories import sent
from tests.followers.devices import Device, subscription
from tests.samples import Sample, sample_of

Ask = Callable[[Device], TestResponse]


@pytest.fixture
def device(client: CheckingClient) -> Device:
    """A browser that nobody knows yet."""
    return Device(client)


def sample(device: Device) -> Sample:
    return sample_of(device.client.application)


def circle(device: Device, **changes: Any) -> dict[str, Any]:
    north, east = sample(device).here
    return {"area": {"lat": north, "long": east, "radius_m": 500, "label": "Here"} | changes}


def named(device: Device) -> dict[str, Any]:
    return {
        "area": {"neighbourhood": sample(device).city.neighbourhoods[0].slug},
        "service": sample(device).ordinary.code,
    }


def known(device: Device) -> Device:
    device.follow({"case": sent(device.client)}, circle(device), named(device), {"notices": True})
    return device


def robbed(device: Device) -> TestResponse:
    other = app_client(device)
    known(device)
    return Device(other, subscription=device.subscription).put()


def app_client(device: Device) -> CheckingClient:
    client = device.client.application.test_client()
    assert isinstance(client, CheckingClient)
    return client


def raw(device: Device, body: bytes, **headers: str) -> TestResponse:
    headers = device.headers | {"Content-Type": "application/json"} | headers
    return device.client.put(device.url, data=body, headers=headers)


def with_wrong_secret(device: Device) -> Device:
    return Device(device.client, known(device).id)


PUTS: dict[str, tuple[int, Ask]] = {
    "new": (201, lambda device: device.put()),
    "following everything": (200, lambda device: known(device).put()),
    "without a subscription": (201, lambda device: device.put(subscription=None)),
    "with nothing at all": (201, lambda device: raw(device, b"{}")),
    "of somebody else": (404, lambda device: with_wrong_secret(device).put()),
    "of nobody, if it is known": (404, lambda device: raw(device, b"{}", **{"If-Match": "*"})),
    "without a real id": (404, lambda device: device.client.put("/api/v1/push/x", json={}, headers=device.headers)),
    "without a secret": (401, lambda device: raw(device, b"{}", Authorization="")),
    "broken": (400, lambda device: raw(device, b"{")),
    "empty": (400, lambda device: raw(device, b"")),
    "as a form": (415, lambda device: raw(device, b"a=b", **{"Content-Type": "application/x-www-form-urlencoded"})),
    "of 2 MB": (413, lambda device: device.put(subscription=subscription(keys={"p256dh": "B" * 2**21, "auth": "x"}))),
    "from another site": (403, lambda device: raw(device, b"{}", Origin="https://other.example")),
    "in chunks": (411, lambda device: raw(device, b"{}", **{"Transfer-Encoding": "chunked"})),
    "with an endpoint of nobody": (422, lambda device: device.put(subscription=subscription(endpoint="http://a.b/"))),
    "with no keys": (422, lambda device: device.put(subscription=subscription(keys={"p256dh": "B", "auth": "x"}))),
    "with no subscription at all": (422, lambda device: device.put(subscription="yes")),
    "with a wish that is none": (422, lambda device: device.follow({"everything": True})),
    "outside the city": (422, lambda device: device.follow(circle(device, long=sample(device).outside["long"] + 0.1))),
    "of no case": (404, lambda device: device.follow({"case": "4821903756"})),
    "of a wrong number": (404, lambda device: device.follow({"case": "4821903757"})),
    "of no neighborhood": (404, lambda device: device.follow({"area": {"neighbourhood": "atlantis"}})),
    "of no service": (404, lambda device: device.follow(circle(device) | {"service": "NO-SUCH"})),
    "with another's subscription": (409, robbed),
}  # fmt: skip


@pytest.mark.parametrize("name", PUTS)
def test_what_a_device_wants(device: Device, described: Description, name: str) -> None:
    status, ask = PUTS[name]
    response = ask(device)
    assert response.status_code == status
    described.check(response)


@pytest.mark.parametrize(("limits", "status"), [(Limits(requests_an_hour=1), 429), (Limits(follows=1), 409)])
def test_more_than_a_device_may(device: Device, described: Description, limits: Limits, status: int) -> None:
    edges = device.client.application.extensions["followers"]
    before, edges.limits = edges.limits, limits
    try:
        device.follow({"notices": True})
        response = device.follow(named(device))
    finally:
        edges.limits = before
    assert response.status_code == status
    described.check(response)


@pytest.mark.parametrize("method", ["show", "forget"])
@pytest.mark.parametrize("who", ["itself", "somebody else", "nobody", "without a secret"])
def test_looking_and_being_forgotten(device: Device, described: Description, method: str, who: str) -> None:
    asking = {
        "itself": lambda: known(device),
        "somebody else": lambda: with_wrong_secret(device),
        "nobody": lambda: device,
        "without a secret": lambda: Device(device.client, secret="short"),
    }[who]()
    response = asking.show() if method == "show" else asking.forget()
    good = 200 if method == "show" else 204
    assert response.status_code == {"itself": good, "without a secret": 401}.get(who, 404)
    described.check(response)


def test_the_key_to_subscribe_with(client: CheckingClient, described: Description) -> None:
    response = client.get("/api/v1/push/key")
    assert response.status_code == 200
    described.check(response)


def test_the_example_of_a_device_is_kept(client: CheckingClient, described: Description) -> None:
    operation = described.operation("PUT", "/api/v1/push/7c1b8a44-2f0d-4a55-8d57-0b9c1f6e2a10")
    example = described.examples(operation["requestBody"]["content"]["application/json"])[0]
    response = Device(client).put(subscription=example["subscription"], language=example["language"])
    assert response.get_json()["channels"] == [{"kind": "push", "state": "active"}]
