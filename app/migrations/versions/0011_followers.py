"""Followers: who hears of what, where, in which language."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

HAS_NETWORK = sa.text("network_hash IS NOT NULL")
IS_LIVE_PUSH = sa.text("kind = 'push' AND state <> 'gone'")
IS_ENDED = sa.text("ended_at IS NOT NULL")
IS_IDLE = sa.text("state IN ('unconfirmed', 'gone')")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _followers()
    _channels()
    _follows()
    _areas()


def _followers() -> None:
    op.create_table(
        "followers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("pace", sa.String(length=10), nullable=False),
        sa.Column("quiet_from", sa.SmallInteger(), nullable=True),
        sa.Column("quiet_until", sa.SmallInteger(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("network_hash", sa.LargeBinary(length=16), nullable=True),
        sa.Column("counted_from", MOMENT, nullable=False),
        sa.Column("request_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_followers"),
        sa.UniqueConstraint("public_id", name="uq_followers_public_id"),
    )
    op.create_index("ix_followers_seen", "followers", ["seen_at"])
    op.create_index(
        "ix_followers_network",
        "followers",
        ["network_hash", "created_at"],
        sqlite_where=HAS_NETWORK,
        postgresql_where=HAS_NETWORK,
    )


def _channels() -> None:
    op.create_table(
        "channels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follower_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=True),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["follower_id"], ["followers.id"], name="fk_channels_follower_id_followers", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_channels"),
    )
    op.create_index("ix_channels_follower", "channels", ["follower_id"])
    op.create_index("ix_channels_address", "channels", ["address_hash"])
    op.create_index("ix_channels_idle", "channels", ["created_at"], sqlite_where=IS_IDLE, postgresql_where=IS_IDLE)
    op.create_index(
        "uq_channels_endpoint",
        "channels",
        ["address_hash"],
        unique=True,
        sqlite_where=IS_LIVE_PUSH,
        postgresql_where=IS_LIVE_PUSH,
    )


def _follows() -> None:
    op.create_table(
        "follows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follower_id", sa.Integer(), nullable=False),
        sa.Column("subject_type", sa.String(length=10), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("followed_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["follower_id"], ["followers.id"], name="fk_follows_follower_id_followers", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_follows"),
        sa.UniqueConstraint(
            "follower_id", "subject_type", "subject_id", name="uq_follows_follower_id_subject_type_subject_id"
        ),
    )
    op.create_index("ix_follows_subject", "follows", ["subject_type", "subject_id", "id"])
    op.create_index("ix_follows_ended", "follows", ["ended_at"], sqlite_where=IS_ENDED, postgresql_where=IS_ENDED)


def _areas() -> None:
    op.create_table(
        "followed_areas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("radius_m", sa.Integer(), nullable=True),
        sa.Column("service_code", sa.String(length=60), nullable=True),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("used_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_followed_areas"),
        sa.UniqueConstraint("digest", name="uq_followed_areas_digest"),
    )
    op.create_index("ix_followed_areas_slug", "followed_areas", ["slug", "id"])
    op.create_table(
        "followed_tiles",
        sa.Column("tile", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("area_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["area_id"], ["followed_areas.id"], name="fk_followed_tiles_area_id_followed_areas", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tile", "area_id", name="pk_followed_tiles"),
    )
    op.create_index("ix_followed_tiles_area", "followed_tiles", ["area_id"])


def downgrade() -> None:
    for name in ("followed_tiles", "followed_areas", "follows", "channels", "followers"):
        op.drop_table(name)
