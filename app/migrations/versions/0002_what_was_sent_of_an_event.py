"""Events keep the digest of what they were made of, so that a repeat can be told from another version."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("events", sa.Column("sending_hash", sa.LargeBinary(length=32), nullable=True))


def downgrade() -> None:
    op.drop_column("events", "sending_hash")
