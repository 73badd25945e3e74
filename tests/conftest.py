"""Applications, clients and guards for every test."""

import os
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from app import clock, create_app
from app.city.current import watch
from app.config import PACKS, Settings
from app.extensions import Model, db
from tests.client import CheckingClient
from tests.samples import Sample, sample_of

SHARED = Path(os.environ.get("STOOP_SHARED") or Path(__file__).resolve().parents[2] / "shared") / "data"
NOON = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)  # a Wednesday, 12:00 in Philadelphia
PAGE_LANGUAGES = ("en", "ar")  # what a test of a page is run in when it asks for `lang`


def settings_for(folder: Path, pack: str = "philadelphia", **changes: object) -> Settings:
    """Settings of a test: everything in one folder, or on the store that STOOP_TEST_DATABASE_URL names."""
    url = os.environ.get("STOOP_TEST_DATABASE_URL") or f"sqlite:///{folder / 'stoop.db'}"
    values = {"data_dir": folder, "database_url": url, "city_pack": PACKS / pack, "secret_key": "test", "testing": True}
    return Settings(**(values | changes))  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def cities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Flask]]:
    """One migrated application for each city and session."""
    made: dict[str, Flask] = {}

    def city(pack: str) -> Flask:
        if pack not in made:
            app = made[pack] = create_app(settings_for(tmp_path_factory.mktemp(pack), pack))
            app.test_client_class = CheckingClient
            with app.app_context():
                upgrade()
        return made[pack]

    yield city
    for app in made.values():
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def pack() -> str:
    """The city that tests run in; a folder of tests may ask for more than one."""
    return "philadelphia"


@pytest.fixture
def city_app(cities: Callable[[str], Flask], pack: str) -> Flask:
    """The application of the city; its store may hold rows of earlier tests."""
    return cities(pack)


@pytest.fixture
def app(city_app: Flask) -> Iterator[Flask]:
    """The application, with an empty store."""
    with city_app.app_context():
        for table in reversed(Model.metadata.sorted_tables):
            db.session.execute(table.delete())
        db.session.commit()
        db.session.remove()
        watch().look()  # no areas of an earlier test
    yield city_app
    with city_app.app_context():
        db.session.remove()


@pytest.fixture
def client(app: Flask) -> CheckingClient:
    """A browser without scripts, whose every page is checked."""
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    return client


@pytest.fixture
def sample(app: Flask) -> Sample:
    """What to report in this city."""
    return sample_of(app)


@pytest.fixture
def inside(app: Flask) -> Iterator[None]:
    """Inside the application, for tests of operations and queries."""
    with app.app_context():
        yield


@pytest.fixture(params=PAGE_LANGUAGES)
def lang(request: pytest.FixtureRequest) -> str:
    """Pages are tested in English and in Arabic."""
    return str(request.param)


@pytest.fixture(autouse=True)
def _stopped_clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """It is always noon, but where processes of their own run."""
    if request.node.get_closest_marker("real_clock"):
        yield
        return
    with clock.stopped_at(NOON):
        yield


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches beyond this machine fails."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if (
            self.family != socket.AF_UNIX
            and isinstance(address, tuple)
            and address[0] not in {"::1", "localhost"}
            and not str(address[0]).startswith("127.")
        ):
            raise AssertionError(f"a test wants to talk to {address}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def shared() -> Path:
    """The folder of real data; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("no shared data here")
    return SHARED


def count(table: str) -> int:
    """How many rows a table has."""
    return int(db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
