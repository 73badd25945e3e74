"""Devices for tests of following."""

import pytest
from flask import Flask

from tests.client import CheckingClient
from tests.followers.devices import Device


@pytest.fixture
def device(client: CheckingClient) -> Device:
    """A browser that nobody knows yet."""
    return Device(client)


@pytest.fixture
def stranger(app: Flask) -> Device:
    """Somebody else's."""
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    return Device(client)
