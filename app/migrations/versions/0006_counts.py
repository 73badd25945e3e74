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
OPEN_TILE = ["tile", "latitude", "longitude", "service_code", "id", "closed_at"]

BEFORE_THE_CASES = """
INSERT INTO case_counts (status, tile, service_code, neighbourhood, count)
SELECT status, tile, service_code, coalesce(neighbourhood, ''), count(*)
FROM cases WHERE tile IS NOT NULL GROUP BY 1, 2, 3, 4
"""

# Where a count has several rows, one of them changes: what counts is their sum.
SQLITE_STEP = """
  UPDATE case_counts SET count = count SIGN 1 WHERE id = (
    SELECT id FROM case_counts WHERE status = ROW.status AND tile = ROW.tile
      AND service_code = ROW.service_code AND neighbourhood = coalesce(ROW.neighbourhood, '') LIMIT 1);
  INSERT INTO case_counts (status, tile, service_code, neighbourhood, count)
    SELECT ROW.status, ROW.tile, ROW.service_code, coalesce(ROW.neighbourhood, ''), SIGN 1
    WHERE changes() = 0 AND ROW.tile IS NOT NULL;
"""
SQLITE_END = """
  DELETE FROM case_counts WHERE status = OLD.status AND tile = OLD.tile
    AND service_code = OLD.service_code AND neighbourhood = coalesce(OLD.neighbourhood, '') AND count = 0;
"""
COMES = SQLITE_STEP.replace("ROW", "NEW").replace("SIGN", "+")
GOES = SQLITE_STEP.replace("ROW", "OLD").replace("SIGN", "-") + SQLITE_END
FACTS = ("status", "tile", "service_code", "neighbourhood")
SQLITE_TRIGGERS = {
    "cases_come": f"AFTER INSERT ON cases WHEN NEW.tile IS NOT NULL BEGIN {COMES} END",
    "cases_go": f"AFTER DELETE ON cases WHEN OLD.tile IS NOT NULL BEGIN {GOES} END",
    "cases_change": f"AFTER UPDATE OF {', '.join(FACTS)} ON cases WHEN "
    + " OR ".join(f"OLD.{fact} IS NOT NEW.{fact}" for fact in FACTS)
    + f" BEGIN {GOES} {COMES} END",
}

POSTGRESQL_FUNCTION = """
CREATE FUNCTION count_cases() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    IF OLD.tile IS NOT NULL THEN
      INSERT INTO case_counts (status, tile, service_code, neighbourhood, count)
        VALUES (OLD.status, OLD.tile, OLD.service_code, coalesce(OLD.neighbourhood, ''), -1);
    END IF;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    IF NEW.tile IS NOT NULL THEN
      INSERT INTO case_counts (status, tile, service_code, neighbourhood, count)
        VALUES (NEW.status, NEW.tile, NEW.service_code, coalesce(NEW.neighbourhood, ''), 1);
    END IF;
  END IF;
  RETURN NULL;
END $$
"""
POSTGRESQL_TRIGGERS = {
    "cases_come": "AFTER INSERT ON cases FOR EACH ROW EXECUTE FUNCTION count_cases()",
    "cases_go": "AFTER DELETE ON cases FOR EACH ROW EXECUTE FUNCTION count_cases()",
    "cases_change": f"AFTER UPDATE OF {', '.join(FACTS)} ON cases FOR EACH ROW WHEN ("
    + " OR ".join(f"OLD.{fact} IS DISTINCT FROM NEW.{fact}" for fact in FACTS)
    + ") EXECUTE FUNCTION count_cases()",
}


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
    op.execute(BEFORE_THE_CASES)
    op.create_index("ix_case_counts_tile", "case_counts", ["status", "tile", "service_code", "count"])
    op.create_index("ix_case_counts_area", "case_counts", ["status", "neighbourhood", "service_code", "count"])
    op.create_index(
        "ix_cases_closed_lately",
        "cases",
        ["closed_at", "tile", "service_code"],
        sqlite_where=CLOSED,
        postgresql_where=CLOSED,
    )
    _index_open_tiles([*OPEN_TILE, "received_at"])
    for statement in _counting():
        op.execute(statement)


def downgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for name in SQLITE_TRIGGERS:
        op.execute(f"DROP TRIGGER {name} ON cases" if is_postgresql else f"DROP TRIGGER {name}")
    if is_postgresql:
        op.execute("DROP FUNCTION count_cases()")
    op.drop_index("ix_cases_closed_lately", table_name="cases")
    _index_open_tiles(OPEN_TILE)
    op.drop_table("case_counts")


def _counting() -> list[str]:
    if op.get_bind().dialect.name == "sqlite":
        return [f"CREATE TRIGGER {name} {what}" for name, what in SQLITE_TRIGGERS.items()]
    return [POSTGRESQL_FUNCTION, *(f"CREATE TRIGGER {name} {what}" for name, what in POSTGRESQL_TRIGGERS.items())]


def _index_open_tiles(columns: list[str]) -> None:
    op.drop_index("ix_cases_open_tile", table_name="cases")
    op.create_index("ix_cases_open_tile", "cases", columns, sqlite_where=OPEN, postgresql_where=OPEN)
