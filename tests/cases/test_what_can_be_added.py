"""What a phone may add to its report, and what nobody can add: each is named."""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.client import CheckingClient
from tests.conftest import count
from tests.factories import Phone, declared, photo


@pytest.fixture
def phone(client: CheckingClient) -> Phone:
    """A phone whose report is with the city."""
    phone = Phone(client)
    assert phone.put(phone.report()).status_code == 201
    return phone


RECEIVED: list[dict[str, Any]] = [
    {"description": "x" * 20_000},
    {"description": None, "photos": [declared(photo())]},
    {"language": "tlh"},
    {"language": None},
    {"client_time": "1999-01-01T00:00:00Z"},
    {"client_time": "yesterday"},
    {"schema": 99},
    {"photos": None},
    {"photos": "x"},
    {"photos": [{"sha256": "zz"}]},
    {"something": {"new": []}},
]


@pytest.mark.parametrize("changes", RECEIVED)
def test_what_can_be_kept_is_received(phone: Phone, changes: dict[str, Any]) -> None:
    assert phone.add(phone.addition(**changes)).status_code == 201


def as_form(phone: Phone) -> TestResponse:
    return phone.add(b"report=x", **{"Content-Type": "application/x-www-form-urlencoded"})


REFUSED: dict[str, tuple[int, Callable[[Phone], TestResponse]]] = {
    "nothing": (422, lambda phone: phone.add(phone.addition(description="  "))),
    "an unreadable photo and no word": (422, lambda phone: phone.add(phone.addition(description="", photos=[{}]))),
    "no report": (404, lambda phone: phone.add(phone.addition(report=None))),
    "a report that is none": (404, lambda phone: phone.add(phone.addition(report="../../x"))),
    "no secret": (401, lambda phone: phone.add(phone.addition(), Authorization="")),
    "no JSON": (400, lambda phone: phone.add(b"{")),
    "no body": (400, lambda phone: phone.add(b"")),
    "a form": (415, as_form),
    "300 KB": (413, lambda phone: phone.add(b'{"description": "' + b"x" * 300_000 + b'"}')),
    "from another site": (403, lambda phone: phone.add(phone.addition(), Origin="https://evil.example")),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_nobody_can_add_is_named(phone: Phone, inside: None, name: str) -> None:
    status, send = REFUSED[name]
    response = send(phone)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert count("events") == 1
