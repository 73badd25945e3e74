"""Words that say where a report is, and wait for the geocoder."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "place_orders",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_place_orders_report_id_reports"),
        sa.PrimaryKeyConstraint("report_id", name="pk_place_orders"),
    )
    op.create_index(
        "ix_place_orders_due",
        "place_orders",
        ["due_at", "report_id"],
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_place_orders_due", table_name="place_orders")
    op.drop_table("place_orders")
