"""Tables of the address search. Streets are few and are searched by name; their addresses are then found by number.

Two streets may share a name ("N Broad St", "S Broad St"), and one may have several ("Delaware Ave" is "Columbus Blvd").
"""

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model

MAX_NAME = 120
ADDRESS_ZOOM = 19  # tiles of some 60 m
MAX_GRAM = 3
MAX_UNIT = 8
MAX_POSTCODE = 12


class Name(Model):
    """A name that people type, without direction and suffix, folded: `broad`, `cecil b moore`, `city hall`."""

    __tablename__ = "place_names"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(MAX_NAME), unique=True)
    gram_count: Mapped[int]


class Gram(Model):
    """Three letters of a name in a row, a space standing for either end of a word. Looked up by equality alone, so that
    no collation matters: what fits a beginning (` br`), and what a slip of the finger leaves of a word.
    """

    __tablename__ = "place_name_grams"

    gram: Mapped[str] = mapped_column(String(MAX_GRAM), primary_key=True)
    name_id: Mapped[int] = mapped_column(ForeignKey("place_names.id"), primary_key=True)


class Street(Model):
    """A street as the city writes it. Its middle and reach are worked out of its addresses; None without any."""

    __tablename__ = "streets"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(MAX_NAME), unique=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    reach_m: Mapped[float | None]
    address_count: Mapped[int] = mapped_column(default=0)


class StreetName(Model):
    """One of the names of a street: `s`, `broad`, `st`. The own one, or an alias, or what it was called before."""

    __tablename__ = "street_names"
    __table_args__ = (UniqueConstraint("name_id", "street_id", "direction", "suffix"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name_id: Mapped[int] = mapped_column(ForeignKey("place_names.id"))
    street_id: Mapped[int] = mapped_column(ForeignKey("streets.id"))
    direction: Mapped[str] = mapped_column(String(4))
    suffix: Mapped[str] = mapped_column(String(20))
    is_own: Mapped[bool]


class Address(Model):
    """A known point: one number of a street, or several that share a parcel (`last_number` is then a later one)."""

    __tablename__ = "addresses"
    __table_args__ = (
        UniqueConstraint("street_id", "number", "last_number", "unit"),
        Index("ix_addresses_tile", "tile"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    street_id: Mapped[int] = mapped_column(ForeignKey("streets.id"))
    number: Mapped[int]
    last_number: Mapped[int]
    unit: Mapped[str] = mapped_column(String(MAX_UNIT))
    postcode: Mapped[str | None] = mapped_column(String(MAX_POSTCODE))
    latitude: Mapped[float]
    longitude: Mapped[float]
    tile: Mapped[int] = mapped_column(BigInteger)  # at ADDRESS_ZOOM: what is next door is in it or beside it


class Segment(Model):
    """Numbers that one side of one block has. It has no shape: it says that a number exists."""

    __tablename__ = "street_segments"
    __table_args__ = (UniqueConstraint("street_id", "first_number", "last_number", "side"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    street_id: Mapped[int] = mapped_column(ForeignKey("streets.id"))
    first_number: Mapped[int]
    last_number: Mapped[int]
    side: Mapped[str] = mapped_column(String(1))  # l or r, going up the numbers


class Landmark(Model):
    """A place that people know by name."""

    __tablename__ = "landmarks"
    __table_args__ = (UniqueConstraint("name_id", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name_id: Mapped[int] = mapped_column(ForeignKey("place_names.id"))
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    address: Mapped[str] = mapped_column(String(MAX_NAME))
    latitude: Mapped[float]
    longitude: Mapped[float]


class Postcode(Model):
    """The middle of all addresses of a ZIP code, and how far the farthest is."""

    __tablename__ = "postcodes"

    code: Mapped[str] = mapped_column(String(MAX_POSTCODE), primary_key=True)
    latitude: Mapped[float]
    longitude: Mapped[float]
    reach_m: Mapped[float]
