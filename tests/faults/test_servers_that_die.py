"""Whatever was acknowledged survives the sudden death of every process of the server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import proof
from tests.faults.killing import kill_while_sending
from tests.faults.sender import report
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


def test_the_proof_would_find_what_is_lost(server: Server) -> None:
    never_sent = report("Acknowledged, and never stored.", b"photo")
    never_sent.numbers.add("4821903756")
    never_sent.has_photo_arrived = True
    found = proof.faults(server, [never_sent])
    assert sum(never_sent.path in fault for fault in found) == 3  # the text, its number, its photo
    assert sum(never_sent.digest in fault for fault in found) == 7  # the original and six pictures
