"""Which column of a file holds what: names of Open311's bulk format, of cities' open data, and their everyday kin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Field → the names it goes by, letters and digits only; where a file has several, the first of them counts.
ALIASES: dict[str, tuple[str, ...]] = {
    "id": ("servicerequestid", "requestid", "casenumber", "caseid", "externalid", "id"),
    "requested": (
        "requesteddatetime", "requesteddate", "requestdatetime", "requestdate", "receivedat", "receiveddate",
        "createddatetime", "createddate", "opendatetime", "openeddate", "opendate",
    ),
    "updated": ("updateddatetime", "updateddate", "updatedat", "lastupdated", "lastmodified"),
    "closed": ("closeddatetime", "closeddate", "closedat", "closedatetime", "closedate", "resolveddate"),
    "expected": ("expecteddatetime", "expecteddate", "expectedon", "duedate", "targetdate"),
    "status": ("status", "statusdescription", "currentstatus"),
    "reason": ("closingreason", "closurereason"),
    "notes": ("statusnotes", "resolution", "resolutionnotes"),
    "service_name": ("servicename", "requesttype", "casetype"),
    "service_code": ("servicecode",),
    "agency": ("agencyresponsible", "agency", "department"),
    "description": ("description",),
    "address": ("address", "streetaddress", "location"),
    "zip_code": ("zipcode", "zip", "postalcode", "postcode"),
    "latitude": ("lat", "latitude"),
    "longitude": ("lon", "long", "lng", "longitude"),
}  # fmt: skip
NEEDED = (("id",), ("requested",), ("status",), ("service_name", "service_code"))
EXAMPLES = {
    "id": "service_request_id",
    "requested": "requested_datetime",
    "status": "status",
    "service_name": "service_name",
    "service_code": "service_code",
}


class UnusableHeader(ValueError):
    """The first line does not name what every case needs; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands in a row."""

    count: int
    places: Mapping[str, int]

    def values(self, cells: Sequence[str]) -> dict[str, str]:
        """{field: what the row says}, "" where the file has no such column."""
        return dict.fromkeys(ALIASES, "") | {field: cells[place].strip() for field, place in self.places.items()}


def find_columns(header: Sequence[str]) -> Columns:
    """The columns that the first line names; raises UnusableHeader naming all that is missing."""
    keys = [_key(name) for name in header]
    twice = {name for name, key in zip(header, keys, strict=True) if key and keys.count(key) > 1}
    if twice:
        raise UnusableHeader(f"two columns have the same name: {', '.join(sorted(twice))}")
    places = {field: place for field, names in ALIASES.items() if (place := _place(keys, names)) is not None}
    missing = [fields for fields in NEEDED if not any(field in places for field in fields)]
    if missing:
        wanted = ", ".join(" or ".join(EXAMPLES[field] for field in fields) for fields in missing)
        raise UnusableHeader(f"no column for {wanted}; the first line must name the columns")
    return Columns(len(header), places)


def _key(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def _place(keys: Sequence[str], names: Sequence[str]) -> int | None:
    return next((keys.index(name) for name in names if name in keys), None)
