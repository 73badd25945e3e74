"""Engine set-up: what SQLite needs to be safe under many writers, and how a request says that it writes.

Measured: deferred transactions that read first fail by the thousand with "database is locked"; with
BEGIN IMMEDIATE for what writes, and deferred plus `query_only` for what reads, none fails
(docs/decisions/0003).
"""

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

from flask import Flask, request
from sqlalchemy import DateTime, Dialect, Engine, ExceptionContext, TypeDecorator, event

from app.extensions import db

try:
    import pysqlite3
except ImportError:  # no wheel for this machine: the standard library's serves
    pysqlite3 = None

log = logging.getLogger(__name__)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
READ_ONLY, IO_ERROR, CANNOT_OPEN = 8, 10, 14  # SQLite's primary result codes (sqlite.org/rescode.html)
PAGES, PAGES_OF_REPEATING = 1000, 250  # in the log, after which whoever commits writes them back
_writes: ContextVar[bool] = ContextVar("writes", default=True)  # commands and jobs write
_repeats: ContextVar[bool] = ContextVar("repeats", default=False)


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime, on stores with and without time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive datetime: nobody could say which hour it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """Give back UTC. SQLite's text is read in one step: lists hold hundreds of moments."""
        return _from_text if dialect.name == "sqlite" else _from_aware


def _from_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text + "+00:00")


def _from_aware(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)


def sqlite_module() -> ModuleType:
    """The newest SQLite at hand: the standard library's where it is free of the WAL-reset bug, else the wheel's."""
    if pysqlite3 is not None and has_wal_reset_bug(sqlite3.sqlite_version_info):
        return pysqlite3  # type: ignore[no-any-return]
    return sqlite3


def has_wal_reset_bug(version: tuple[int, ...]) -> bool:
    """Whether this SQLite can lose WAL content (3.7.0 to 3.51.2, but for two back-ports; sqlite.org/wal.html)."""
    return version < (3, 51, 3) and not (3, 50, 7) <= version < (3, 51) and not (3, 44, 6) <= version < (3, 45)


def engine_options(url: str) -> dict[str, Any]:
    """What SQLAlchemy's engine is made with. The pool holds a connection for every thread of a worker."""
    options: dict[str, Any] = {
        "pool_size": 32,
        "pool_use_lifo": True,  # the connection used last is warm: its pages and statements are at hand
        "max_overflow": 8,
        "hide_parameters": True,
        "pool_pre_ping": not url.startswith("sqlite"),
    }
    return options | {"module": sqlite_module()} if url.startswith("sqlite") else options


def init_app(app: Flask) -> None:
    """Bind the store, prepare its connections, and let each request say whether it writes."""
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)

    @app.before_request
    def _choose() -> None:
        _writes.set(request.method not in SAFE_METHODS)

    @app.teardown_request
    def _forget(_error: BaseException | None) -> None:
        _writes.set(True)


@contextmanager
def reading() -> Iterator[None]:
    """Transactions begun inside only read, so that a long look keeps no writer waiting."""
    before = _writes.set(False)
    try:
        yield
    finally:
        _writes.reset(before)


@contextmanager
def repeating() -> Iterator[None]:
    """Transactions begun inside write what would be written again if the power went. SQLite then flushes no disk while
    others wait for its lock; what is stored after it, flushes it too, for its log is written in order.
    """
    before = _repeats.set(True)
    try:
        yield
    finally:
        _repeats.reset(before)


def prepare(engine: Engine) -> None:
    """Have transactions begin as the store needs it."""
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    else:
        _prepare_postgresql(engine)


def _prepare_postgresql(engine: Engine) -> None:
    """Whoever only reads saves PostgreSQL a BEGIN and a ROLLBACK: in a transaction, too, each statement sees a snapshot
    of its own (READ COMMITTED). Rows that are fetched in parts need one: their cursor ends with it.
    """

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        options, driver = connection.get_execution_options(), connection.connection.dbapi_connection
        needs_transaction = _writes.get() or "yield_per" in options
        if "isolation_level" not in options and driver.autocommit is needs_transaction:
            driver.autocommit = not needs_transaction


def _prepare_sqlite(engine: Engine) -> None:
    """Set SQLite's pragmas on every connection, and begin as a request that reads, or one that writes."""
    journal = _journal(engine.dialect.dbapi.sqlite_version_info)  # type: ignore[union-attr]

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver would begin too late; _on_begin does it
        for setting in ("busy_timeout = 15000", f"journal_mode = {journal}", "synchronous = full", "foreign_keys = on"):
            connection.execute(f"PRAGMA {setting}").close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        writes, repeats = _writes.get(), _repeats.get() and journal == "wal"
        _set_once(connection, "query_only", "off" if writes else "on")
        if writes:
            _set_once(connection, "synchronous", "normal" if repeats else "full")
            _set_once(connection, "wal_autocheckpoint", str(PAGES_OF_REPEATING if repeats else PAGES))
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:  # it takes no lock yet, so there is no error to translate
            connection.connection.dbapi_connection.execute("BEGIN").close()

    @event.listens_for(engine, "handle_error")
    def _on_error(context: ExceptionContext) -> None:
        """Open the store anew after the disk failed: what was opened while it was read-only stays so for ever."""
        if primary_code(context.original_exception) in {READ_ONLY, IO_ERROR, CANNOT_OPEN}:
            context.is_disconnect = True


def _set_once(connection: Any, pragma: str, value: str) -> None:
    if connection.info.get(pragma) != value:  # known for as long as the driver's connection lives
        connection.exec_driver_sql(f"PRAGMA {pragma} = {value}")
        connection.info[pragma] = value


def primary_code(error: BaseException) -> int:
    """SQLite's primary result code of an error; 0 for what is none of SQLite's."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _journal(version: tuple[int, ...]) -> str:
    if not has_wal_reset_bug(version):
        return "wal"
    log.warning("SQLite %s has the WAL-reset bug: using the rollback journal", ".".join(map(str, version)))
    return "delete"
