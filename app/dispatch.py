"""Dispatch: "somebody must hear of this", one row written in the transaction that makes it true."""

from datetime import datetime

from sqlalchemy import Index, String, insert, text
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.database import Moment
from app.extensions import Model, db, table_of


class Dispatch(Model):
    """What delivery still has to turn into messages: pending until `expanded_at` is set."""

    __tablename__ = "dispatches"
    __table_args__ = (
        Index(
            "ix_dispatches_pending",
            "id",
            sqlite_where=text("expanded_at IS NULL"),
            postgresql_where=text("expanded_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_type: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    event_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(Moment)
    expanded_at: Mapped[datetime | None] = mapped_column(Moment)
    expanded_to: Mapped[int] = mapped_column(server_default=text("0"))  # the follow up to which messages are made


_INSERT = insert(table_of(Dispatch))


def enqueue(*, subject_type: str, subject_id: int, event_id: int, kind: str) -> None:
    """Have the followers of a subject told of an event, if and when the caller's transaction commits."""
    row = {"subject_type": subject_type, "subject_id": subject_id, "event_id": event_id, "kind": kind}
    db.session.connection().execute(_INSERT, row | {"created_at": clock.now()})
