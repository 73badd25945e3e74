"""Messages: the ledger of what was told to whom."""

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled with the tables."""


def downgrade() -> None:
    """Filled with the tables."""
