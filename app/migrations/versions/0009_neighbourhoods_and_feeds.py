"""What neighborhood pages and feeds look up."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL AND tile IS NOT NULL")
CLOSED = sa.text("closed_at IS NOT NULL AND tile IS NOT NULL")
PUBLIC_IN_SQLITE = sa.text("is_private IS 0 AND is_held IS 0")
PUBLIC_IN_POSTGRESQL = sa.text("is_private IS false AND is_held IS false")


def upgrade() -> None:
    op.create_index(
        "ix_cases_open_area",
        "cases",
        ["neighbourhood", "received_at", "id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_cases_closed_area",
        "cases",
        ["neighbourhood", "closed_at", "id", "service_code", "closing_reason", "expected_on"],
        sqlite_where=CLOSED,
        postgresql_where=CLOSED,
    )
    op.create_index(
        "ix_cases_service",
        "cases",
        ["service_code", "id"],
        sqlite_where=PUBLIC_IN_SQLITE,
        postgresql_where=PUBLIC_IN_POSTGRESQL,
    )


def downgrade() -> None:
    for name in ("ix_cases_service", "ix_cases_closed_area", "ix_cases_open_area"):
        op.drop_index(name, table_name="cases")
