"""The description as it is served, and both cities to hold against it."""

import json

import pytest

from app.api_description import description
from tests.client import CheckingClient
from tests.conformance.described import Description
from tests.factories import Phone


@pytest.fixture(params=["philadelphia", "tansy-ford"])
def pack(request: pytest.FixtureRequest) -> str:
    """Each city in turn."""
    return str(request.param)


@pytest.fixture(scope="session")
def described() -> Description:
    """What the document says."""
    return Description(json.loads(description()))


@pytest.fixture
def phone(client: CheckingClient) -> Phone:
    """A phone with a report of its own."""
    return Phone(client)
