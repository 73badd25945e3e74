"""What residents do is tested in a real city and in a made-up one: nothing in the code knows either."""

import pytest


@pytest.fixture(params=["philadelphia", "tansy-ford"])
def pack(request: pytest.FixtureRequest) -> str:
    """Each city in turn."""
    return str(request.param)
