"""Followers: who hears of what, where, in which language."""

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled with the tables."""


def downgrade() -> None:
    """Filled with the tables."""
