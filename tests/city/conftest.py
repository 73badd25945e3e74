"""The packs that ship with the code: whatever is tested here is tested with each of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from flask import Flask

from app import create_app
from app.city.catalogue import City
from app.config import PACKS
from app.extensions import db
from tests.city.map_files import Surveyor
from tests.client import CheckingClient
from tests.conftest import settings_for

PACK_NAMES = sorted(folder.name for folder in PACKS.iterdir() if (folder / "city.yaml").is_file())


def application(folder: Path, pack: str) -> Iterator[Flask]:
    """An application whose connections, on which it looks for loaded areas, are closed behind it."""
    app = create_app(settings_for(folder, pack))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session", params=PACK_NAMES)
def each_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application that serves each city in turn."""
    yield from application(tmp_path_factory.mktemp("pack"), str(request.param))


@pytest.fixture(scope="session")
def each_city(each_app: Flask) -> City:
    """The city that `each_app` serves."""
    return cast(City, each_app.extensions["city"])


@pytest.fixture
def in_each_city(each_app: Flask) -> Iterator[None]:
    """Inside that application."""
    with each_app.app_context():
        yield


@pytest.fixture(scope="session")
def philadelphia(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application that serves the first city, for tests of its own words."""
    yield from application(tmp_path_factory.mktemp("first"), "philadelphia")


@pytest.fixture(scope="session")
def tansy_ford(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application that serves the made-up town."""
    yield from application(tmp_path_factory.mktemp("town"), "tansy-ford")


@pytest.fixture
def pack() -> str:
    """Where rows are needed, the made-up town: its map is easy to draw."""
    return "tansy-ford"


@pytest.fixture
def surveyor(app: Flask, client: CheckingClient, tmp_path: Path) -> Surveyor:
    """Nothing was loaded."""
    return Surveyor(app, client, tmp_path)
