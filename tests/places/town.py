"""A few streets of an invented part of a city, in files as cities hand them out, and a search by the front door."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import Result
from flask import Flask

from tests.client import CheckingClient

NORTH, EAST = 39.95, -75.16
NUMBER = 1e-5  # degrees from one number to the next: 1.1 metres
POINTS = "address,zip_code,lat,lon"
SEGMENTS = "street,l_f_add,l_t_add,r_f_add,r_t_add"


def point(number: int, *, row: float = 0.0) -> tuple[float, float]:
    """Where a number of an east-west street stands that is `row` blocks north of the first."""
    return round(NORTH + row * 0.001, 6), round(EAST - number * NUMBER, 6)


def points(*addresses: tuple[str, tuple[float, float]], postcode: str = "19107") -> str:
    """A file of address points."""
    return "\n".join([POINTS, *(f"{address},{postcode},{lat},{lon}" for address, (lat, lon) in addresses), ""])


MARKET = points(*((f"{number} MARKET ST", point(number)) for number in (1201, 1202, 1219, 1220, 1240, 1241, 1298)))
BROAD = points(*((f"{number} S BROAD ST", (NORTH - number * NUMBER, EAST)) for number in (2, 20, 40, 60, 2001, 2040)))
NORTH_BROAD = points(*((f"{number} N BROAD ST", (NORTH + number * NUMBER, EAST)) for number in (10, 20, 40)))
LANDMARKS = (
    f'name,address,lat,lon\nCity Hall,,{NORTH},{EAST}\n"Moore, Cecil B. Recreation Center",2020 W Lehigh,39.96,-75.16\n'
)


@dataclass(frozen=True)
class Town:
    """The command and the search of one application."""

    app: Flask
    client: CheckingClient
    folder: Path

    def bring(self, *texts: str | bytes, options: Sequence[str] = ()) -> Result:
        """Import files with these contents: a.csv, b.csv, …"""
        files = [self.folder / f"{'abcdef'[at]}.csv" for at in range(len(texts))]
        for file, text in zip(files, texts, strict=True):
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.app.test_cli_runner().invoke(args=["places", "import", *options, *map(str, files)])

    def search(self, text: str, **asked: str) -> list[dict[str, Any]]:
        """What is suggested."""
        response = self.client.get("/api/v1/places", query_string={"q": text} | asked)
        assert response.status_code == 200, response.data
        places: list[dict[str, Any]] = response.get_json()["places"]
        return places

    def labels(self, text: str, **asked: str) -> list[str]:
        """Its labels."""
        return [place["label"] for place in self.search(text, **asked)]

    def at(self, latitude: float, longitude: float) -> dict[str, Any]:
        """What is at a point."""
        response = self.client.get("/api/v1/places/at", query_string={"lat": latitude, "long": longitude})
        assert response.status_code == 200, response.data
        answer: dict[str, Any] = response.get_json()
        return answer
