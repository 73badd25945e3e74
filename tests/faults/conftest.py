"""Servers of their own, on a clock that goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.server import Server

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands in this folder talks to real processes."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.real_clock)


@pytest.fixture(scope="package")
def _running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("faults"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(_running: Server) -> Iterator[Server]:
    """The city's server; whatever a test does to it, it never fails in a way that nobody foresaw."""
    before = len(_running.said())
    yield _running
    assert "Traceback" not in _running.said()[before:], _running.said()[before:]
