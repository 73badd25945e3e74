"""A map to look at."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.places.maps.kept import Shelf
from tests.client import CheckingClient
from tests.places.maps.tile_server import TileServer, running_tile_server, sends
from tests.places.maps.upstreams import PNG, TEMPLATE, edge
from tests.places.maps.viewer import Viewer


@pytest.fixture
def pack() -> str:
    """A small town: nothing here is about one city."""
    return "tansy-ford"


@pytest.fixture
def viewer(app: Flask, client: CheckingClient, tmp_path: Path) -> Viewer:
    """Nothing is loaded."""
    return Viewer(app, client, tmp_path)


@pytest.fixture
def server() -> Iterator[TileServer]:
    """It is well, and says that its tiles keep for an hour."""
    with running_tile_server(sends(PNG, Cache_Control="max-age=3600", ETag='"one"')) as running:
        yield running


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Where copies go."""
    return Shelf(tmp_path / "tiles", TEMPLATE)


@pytest.fixture
def shown(viewer: Viewer, server: TileServer, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> Viewer:
    """Somebody who looks at its map, on a machine that may be busy."""
    monkeypatch.setitem(viewer.app.extensions, "maps", edge(server, shelf, deadline_seconds=20, patience_seconds=20))
    return viewer


@pytest.fixture
def hurried(shown: Viewer, server: TileServer, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> Viewer:
    """The same, where nobody waits for long."""
    impatient = edge(server, shelf, deadline_seconds=0.4, patience_seconds=0.2)
    monkeypatch.setitem(shown.app.extensions, "maps", impatient)
    return shown
