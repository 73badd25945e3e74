"""Messages: the ledger of what was told to whom, and how far each dispatch has come."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
IS_OPEN = sa.text("done_at IS NULL")
IS_DONE = sa.text("done_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("dispatches", sa.Column("expanded_to", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "messages",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("dispatch_id", sa.Integer(), nullable=True),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("follow_id", sa.Integer(), nullable=True),
        sa.Column("subject_type", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["dispatch_id"], ["dispatches.id"], name="fk_messages_dispatch_id_dispatches"),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name="fk_messages_channel_id_channels", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("dispatch_id", "channel_id", name="uq_messages_dispatch_id_channel_id"),
    )
    op.create_index("ix_messages_due", "messages", ["due_at", "id"], sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
    op.create_index(
        "ix_messages_host", "messages", ["host", "due_at", "id"], sqlite_where=IS_OPEN, postgresql_where=IS_OPEN
    )
    op.create_index(
        "ix_messages_done", "messages", ["done_at", "state"], sqlite_where=IS_DONE, postgresql_where=IS_DONE
    )
    op.create_index("ix_messages_channel", "messages", ["channel_id", "done_at"])


def downgrade() -> None:
    op.drop_table("messages")
    op.drop_column("dispatches", "expanded_to")
