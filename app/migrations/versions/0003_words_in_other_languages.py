"""What people write, in other languages: translations, and the words that wait for a translator."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "translations",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_translations_event_id_events"),
        sa.PrimaryKeyConstraint("event_id", "language", name="pk_translations"),
    )
    op.create_table(
        "translation_orders",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_translation_orders_event_id_events"),
        sa.PrimaryKeyConstraint("event_id", name="pk_translation_orders"),
    )
    op.create_index(
        "ix_translation_orders_due",
        "translation_orders",
        ["due_at", "event_id"],
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_translation_orders_due", table_name="translation_orders")
    op.drop_table("translation_orders")
    op.drop_table("translations")
