"""Nobody makes the server talk to where it must not: not by what a subscription says, not by what a name leads to, not
by an answer that points elsewhere. More than 200 tries, through both doors.
"""

import secrets
import socket
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from app.delivery.push import PushMaker
from app.delivery.push_addresses import is_public
from app.delivery.push_sender import PushSender
from app.delivery.senders import Outcome
from tests.client import CheckingClient
from tests.conftest import count
from tests.delivery.push_messages import CONTACT, KEYS, lookup_of, message, send
from tests.delivery.push_probes import ADDRESSES, ENDPOINTS, PUBLIC
from tests.push_service import PushService

REAL = "https://wns2-par02p.notify.windows.com/w/?token=x"


@pytest.fixture(scope="module")
def subscription() -> dict[str, Any]:
    """Of a phone with real keys."""
    with PushService() as service:
        return service.subscribe("a phone")


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses to which a connection was tried; none comes about."""
    tried: list[str] = []

    def connect(_socket: socket.socket, address: Any) -> None:
        tried.append(str(address[0]))
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    return tried


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """One of this machine at which somebody would answer."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


def sender(*answers: list[str]) -> PushSender:
    """One whose resolver says these, one after the other."""
    return PushSender(PushMaker(KEYS, CONTACT), lookup=lookup_of(*answers))


def test_there_are_enough_of_them() -> None:
    assert len(set(ENDPOINTS)) == len(ENDPOINTS)
    assert len(set(ENDPOINTS)) + len(set(ADDRESSES)) >= 200


def put(client: CheckingClient, subscription: dict[str, Any], endpoint: str) -> TestResponse:
    """What a phone sends when it subscribes."""
    body = {"subscription": subscription | {"endpoint": endpoint}, "language": "en"}
    headers = {"Authorization": f"Bearer {secrets.token_urlsafe(32)}"}
    return client.put(f"/api/v1/push/{uuid4()}", json=body, headers=headers)


def test_a_real_subscription_is_kept(client: CheckingClient, subscription: dict[str, Any], inside: None) -> None:
    assert put(client, subscription, REAL).status_code == 201
    assert count("channels") == 1


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=ascii)
def test_no_such_subscription_is_kept(
    client: CheckingClient, subscription: dict[str, Any], endpoint: str, port: int, inside: None
) -> None:
    answer = put(client, subscription, endpoint.replace("PORT", str(port)))
    is_text = endpoint.isascii() or endpoint.encode(errors="ignore").decode() == endpoint
    assert answer.status_code == (422 if is_text else 400)
    assert answer.get_json()["code"] == "push_endpoint_refused" or not is_text
    assert (count("channels"), count("followers")) == (0, 0)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=ascii)
def test_nothing_is_sent_to_such_a_subscription(
    subscription: dict[str, Any], reached: list[str], endpoint: str, port: int
) -> None:
    to = message(subscription, address=endpoint.replace("PORT", str(port)))
    (result,) = send([to], sender(["127.0.0.1"]))
    assert result.outcome is Outcome.REFUSED
    assert not reached


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_name_leads_inside(subscription: dict[str, Any], reached: list[str], address: str) -> None:
    for answer in ([address], ["8.8.8.8", address], [address, "2606:4700:4700::1111"]):
        (result,) = send([message(subscription, address=REAL)], sender(answer))
        assert result.outcome is Outcome.LATER
        assert "public" in result.detail
    assert not reached


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_reached(subscription: dict[str, Any], reached: list[str], address: str) -> None:
    assert is_public(address)
    (result,) = send([message(subscription, address=REAL)], sender([address]))
    assert result.outcome is Outcome.LATER
    assert set(reached) == {address}


@pytest.mark.parametrize("inside_address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00:ec2::254"])
def test_a_name_that_changes_after_the_look_leads_nowhere_else(
    subscription: dict[str, Any], reached: list[str], inside_address: str
) -> None:
    to, one = message(subscription, address=REAL), sender(["8.8.8.8"], [inside_address])
    first = send([to] * 5, one)  # one look for all of them
    second = send([to] * 5, one)  # it was closed and looks anew
    assert {"public" in result.detail for result in first} == {False}
    assert {"public" in result.detail for result in second} == {True}
    assert set(reached) == {"8.8.8.8"}


def test_a_name_that_leads_nowhere_is_tried_later(subscription: dict[str, Any], reached: list[str]) -> None:
    (result,) = send([message(subscription, address=REAL)], sender([]))
    assert result.outcome is Outcome.LATER
    assert not reached


def test_hosts_of_the_operator_lead_inside_no_more_than_others(
    subscription: dict[str, Any], reached: list[str]
) -> None:
    hosts = frozenset({"push.example", "*.push.example", "127.0.0.1"})
    for host in ("push.example", "a.push.example"):
        one = PushSender(PushMaker(KEYS, CONTACT), hosts, lookup_of(["127.0.0.1"]))
        (result,) = send([message(subscription, address=f"https://{host}/x")], one)
        assert "public" in result.detail
    for elsewhere in ("http://127.0.0.2/x", "http://localhost/x", "http://[::1]/x", "http://10.0.0.1/x"):
        (result,) = send([message(subscription, address=elsewhere)], PushSender(PushMaker(KEYS, CONTACT), hosts))
        assert result.outcome is Outcome.REFUSED
    assert not reached
