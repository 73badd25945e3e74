"""Counts of cases by tile, neighbourhood, service and status, kept by the write that changes them, whatever writes.

SQLite's triggers change the row of a count; PostgreSQL's add a row, so that no writer waits for another
(docs/decisions/0021).
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

CLOSED = sa.text("closed_at IS NOT NULL AND tile IS NOT NULL")
OPEN = sa.text("closed_at IS NULL AND tile IS NOT NULL")
CLOSED_TILE = ["tile", "closed_at"]
OPEN_TILE = ["tile", "latitude", "longitude", "service_code", "id", "closed_at"]

AREA = "coalesce(ROW.neighbourhood, '')"
# What is counted of a case: (status, service, when). The second row sums up what is open, so that a map of the city
# and a list of its neighbourhoods read a tenth.
COUNTED = {
    "cases": ("ROW.status", "ROW.service_code", "ROW.tile IS NOT NULL"),
    "open_cases": ("'open'", "''", "ROW.tile IS NOT NULL AND ROW.status <> 'closed'"),
}
BEFORE = """
INSERT INTO case_counts (status, tile, service_code, neighbourhood, count)
SELECT STATUS, ROW.tile, SERVICE, AREA, count(*) FROM cases ROW WHERE THERE GROUP BY 1, 2, 3, 4
"""

# Where a count has several rows, one of them changes: what counts is their sum.
SQLITE_STEP = """
  UPDATE case_counts SET count = count SIGN 1 WHERE THERE AND id = (
    SELECT id FROM case_counts
    WHERE status = STATUS AND tile = ROW.tile AND service_code = SERVICE AND neighbourhood = AREA LIMIT 1);
  INSERT INTO case_counts (status, tile, service_code, neighbourhood, count)
    SELECT STATUS, ROW.tile, SERVICE, AREA, SIGN 1 WHERE changes() = 0 AND THERE;
"""
SQLITE_END = """
  DELETE FROM case_counts
  WHERE status = STATUS AND tile = ROW.tile AND service_code = SERVICE AND neighbourhood = AREA AND count = 0;
"""
SQLITE_CHANGES = {
    "cases": "OLD.tile IS NOT NEW.tile OR OLD.neighbourhood IS NOT NEW.neighbourhood OR OLD.status IS NOT NEW.status"
    " OR OLD.service_code IS NOT NEW.service_code",
    "open_cases": "OLD.tile IS NOT NEW.tile OR OLD.neighbourhood IS NOT NEW.neighbourhood"
    " OR (OLD.status = 'closed') <> (NEW.status = 'closed')",
}
POSTGRESQL_STEP = """
  IF TG_OP <> 'UNLESS' THEN
    IF THERE THEN
      INSERT INTO case_counts (status, tile, service_code, neighbourhood, count)
        VALUES (STATUS, ROW.tile, SERVICE, AREA, SIGN 1);
    END IF;
  END IF;
"""
POSTGRESQL_FUNCTION = """
CREATE FUNCTION count_cases() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  STEPS
  RETURN NULL;
END $$
"""
FACTS = ("status", "tile", "service_code", "neighbourhood")


def filled(statement: str, which: str, row: str, sign: str = "", unless: str = "") -> str:
    """A statement for one row of what is counted."""
    status, service, there = COUNTED[which]
    words = {"STATUS": status, "SERVICE": service, "THERE": there, "AREA": AREA, "SIGN": sign, "UNLESS": unless}
    for word, meaning in words.items():
        statement = statement.replace(word, meaning)
    return statement.replace("ROW", row)


def upgrade() -> None:
    op.create_table(
        "case_counts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("tile", sa.BigInteger(), nullable=False),
        sa.Column("service_code", sa.String(length=60), nullable=False),
        sa.Column("neighbourhood", sa.String(length=80), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_counts"),
    )
    for which in COUNTED:
        op.execute(filled(BEFORE, which, "c"))
    op.create_index("ix_case_counts_tile", "case_counts", ["status", "service_code", "tile", "count"])
    op.create_index("ix_case_counts_area", "case_counts", ["status", "neighbourhood", "service_code", "count"])
    op.create_index(
        "ix_cases_closed_lately",
        "cases",
        ["closed_at", "tile", "service_code"],
        sqlite_where=CLOSED,
        postgresql_where=CLOSED,
    )
    _index_tiles([*OPEN_TILE, "received_at", "status"], [*CLOSED_TILE, "latitude", "longitude", "service_code", "id"])
    for statement in _counting():
        op.execute(statement)


def downgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for name in _postgresql_triggers() if is_postgresql else _sqlite_triggers():
        op.execute(f"DROP TRIGGER {name} ON cases" if is_postgresql else f"DROP TRIGGER {name}")
    if is_postgresql:
        op.execute("DROP FUNCTION count_cases()")
    op.drop_index("ix_cases_closed_lately", table_name="cases")
    _index_tiles(OPEN_TILE, CLOSED_TILE)
    op.drop_table("case_counts")


def _counting() -> list[str]:
    if op.get_bind().dialect.name == "sqlite":
        return [f"CREATE TRIGGER {name} {what}" for name, what in _sqlite_triggers().items()]
    steps = (
        filled(POSTGRESQL_STEP, which, row, sign, unless)
        for which in COUNTED
        for row, sign, unless in (("OLD", "-", "INSERT"), ("NEW", "+", "DELETE"))
    )
    function = POSTGRESQL_FUNCTION.replace("STEPS", "".join(steps))
    return [function, *(f"CREATE TRIGGER {name} {what}" for name, what in _postgresql_triggers().items())]


def _sqlite_triggers() -> dict[str, str]:
    triggers = {}
    for which in COUNTED:
        comes = filled(SQLITE_STEP, which, "NEW", "+")
        goes = filled(SQLITE_STEP, which, "OLD", "-") + filled(SQLITE_END, which, "OLD")
        triggers[f"{which}_come"] = f"AFTER INSERT ON cases BEGIN {comes} END"
        triggers[f"{which}_go"] = f"AFTER DELETE ON cases BEGIN {goes} END"
        changed = f"AFTER UPDATE OF {', '.join(FACTS)} ON cases WHEN {SQLITE_CHANGES[which]}"
        triggers[f"{which}_change"] = f"{changed} BEGIN {goes} {comes} END"
    return triggers


def _postgresql_triggers() -> dict[str, str]:
    changed = " OR ".join(f"OLD.{fact} IS DISTINCT FROM NEW.{fact}" for fact in FACTS)
    count = "EXECUTE FUNCTION count_cases()"
    return {
        "cases_come_and_go": f"AFTER INSERT OR DELETE ON cases FOR EACH ROW {count}",
        "cases_change": f"AFTER UPDATE OF {', '.join(FACTS)} ON cases FOR EACH ROW WHEN ({changed}) {count}",
    }


def _index_tiles(opened: list[str], closed: list[str]) -> None:
    """What is open, and what is closed, by its tile: with more columns no row is read before the nearest are known."""
    op.drop_index("ix_cases_open_tile", table_name="cases")
    op.drop_index("ix_cases_closed_tile", table_name="cases")
    op.create_index("ix_cases_open_tile", "cases", opened, sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_cases_closed_tile", "cases", closed, sqlite_where=CLOSED, postgresql_where=CLOSED)
