"""PostgreSQL is told of a transaction by whoever writes, and by whoever reads rows in parts; by nobody else."""

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, text

from app.database import reading
from app.extensions import db


@pytest.fixture
def postgresql(app: Flask) -> Iterator[None]:
    """Inside an application on PostgreSQL."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            pytest.skip("SQLite begins in its own way")
        yield


@pytest.mark.usefixtures("postgresql")
@pytest.mark.parametrize(
    ("begin", "options", "status"),
    [
        (reading, {}, "IDLE"),
        (nullcontext, {}, "INTRANS"),
        (reading, {"yield_per": 10}, "INTRANS"),
    ],
)
def test_who_only_reads_leaves_no_transaction_open(begin: Any, options: Any, status: str) -> None:
    with begin(), db.engine.connect().execution_options(**options) as connection:
        connection.execute(text("SELECT 1")).all()
        assert status_of(connection) == status


@pytest.mark.usefixtures("postgresql")
def test_what_is_written_after_reading_on_the_same_connection_can_be_taken_back() -> None:
    with reading(), db.engine.connect() as connection:
        connection.execute(text("SELECT 1")).all()
    with db.engine.connect() as connection:
        connection.execute(text("CREATE TABLE taken_back (id integer)"))
        connection.rollback()
        assert connection.scalar(text("SELECT to_regclass('taken_back')")) is None


def status_of(connection: Connection) -> str:
    """As the driver knows it."""
    driver: Any = connection.connection.dbapi_connection
    name: str = driver.info.transaction_status.name
    return name
