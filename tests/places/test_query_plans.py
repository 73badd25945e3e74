"""Every question of the search is answered from an index, on whichever store the tests run."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.extensions import db
from app.places import addresses, queries, streets
from app.places.tiles import tiles_around
from tests.places.town import EAST, NORTH, Town, point, points

TILES = tiles_around(NORTH, EAST, 60, 19)
AROUND = {"street": 1, "number": 1200}
ASKED: dict[str, tuple[Any, dict[str, Any], str]] = {
    "names": (streets.NAMES, {"grams": [" ma", "mar"], "asked": 2}, "pk_place_name_grams"),
    "streets": (streets.STREETS, {"names": [1, 2]}, "uq_street_names_name_id_street_id_direction_suffix"),
    "listed": (addresses.EXACT, {"streets": [1, 2], "number": 3}, "uq_addresses_street_id_number_last_number_unit"),
    "below": (addresses.BELOW, AROUND, "uq_addresses_street_id_number_last_number_unit"),
    "above": (addresses.ABOVE, AROUND, "uq_addresses_street_id_number_last_number_unit"),
    "ranges": (addresses.RANGES, AROUND, "uq_street_segments_street_id_first_number_last_number_side"),
    "around": (addresses.AROUND, {"tiles": TILES}, "ix_addresses_tile"),
    "landmarks": (queries.LANDMARKS, {"names": [1, 2]}, "uq_landmarks_name_id_address"),
}


@pytest.fixture
def filled(empty_town: Town) -> Iterator[Flask]:
    """Enough rows for a planner to prefer an index."""
    names = [f"{a}{b}{c}il" for a in "bdfghklm" for b in "aeiou" for c in "lmnrst"]
    known = [(f"{n} {name} St", point(n, row=row / 5)) for row, name in enumerate(names) for n in range(1, 40, 2)]
    blocks = "".join(f"{name} St,{n},{n + 98},0,0\n" for name in names for n in range(1, 1000, 100))
    marks = "".join(f"{name} Hall,{NORTH},{EAST}\n" for name in names)
    result = empty_town.bring(
        points(*known), f"street,l_f_add,l_t_add,r_f_add,r_t_add\n{blocks}", f"name,lat,lon\n{marks}"
    )
    assert result.exit_code == 0, result.output
    with empty_town.app.app_context():
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("ANALYZE"))
            db.session.commit()
        yield empty_town.app


@pytest.mark.parametrize("name", ASKED)
def test_the_index_is_used(filled: Flask, name: str) -> None:
    statement, values, index = ASKED[name]
    plan = "\n".join(plan_of(statement, values))
    indices = {index} | ({"sqlite_autoindex"} if not index.startswith("ix_") else set())
    assert any(one in plan for one in indices), plan
    scanned = [line for line in plan.splitlines() if line.lstrip("-> ").startswith(("SCAN ", "Seq Scan"))]
    assert not scanned, plan


def plan_of(statement: Any, values: dict[str, Any]) -> list[str]:
    """What the store means to do, line by line."""
    connection = db.session.connection()
    written = statement.params(values).compile(connection.engine, compile_kwargs={"literal_binds": True})
    if connection.dialect.name == "postgresql":  # so few rows are read quicker without any index
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return [str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {written}")]
