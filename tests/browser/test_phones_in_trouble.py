"""R4, R5 and R10 in small: browsers that die, tabs that crowd, rows that rot. `make faults` has them at full size."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.faults.browsers import crowding, dying, poisoning
from tests.faults.server import Server


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Server]:
    """A city that has seen nothing yet."""
    folder = tmp_path / "city"
    folder.mkdir()
    server = Server(folder)
    server.start()
    yield server
    server.stop()


def test_a_browser_that_dies_loses_no_report(playwright: Playwright, city: Server, tmp_path: Path) -> None:
    assert dying.die_again_and_again(playwright, city, tmp_path, deaths=3, seed=4).surprises == []


def test_many_tabs_send_each_report_once(playwright: Playwright, city: Server, tmp_path: Path) -> None:
    assert crowding.send_from_all(playwright, city, tmp_path, reports=20, tabs=6).surprises == []


def test_what_cannot_be_sent_holds_nothing_up(playwright: Playwright, city: Server, tmp_path: Path) -> None:
    assert poisoning.send_past_poison(playwright, city, tmp_path).surprises == []
