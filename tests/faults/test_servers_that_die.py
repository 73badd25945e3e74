"""Whatever was acknowledged survives the sudden death of every process of the server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import proof
from tests.faults.killing import kill_while_sending
from tests.faults.server import Server


@pytest.fixture
def doomed(tmp_path: Path) -> Iterator[Server]:
    """A server of its own."""
    server = Server(tmp_path)
    server.start()
    yield server
    server.stop()


def test_nothing_acknowledged_is_lost_or_doubled_when_the_server_is_killed(doomed: Server) -> None:
    killed = kill_while_sending(doomed, submissions=60, kills=4, clients=8, seed=311)
    doomed.stop()
    swept = proof.sweep_later(doomed)
    assert killed.surprises + swept.faults + proof.faults(doomed, killed.sendings) == []
    assert killed.counts["cut off"]
    assert "Traceback" not in doomed.said()
