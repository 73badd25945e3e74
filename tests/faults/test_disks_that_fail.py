"""A disk that is full, read-only or broken never leads to a false receipt, and needs nobody who starts things anew."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import proof
from tests.faults.disk import ALL, BROKEN, FULL, READ_ONLY, FragileServer, ServerOnDisk, SmallDisk, why_not
from tests.faults.failing import FORM, PHOTO, TEXT, Failed, fail_every_write
from tests.faults.sender import ask, put, report
from tests.faults.spells import run_out_of_room, send_through_spells

EACH = [(TEXT, READ_ONLY, ALL), (TEXT, BROKEN, 1), (PHOTO, BROKEN, ALL), (PHOTO, FULL, 1), (FORM, FULL, ALL)]


@pytest.fixture
def fragile(tmp_path: Path) -> Iterator[FragileServer]:
    """A server whose disk can fail."""
    if reason := why_not():
        pytest.skip(reason)
    server = FragileServer(tmp_path)
    yield server
    server.stop()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk that can run full."""
    disk = SmallDisk(tmp_path)
    if not disk.mount():
        pytest.skip("no disk can be mounted here")
    yield disk
    disk.unmount()


def test_whatever_write_fails_no_receipt_is_false(fragile: FragileServer) -> None:
    fragile.start_alone()
    chance, failed = random.Random(311), Failed()
    for deed, error, times in EACH:
        before = failed.writes
        fail_every_write(fragile, deed, failed, error=error, times=times, chance=chance, step=5)
        assert failed.writes > before + 3, "hardly a write was seen: does the shim work?"
    fragile.kill()
    swept = proof.sweep_later(fragile)
    assert failed.surprises + swept.faults + proof.faults(fragile, failed.sendings) == []
    assert "unexpected error" not in fragile.said()


def test_a_server_that_came_up_on_a_bad_disk_needs_no_new_start(fragile: FragileServer) -> None:
    """SQLite opens for reading what it cannot open for writing; such a connection was used for ever."""
    fragile.flask("db", "upgrade")
    fragile.disk.fail(READ_ONLY)
    fragile.start_web()
    assert {put(fragile.port, report("Too early.")).status for _ in range(8)} == {503}
    assert ask(fragile.port, "GET", "/en/nearby").status == 200
    for _ in range(8):
        fragile.disk.fail(READ_ONLY, times=1)
        put(fragile.port, report("In between."))
    fragile.disk.heal()
    statuses = [put(fragile.port, report("In time.")).status for _ in range(24)]
    assert set(statuses[12:]) == {201}, "each process may find one connection that is of no use any more"


def test_a_disk_that_comes_and_goes_loses_nothing(fragile: FragileServer) -> None:
    fragile.start()
    weathered = send_through_spells(fragile, fragile.disk, submissions=16, clients=8, seed=311)
    fragile.stop()
    swept = proof.sweep_later(fragile)
    assert weathered.surprises + swept.faults + proof.faults(fragile, weathered.sendings) == []
    assert weathered.spells
    assert "unexpected error" not in fragile.said()


def test_a_full_disk_takes_words_longer_than_photos_and_all_when_it_has_grown(small: SmallDisk, tmp_path: Path) -> None:
    server = ServerOnDisk(tmp_path)
    server.start()
    weathered = run_out_of_room(server, small, submissions=16, clients=8, seed=311)
    server.stop()
    swept = proof.sweep_later(server)
    assert weathered.surprises + swept.faults + proof.faults(server, weathered.sendings) == []
    assert "unexpected error" not in server.said()
