"""How often an address, and a network, asked to be written to today; and who wants no such letters."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Moment
from app.extensions import Model


class AskedLetter(Model):
    """A mail that asks whether an address is its owner's was ordered. Both hashes mean nothing the day after, and the
    row goes then. It does not go with the channel: taking an address away and giving it again counts, too.
    """

    __tablename__ = "asked_letters"
    __table_args__ = (
        Index("ix_asked_letters_address", "address_hash", "asked_at"),
        Index("ix_asked_letters_network", "network_hash", "asked_at"),
        Index("ix_asked_letters_asked", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    address_hash: Mapped[bytes] = mapped_column(LargeBinary(16))
    network_hash: Mapped[bytes] = mapped_column(LargeBinary(16))
    asked_at: Mapped[datetime] = mapped_column(Moment)


class RefusedLetter(Model):
    """Whoever reads this address wants no letters that they did not ask for; a keyed hash, for half a year."""

    __tablename__ = "refused_letters"
    __table_args__ = (Index("ix_refused_letters_refused", "refused_at"),)

    address_hash: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    refused_at: Mapped[datetime] = mapped_column(Moment)
