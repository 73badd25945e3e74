"""What the timeline can say now: lateness, inquiries and answers."""

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled with the tables."""


def downgrade() -> None:
    """Filled with the tables."""
