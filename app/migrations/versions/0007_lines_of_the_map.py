"""Lines of the plain map: streets and their names, ready for each tile."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "map_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("zoom", sa.Integer(), nullable=False),
        sa.Column("tile", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_map_lines"),
        sa.UniqueConstraint("zoom", "tile", "source", "rank", name="uq_map_lines_zoom_tile_source_rank"),
    )
    op.create_table(
        "map_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("zoom", sa.Integer(), nullable=False),
        sa.Column("tile", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("text", sa.String(length=60), nullable=False),
        sa.Column("x", sa.Integer(), nullable=False),
        sa.Column("y", sa.Integer(), nullable=False),
        sa.Column("half_length", sa.Integer(), nullable=False),
        sa.Column("angle_deg", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_map_names"),
    )
    op.create_index("ix_map_names_zoom_tile", "map_names", ["zoom", "tile"])


def downgrade() -> None:
    op.drop_table("map_names")
    op.drop_table("map_lines")
