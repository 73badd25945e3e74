"""A phone may say what a body hashes to: what is cut or changed on its way is then asked for again, not misread."""

import base64
import hashlib
import json

import pytest

from tests.client import CheckingClient
from tests.conftest import count
from tests.factories import Phone


@pytest.fixture
def phone(client: CheckingClient) -> Phone:
    return Phone(client)


def digest_of(body: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


@pytest.mark.parametrize("way", ["a bit flips", "it is cut", "nothing is left", "another takes its place"])
def test_what_changed_on_its_way_is_asked_for_again(phone: Phone, inside: None, way: str) -> None:
    body = json.dumps(phone.report()).encode()
    arrived = {
        "a bit flips": body.replace(b"wall", b"wail"),
        "it is cut": body[:-20],
        "nothing is left": b"",
        "another takes its place": b'{"description": "Welcome to our hotel."}',
    }[way]
    headers = {"Content-Digest": digest_of(body)}
    refused = phone.put(arrived, **headers)
    assert (refused.status_code, refused.get_json()["code"]) == (408, "changed_on_its_way")
    assert count("cases") == 0
    assert phone.put(body, **headers).status_code == 201


@pytest.mark.parametrize(
    "told", ["{}", "sha-512=:AAAA:, {}", "md5=:AAAA:", "", "nonsense", "sha-256", "x-sha-256=:AAAA:"]
)
def test_whoever_says_it_right_or_in_a_way_we_do_not_read_is_received(phone: Phone, told: str) -> None:
    body = json.dumps(phone.report()).encode()
    assert phone.put(body, **{"Content-Digest": told.format(digest_of(body))}).status_code == 201


@pytest.mark.parametrize("told", ["sha-256=::", "sha-256=:AAAA:", "sha-256=:ä:", "sha-256=:A:"])
def test_a_digest_that_is_none_is_asked_for_again(phone: Phone, inside: None, told: str) -> None:
    assert phone.put(phone.report(), **{"Content-Digest": told}).status_code == 408
    assert count("cases") == 0
