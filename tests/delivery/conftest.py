"""What tests of delivery share."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.delivery.followers import Town, town_of


@pytest.fixture
def town(app: Flask) -> Iterator[Town]:
    """Inside the application, with a sender that keeps what it is given."""
    yield from town_of(app)
