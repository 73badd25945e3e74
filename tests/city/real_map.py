"""Philadelphia's real areas and addresses, where ../shared is."""

import csv
import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from click.testing import Result
from flask import Flask

from app.city.catalogue import City
from app.city.models import Kind
from app.city.operations import list_known

MAPS = {
    "neighbourhoods": "philadelphia_neighborhoods.geojson",
    "boundary": "philadelphia_boundary.geojson",
    "districts": "philadelphia_council_districts.geojson",
}


@dataclass(frozen=True)
class Address:
    """A real one, with the neighbourhood and the council district that its publisher gives it."""

    latitude: float
    longitude: float
    neighbourhood: str
    district: str


def real_addresses(shared: Path) -> list[Address]:
    """All of the published points."""
    with gzip.open(shared / "addresses" / "philadelphia_address_points.csv.gz", "rt", encoding="utf-8") as file:
        return [
            Address(float(row["lat"]), float(row["lon"]), row["neighborhood"], row["council_district"])
            for row in csv.DictReader(file)
        ]


def load_map(app: Flask, shared: Path, *kinds: str, tolerance_m: float = 5) -> Result:
    """`flask city load` with the real files of these kinds, or of all."""
    files = [part for kind in kinds or MAPS for part in (f"--{kind}", str(shared / "geo" / MAPS[kind]))]
    arguments = ["city", "load", "--no-wait", "--tolerance", str(tolerance_m), *files]
    return app.test_cli_runner().invoke(args=arguments)


def right_neighbourhoods(city: City, addresses: Sequence[Address]) -> float:
    """The share of addresses whose neighbourhood is their publisher's, by the names of the loaded file."""
    names = {known.slug: known.name for known in list_known(Kind.NEIGHBOURHOODS)}
    found = (city.neighbourhood_at(one.latitude, one.longitude) for one in addresses)
    right = sum(
        area is not None and names.get(area.slug) == one.neighbourhood
        for area, one in zip(found, addresses, strict=True)
    )
    return right / len(addresses)


def right_districts(city: City, addresses: Sequence[Address]) -> float:
    """The share of addresses that lie in their publisher's district and in no other."""
    found = (city.districts_at(one.latitude, one.longitude) for one in addresses)
    right = sum([area.name for area in areas] == [one.district] for areas, one in zip(found, addresses, strict=True))
    return right / len(addresses)
