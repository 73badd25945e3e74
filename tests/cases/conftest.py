"""What residents do is tested in a real city and in a made-up one: nothing in the code knows either."""

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask

from tests.client import CheckingClient


@pytest.fixture(params=["philadelphia", "tansy-ford"])
def pack(request: pytest.FixtureRequest) -> str:
    """Each city in turn."""
    return str(request.param)


@pytest.fixture
def cases(app: Flask) -> Callable[..., Result]:
    """`flask cases …`, as staff type it."""
    return lambda *arguments: app.test_cli_runner().invoke(args=["cases", *arguments])


@pytest.fixture
def stranger(client: CheckingClient) -> CheckingClient:
    """Somebody else's browser."""
    other = client.application.test_client()
    assert isinstance(other, CheckingClient)
    return other
