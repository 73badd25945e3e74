"""Two calculations with moments that SQLite and PostgreSQL write differently."""

from typing import Any

from sqlalchemy import Date, Float
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class day_of(FunctionElement[Any]):  # noqa: N801  functions of SQL are written small
    """`day_of(moment, days)`: the date of a moment in UTC, so many days later."""

    type = Date()
    inherit_cache = True


class seconds_between(FunctionElement[float]):  # noqa: N801
    """`seconds_between(one, other)`: how much later the first of two moments is."""

    type = Float()
    inherit_cache = True


def _parts(element: FunctionElement[Any], compiler: SQLCompiler, **options: Any) -> tuple[str, str]:
    one, other = (compiler.process(clause, **options) for clause in element.clauses)
    return one, other


@compiles(day_of, "sqlite")
def _day_of_sqlite(element: day_of, compiler: SQLCompiler, **options: Any) -> str:
    return "date({}, {} || ' days')".format(*_parts(element, compiler, **options))


@compiles(day_of, "postgresql")
def _day_of_postgresql(element: day_of, compiler: SQLCompiler, **options: Any) -> str:
    return "(({} AT TIME ZONE 'UTC')::date + CAST({} AS integer))".format(*_parts(element, compiler, **options))


@compiles(seconds_between, "sqlite")
def _seconds_between_sqlite(element: seconds_between, compiler: SQLCompiler, **options: Any) -> str:
    return "((julianday({}) - julianday({})) * 86400.0)".format(*_parts(element, compiler, **options))


@compiles(seconds_between, "postgresql")
def _seconds_between_postgresql(element: seconds_between, compiler: SQLCompiler, **options: Any) -> str:
    return "extract(epoch FROM {} - {})".format(*_parts(element, compiler, **options))
