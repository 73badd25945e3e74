"""Cases, reports, events, photos and dispatches: the first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=10), nullable=False),
        sa.Column("service_code", sa.String(length=60), nullable=False),
        sa.Column("service_name", sa.String(length=200), nullable=True),
        sa.Column("agency_name", sa.String(length=200), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("closing_reason", sa.String(length=20), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("tile", sa.BigInteger(), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("neighbourhood", sa.String(length=80), nullable=True),
        sa.Column("zip_code", sa.String(length=12), nullable=True),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.Column("needs_triage", sa.Boolean(), nullable=False),
        sa.Column("report_count", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("external_id", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("number", name="uq_cases_number"),
        sa.UniqueConstraint("source", "external_id", name="uq_cases_source_external_id"),
    )
    op.create_index(
        "ix_cases_closed_tile",
        "cases",
        ["tile", "closed_at"],
        sqlite_where=sa.text("closed_at IS NOT NULL AND tile IS NOT NULL"),
        postgresql_where=sa.text("closed_at IS NOT NULL AND tile IS NOT NULL"),
    )
    op.create_index(
        "ix_cases_open_tile",
        "cases",
        ["tile", "latitude", "longitude", "service_code", "id", "closed_at"],
        sqlite_where=sa.text("closed_at IS NULL AND tile IS NOT NULL"),
        postgresql_where=sa.text("closed_at IS NULL AND tile IS NOT NULL"),
    )

    op.create_table(
        "dispatches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_type", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expanded_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_dispatches"),
    )
    op.create_index(
        "ix_dispatches_pending",
        "dispatches",
        ["id"],
        sqlite_where=sa.text("expanded_at IS NULL"),
        postgresql_where=sa.text("expanded_at IS NULL"),
    )

    op.create_table(
        "photos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("declared_bytes", sa.Integer(), nullable=False),
        sa.Column("declared_type", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "receiving",
                "received",
                "ready",
                "withheld",
                "forgotten",
                name="photostate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "withheld_reason",
            sa.Enum(
                "not_a_photo",
                "too_many_pixels",
                "too_large",
                "too_many",
                "broken",
                "too_heavy",
                "lost",
                name="withheldreason",
                native_enum=False,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("is_draft", sa.Boolean(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("has_original", sa.Boolean(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=True),
        sa.Column("height_px", sa.Integer(), nullable=True),
        sa.Column("taken_latitude", sa.Double(), nullable=True),
        sa.Column("taken_longitude", sa.Double(), nullable=True),
        sa.Column("taken_accuracy_m", sa.Double(), nullable=True),
        sa.Column("taken_time", sa.String(length=25), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("processed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_photos"),
        sa.UniqueConstraint("key", name="uq_photos_key"),
        sa.UniqueConstraint("owner_id", "sha256", name="uq_photos_owner_id_sha256"),
    )
    op.create_index("ix_photos_arrived", "photos", ["received_at", "declared_bytes"])
    op.create_index(
        "ix_photos_draft",
        "photos",
        ["created_at"],
        sqlite_where=sa.text("is_draft"),
        postgresql_where=sa.text("is_draft"),
    )
    op.create_index(
        "ix_photos_due",
        "photos",
        ["due_at", "id"],
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_photos_forgotten",
        "photos",
        ["id"],
        sqlite_where=sa.text("state = 'forgotten'"),
        postgresql_where=sa.text("state = 'forgotten'"),
    )
    op.create_index(
        "ix_photos_original",
        "photos",
        ["received_at"],
        sqlite_where=sa.text("has_original"),
        postgresql_where=sa.text("has_original"),
    )
    op.create_index("ix_photos_sha256", "photos", ["sha256"])

    op.create_table(
        "reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("service_code", sa.String(length=60), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("is_description_public", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("accuracy_m", sa.Double(), nullable=True),
        sa.Column("place_source", sa.String(length=20), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("contact_name", sa.String(length=200), nullable=True),
        sa.Column("contact_email", sa.String(length=254), nullable=True),
        sa.Column("contact_phone", sa.String(length=40), nullable=True),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("network_hash", sa.LargeBinary(length=16), nullable=True),
        sa.Column("client_time", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_reports_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
    )
    op.create_index("ix_reports_case_id", "reports", ["case_id"])
    op.create_index(
        "ix_reports_contact",
        "reports",
        ["case_id"],
        sqlite_where=sa.text("(contact_name IS NOT NULL OR contact_email IS NOT NULL OR contact_phone IS NOT NULL)"),
        postgresql_where=sa.text(
            "(contact_name IS NOT NULL OR contact_email IS NOT NULL OR contact_phone IS NOT NULL)"
        ),
    )
    op.create_index(
        "ix_reports_network",
        "reports",
        ["network_hash", "received_at"],
        sqlite_where=sa.text("network_hash IS NOT NULL"),
        postgresql_where=sa.text("network_hash IS NOT NULL"),
    )

    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("closing_reason", sa.String(length=20), nullable=True),
        sa.Column("service_code", sa.String(length=60), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("note_language", sa.String(length=20), nullable=True),
        sa.Column("actor", sa.String(length=10), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("sending_id", sa.Uuid(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_events_case_id_cases"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_events_report_id_reports"),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.UniqueConstraint("sending_id", name="uq_events_sending_id"),
    )
    op.create_index("ix_events_case", "events", ["case_id", "happened_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_events_case", table_name="events")

    op.drop_table("events")
    op.drop_index("ix_reports_network", table_name="reports")
    op.drop_index("ix_reports_contact", table_name="reports")
    op.drop_index("ix_reports_case_id", table_name="reports")

    op.drop_table("reports")
    op.drop_index("ix_photos_sha256", table_name="photos")
    op.drop_index("ix_photos_original", table_name="photos")
    op.drop_index("ix_photos_forgotten", table_name="photos")
    op.drop_index("ix_photos_due", table_name="photos")
    op.drop_index("ix_photos_draft", table_name="photos")
    op.drop_index("ix_photos_arrived", table_name="photos")

    op.drop_table("photos")
    op.drop_index("ix_dispatches_pending", table_name="dispatches")

    op.drop_table("dispatches")
    op.drop_index("ix_cases_open_tile", table_name="cases")
    op.drop_index("ix_cases_closed_tile", table_name="cases")

    op.drop_table("cases")
