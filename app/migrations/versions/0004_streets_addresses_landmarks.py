"""The address search: names and their letters, streets, addresses, number ranges, landmarks, ZIP codes."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "place_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("gram_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_place_names"),
        sa.UniqueConstraint("key", name="uq_place_names_key"),
    )
    op.create_table(
        "place_name_grams",
        sa.Column("gram", sa.String(length=3), nullable=False),
        sa.Column("name_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["name_id"], ["place_names.id"], name="fk_place_name_grams_name_id_place_names"),
        sa.PrimaryKeyConstraint("gram", "name_id", name="pk_place_name_grams"),
    )
    op.create_table(
        "streets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("reach_m", sa.Double(), nullable=True),
        sa.Column("address_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_streets"),
        sa.UniqueConstraint("key", name="uq_streets_key"),
    )
    op.create_table(
        "street_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(length=4), nullable=False),
        sa.Column("suffix", sa.String(length=20), nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["name_id"], ["place_names.id"], name="fk_street_names_name_id_place_names"),
        sa.ForeignKeyConstraint(["street_id"], ["streets.id"], name="fk_street_names_street_id_streets"),
        sa.PrimaryKeyConstraint("id", name="pk_street_names"),
        sa.UniqueConstraint(
            "name_id", "street_id", "direction", "suffix", name="uq_street_names_name_id_street_id_direction_suffix"
        ),
    )
    op.create_table(
        "addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("postcode", sa.String(length=12), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("tile", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["street_id"], ["streets.id"], name="fk_addresses_street_id_streets"),
        sa.PrimaryKeyConstraint("id", name="pk_addresses"),
        sa.UniqueConstraint(
            "street_id", "number", "last_number", "unit", name="uq_addresses_street_id_number_last_number_unit"
        ),
    )
    op.create_index("ix_addresses_tile", "addresses", ["tile"])
    op.create_table(
        "street_segments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("first_number", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=1), nullable=False),
        sa.ForeignKeyConstraint(["street_id"], ["streets.id"], name="fk_street_segments_street_id_streets"),
        sa.PrimaryKeyConstraint("id", name="pk_street_segments"),
        sa.UniqueConstraint(
            "street_id",
            "first_number",
            "last_number",
            "side",
            name="uq_street_segments_street_id_first_number_last_number_side",
        ),
    )
    op.create_table(
        "landmarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=120), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["name_id"], ["place_names.id"], name="fk_landmarks_name_id_place_names"),
        sa.PrimaryKeyConstraint("id", name="pk_landmarks"),
        sa.UniqueConstraint("name_id", "address", name="uq_landmarks_name_id_address"),
    )
    op.create_table(
        "postcodes",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("reach_m", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_postcodes"),
    )


def downgrade() -> None:
    for table in (
        "postcodes", "landmarks", "street_segments", "addresses", "street_names", "streets", "place_name_grams",
        "place_names",
    ):  # fmt: skip
        op.drop_table(table)
