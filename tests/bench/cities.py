"""Cities of a given size, the same on both stores.

`flask demo seed` makes them on SQLite, where they are kept beside the system's temporary files between runs; PostgreSQL
gets a copy.
"""

import atexit
import os
import runpy
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from app import create_app
from app.cases.jobs import fold_counts
from app.config import PACKS, Settings
from app.database import sqlite_module
from app.extensions import db

POSTGRESQL = Path(__file__).resolve().parents[2] / ".ci" / "postgresql.py"
MOMENTS = ("received_at", "updated_at", "closed_at")


def city_of(cases: int) -> Flask:
    """An application on a SQLite store with that many cases."""
    folder = folder_of(cases)
    app = application(folder, f"sqlite:///{folder / 'stoop.db'}")
    if count_cases(app) == 0:
        result = app.test_cli_runner().invoke(args=["demo", "seed", "--cases", str(cases)])
        assert result.exit_code == 0, result.output
    return app


def folder_of(cases: int) -> Path:
    """Where a city is kept."""
    folder = Path(tempfile.gettempdir()) / f"stoop-bench-{cases}"
    folder.mkdir(exist_ok=True)
    return folder


def application(folder: Path, url: str) -> Flask:
    """On a store whose tables are up to date."""
    settings = Settings(
        data_dir=folder,
        database_url=url,
        city_pack=PACKS / "philadelphia",
        secret_key="bench",
        testing=True,
    )
    app = create_app(settings)
    with app.app_context():
        upgrade()
        db.session.remove()
    return app


def count_cases(app: Flask) -> int:
    """How many it has."""
    with app.app_context():
        count: int = db.session.execute(text("SELECT count(*) FROM cases")).scalar_one()
        db.session.remove()
    return count


@dataclass(frozen=True)
class Store:
    """A city on one store, and the same store through the bare driver."""

    name: str
    app: Flask
    raw: Any

    @property
    def clock(self) -> Callable[[], float]:
        """SQLite works in our own thread: its processor time tells it from other work. PostgreSQL is waited for."""
        return time.thread_time if self.name == "SQLite" else time.perf_counter

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        """What the bare driver reads; values stand for question marks."""
        if self.name == "PostgreSQL":
            statement = statement.replace("?", "%s")
        found: list[Any] = self.raw.execute(statement, values).fetchall()
        return found


@cache
def stores_of(cases: int) -> tuple[Store, Store]:
    """The same cases on SQLite and on PostgreSQL."""
    app = city_of(cases)
    url = postgresql()
    raw = psycopg.connect(plain(url), autocommit=True)
    return Store("SQLite", app, raw_sqlite(app)), Store("PostgreSQL", copied(cases, url), raw)


@cache
def postgresql() -> str:
    """A PostgreSQL store: the one that STOOP_BENCH_POSTGRES names, which is kept, or one that ends with this run."""
    if url := os.environ.get("STOOP_BENCH_POSTGRES"):
        return url
    server = runpy.run_path(str(POSTGRESQL))
    running = ExitStack()
    atexit.register(running.close)
    address: str = running.enter_context(server["running"](server["installed"]()))
    return address


def copied(cases: int, url: str) -> Flask:
    """The cases of the SQLite store; what hangs on them is not looked for here."""
    source = raw_sqlite(city_of(cases))
    app = application(folder_of(cases), url)
    if count_cases(app) == 0:
        with psycopg.connect(plain(url)) as connection:
            copy_cases(source, connection)
        with app.app_context():
            fold_counts()
        with psycopg.connect(plain(url), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
    return app


def copy_cases(source: sqlite3.Connection, target: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Row by row, as text: PostgreSQL reads it as the type of the column."""
    rows = source.execute("SELECT * FROM cases")
    names = [column[0] for column in rows.description]
    is_moment = [name in MOMENTS for name in names]
    with target.cursor().copy(f"COPY cases ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            zoned = (f"{value}+00" if moment and value else value for value, moment in zip(row, is_moment, strict=True))
            copy.write_row(tuple(zoned))


def raw_sqlite(app: Flask) -> sqlite3.Connection:
    """The same file through the bare driver."""
    path = app.config["SETTINGS"].database_url.removeprefix("sqlite:///")
    connection: sqlite3.Connection = sqlite_module().connect(path)
    return connection


def plain(url: str) -> str:
    """As the driver itself writes an address."""
    return url.replace("postgresql+psycopg://", "postgresql://")
