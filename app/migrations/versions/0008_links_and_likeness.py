"""Cases that belong together, and how alike their photos are."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

IS_PROPOSED = sa.text("kind = 'proposed'")
WAITS = sa.text("compare_at IS NOT NULL")
HAS_NO_LIKENESS = sa.text("state = 'ready' AND likeness IS NULL")


def upgrade() -> None:
    op.create_table(
        "case_links",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_links_case_id_cases"),
        sa.ForeignKeyConstraint(["other_id"], ["cases.id"], name="fk_case_links_other_id_cases"),
        sa.PrimaryKeyConstraint("case_id", "other_id", name="pk_case_links"),
    )
    op.create_index("ix_case_links_other_id", "case_links", ["other_id"])
    op.create_index(
        "ix_case_links_proposed", "case_links", ["score"], sqlite_where=IS_PROPOSED, postgresql_where=IS_PROPOSED
    )
    op.add_column("events", sa.Column("other_case_id", sa.Integer(), nullable=True))
    op.add_column("reports", sa.Column("is_counted", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("cases", sa.Column("compare_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_cases_compare", "cases", ["compare_at"], sqlite_where=WAITS, postgresql_where=WAITS)
    op.add_column("photos", sa.Column("likeness", sa.LargeBinary(length=8), nullable=True))
    op.create_index(
        "ix_photos_unlikened", "photos", ["id"], sqlite_where=HAS_NO_LIKENESS, postgresql_where=HAS_NO_LIKENESS
    )


def downgrade() -> None:
    op.drop_index("ix_photos_unlikened", table_name="photos")
    op.drop_column("photos", "likeness")
    op.drop_index("ix_cases_compare", table_name="cases")
    op.drop_column("cases", "compare_at")
    op.drop_column("reports", "is_counted")
    op.drop_column("events", "other_case_id")
    op.drop_table("case_links")
