"""A map to look at."""

from pathlib import Path

import pytest
from flask import Flask

from tests.client import CheckingClient
from tests.places.maps.viewer import Viewer


@pytest.fixture
def pack() -> str:
    """A small town: nothing here is about one city."""
    return "tansy-ford"


@pytest.fixture
def viewer(app: Flask, client: CheckingClient, tmp_path: Path) -> Viewer:
    """Nothing is loaded."""
    return Viewer(app, client, tmp_path)
