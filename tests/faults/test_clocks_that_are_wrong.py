"""A server ten years ahead or behind, and phones with any clock at all: everything is accepted, and nothing is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.clocks import ServerInTime, faults, send_through_time
from tests.faults.disk import why_not


@pytest.fixture
def timeless(tmp_path: Path) -> Iterator[ServerInTime]:
    """A server whose clock can be wrong."""
    if reason := why_not():
        pytest.skip(reason)
    server = ServerInTime(tmp_path)
    server.flask("db", "upgrade")
    yield server
    server.stop()


def test_ten_years_off_on_either_side_everything_is_accepted(timeless: ServerInTime) -> None:
    sent = send_through_time(timeless, phones=11, seed=311)
    timeless.kill()
    assert faults(timeless, sent) == []
    received = {str(year) for (year,) in timeless.rows("SELECT strftime('%Y', received_at) FROM reports")}
    assert len(received) == 3, "the server's clock was never wrong"
    assert "Traceback" not in timeless.said()
