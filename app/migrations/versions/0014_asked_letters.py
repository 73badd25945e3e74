"""How often an address, and a network, asked to be written to today."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asked_letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("network_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_asked_letters"),
    )
    op.create_index("ix_asked_letters_address", "asked_letters", ["address_hash", "asked_at"])
    op.create_index("ix_asked_letters_network", "asked_letters", ["network_hash", "asked_at"])
    op.create_index("ix_asked_letters_asked", "asked_letters", ["asked_at"])
    op.create_table(
        "refused_letters",
        sa.Column("address_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name="pk_refused_letters"),
    )
    op.create_index("ix_refused_letters_refused", "refused_letters", ["refused_at"])


def downgrade() -> None:
    op.drop_table("refused_letters")
    op.drop_table("asked_letters")
