"""How the store goes about what it is asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, text

from app.extensions import db


@contextmanager
def plans() -> Iterator[list[str]]:
    """Inside, the plan of every statement. With few rows PostgreSQL would read them all: it may not."""
    found: list[str] = []
    connection = db.session.connection()
    is_postgresql = connection.dialect.name == "postgresql"
    if is_postgresql:
        connection.execute(text("SET LOCAL enable_seqscan = off"))

    def explain(conn: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if not statement.startswith(("EXPLAIN", "SET")):
            how = "EXPLAIN " if is_postgresql else "EXPLAIN QUERY PLAN "
            rows = conn.exec_driver_sql(how + statement, parameters).all()
            found.append("\n".join(str(row[-1]) for row in rows))

    event.listen(connection, "before_cursor_execute", explain)
    yield found
    event.remove(connection, "before_cursor_execute", explain)
