"""Addresses to search in."""

from pathlib import Path

import pytest
from flask import Flask

from tests.client import CheckingClient
from tests.places.town import BROAD, LANDMARKS, MARKET, NORTH_BROAD, Town


@pytest.fixture
def empty_town(app: Flask, client: CheckingClient, tmp_path: Path) -> Town:
    """Nothing was imported."""
    return Town(app, client, tmp_path)


@pytest.fixture
def town(empty_town: Town) -> Town:
    """Three streets and two landmarks."""
    result = empty_town.bring(MARKET, BROAD, NORTH_BROAD, LANDMARKS)
    assert result.exit_code == 0, result.output
    return empty_town
