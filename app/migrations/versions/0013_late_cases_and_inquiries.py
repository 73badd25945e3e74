"""What the timeline can say now: lateness, inquiries and answers."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INDEXES = {"ix_cases_expected": "expected_on", "ix_cases_given": "given_on"}


def upgrade() -> None:
    op.add_column("events", sa.Column("expected_on", sa.Date(), nullable=True))
    op.add_column("events", sa.Column("missed_on", sa.Date(), nullable=True))
    op.add_column("cases", sa.Column("given_on", sa.Date(), nullable=True))
    op.add_column("cases", sa.Column("told_late_for", sa.Date(), nullable=True))
    for name, column in INDEXES.items():
        is_open = sa.text(f"closed_at IS NULL AND {column} IS NOT NULL")
        op.create_index(name, "cases", [column, "id"], sqlite_where=is_open, postgresql_where=is_open)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, table_name="cases")
    op.drop_column("cases", "told_late_for")
    op.drop_column("cases", "given_on")
    op.drop_column("events", "missed_on")
    op.drop_column("events", "expected_on")
