"""What is stored of a row: its columns."""

from collections.abc import Mapping
from typing import Any

from app.places.imports.directory import Directory, street_key
from app.places.imports.records import AddressRecord, LandmarkRecord, StreetText
from app.places.models import ADDRESS_ZOOM
from app.places.spelling import words_of
from app.places.tiles import tile


def street_id_of(street: StreetText, streets: Mapping[str, int]) -> int:
    """The id of a street that has a row."""
    return streets[street_key(street.words)]


def address_row(record: AddressRecord, street_id: int) -> dict[str, Any]:
    """A row of `addresses`."""
    return {
        "street_id": street_id,
        "number": record.number,
        "last_number": record.last_number,
        "unit": record.unit,
        "postcode": record.postcode,
        "latitude": record.latitude,
        "longitude": record.longitude,
        "tile": tile(record.latitude, record.longitude, ADDRESS_ZOOM),
    }


def landmark_row(record: LandmarkRecord, directory: Directory) -> dict[str, Any]:
    """A row of `landmarks`."""
    words = words_of(record.name)
    return {
        "name_id": directory.name_ids([words])[" ".join(words)],
        "name": record.name,
        "address": record.address,
        "latitude": record.latitude,
        "longitude": record.longitude,
    }
