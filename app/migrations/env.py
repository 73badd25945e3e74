"""Runs the migrations on the application's own engine, on SQLite and PostgreSQL alike."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from app.extensions import Model, db


def run() -> None:
    """Migrate in one transaction. SQLite rebuilds tables, so foreign keys are off meanwhile and checked after."""
    with db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            set_foreign_keys(connection, "OFF")
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_as_batch=True,
            transactional_ddl=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
            if is_sqlite:
                check_foreign_keys(connection)
        if is_sqlite:
            set_foreign_keys(connection, "ON")


def set_foreign_keys(connection: Connection, state: str) -> None:
    """On the driver's own connection: inside a transaction the pragma would be ignored without a word."""
    connection.connection.dbapi_connection.execute(f"PRAGMA foreign_keys={state}")  # type: ignore[union-attr]


def check_foreign_keys(connection: Connection) -> None:
    """Fail, and so undo the migration, where a row has lost what it points to."""
    lost = connection.execute(text("PRAGMA foreign_key_check")).all()
    if lost:
        raise RuntimeError(f"{len(lost)} rows point to nothing after this migration")


current_app.logger.info("migrating")
run()
