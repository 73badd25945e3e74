"""What kind of file this is, and which of its columns holds what, by the names in its first line.

The names are those of cities' own and of OpenAddresses' files, and their everyday kin.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What the rows of a file are; in the order in which files are best read."""

    SEGMENTS = "segments"
    ADDRESSES = "addresses"
    LANDMARKS = "landmarks"
    ALIASES = "aliases"


# Field → the names it goes by, letters and digits only; where a file has several, the first of them counts.
POINT = {"latitude": ("lat", "latitude", "y"), "longitude": ("lon", "long", "lng", "longitude", "x")}
POSTCODES = ("zipcode", "zip", "postalcode", "postcode")
NAMES: dict[Kind, dict[str, tuple[str, ...]]] = {
    Kind.SEGMENTS: {
        "street": ("street", "streetname", "fullname", "stname"),
        "left_first": ("lfadd", "leftfrom", "lfromadd", "lfromhn", "fromaddl"),
        "left_last": ("ltadd", "leftto", "ltoadd", "ltohn", "toaddl"),
        "right_first": ("rfadd", "rightfrom", "rfromadd", "rfromhn", "fromaddr"),
        "right_last": ("rtadd", "rightto", "rtoadd", "rtohn", "toaddr"),
    },
    Kind.ALIASES: {
        "street": ("usps", "street", "newname", "currentname", "isnow"),
        "alias": ("alias", "oldname", "formername", "aliasname"),
        "before": ("pre", "predir"),
        "name": ("name", "stname"),
        "suffix": ("suffix", "sttype"),
        "behind": ("post", "postdir"),
    },
    Kind.ADDRESSES: {
        "address": ("address", "fulladdress", "streetaddress", "addressfull"),
        "number": ("number", "housenumber", "addressnumber", "addrhousenumber"),
        "street": ("street", "streetname", "addrstreet"),
        "unit": ("unit",),
        "postcode": POSTCODES,
        **POINT,
    },
    Kind.LANDMARKS: {
        "name": ("name", "landmark", "landmarkname", "facilityname", "facility"),
        "address": ("address", "streetaddress", "location"),
        **POINT,
    },
}
# Whatever has all of one line is of that kind; the first kind that fits counts.
NEEDED: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (Kind.SEGMENTS, ("street", "left_first", "left_last", "right_first", "right_last")),
    (Kind.LANDMARKS, ("name", "latitude", "longitude")),
    (Kind.ADDRESSES, ("address", "latitude", "longitude")),
    (Kind.ADDRESSES, ("number", "street", "latitude", "longitude")),
    (Kind.ALIASES, ("street", "alias")),
    (Kind.ALIASES, ("street", "name", "suffix")),
)


class UnusableHeader(ValueError):
    """The first line names no kind of file that we know, or not the one that was asked for."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands in a row of this kind."""

    kind: Kind
    places: Mapping[str, int]

    def values(self, cells: Sequence[str]) -> dict[str, str]:
        """{field: what the row says}, "" where the file has no such column."""
        return dict.fromkeys(NAMES[self.kind], "") | {
            field: " ".join(cells[place].split()) for field, place in self.places.items()
        }


def find_columns(header: Sequence[str], wanted: Kind | None = None) -> Columns:
    """The kind of file, and its columns; raises UnusableHeader saying which columns each kind needs."""
    keys = ["".join(c for c in name.casefold() if c.isalnum()) for name in header]
    for kind, fields in NEEDED:
        places = {field: place for field, names in NAMES[kind].items() if (place := _place(keys, names)) is not None}
        if wanted in {None, kind} and set(fields) <= set(places):
            return Columns(kind, places)
    known = "; ".join(f"{kind}: {', '.join(fields)}" for kind, fields in NEEDED if wanted in {None, kind})
    raise UnusableHeader(f"the first line must name the columns of one kind of file ({known})")


def _place(keys: Sequence[str], names: Sequence[str]) -> int | None:
    return next((keys.index(name) for name in names if name in keys), None)
