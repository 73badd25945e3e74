"""Files of areas of the made-up town, as its surveyor might hand them out, and the command that loads them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import Result
from flask import Flask

from tests.client import CheckingClient

WEST, MIDDLE, EAST = -90.131, -90.105, -90.079
SOUTH, CENTRE, NORTH = 40.599, 40.618, 40.637
Ring = list[list[float]]

# The town in four: old-town, depot and school-hill are names of its pack, Riverside is new.
DEPOT = (MIDDLE, SOUTH, EAST, CENTRE)
OLD_TOWN = (WEST, SOUTH, MIDDLE, CENTRE)
SCHOOL_HILL = (MIDDLE, CENTRE, EAST, NORTH)
RIVERSIDE = (WEST, CENTRE, MIDDLE, NORTH)
IN_DEPOT, IN_OLD_TOWN, IN_RIVERSIDE = (40.61, -90.09), (40.61, -90.12), (40.625, -90.115)
IN_SCHOOL_HILL = (40.6185, -90.094)  # though the middle of Depot is nearer
OUTSIDE = (40.6, -90.13)  # of the outline, within the box


def ring(west: float, south: float, east: float, north: float) -> Ring:
    """A rectangle, closed."""
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*rings: Ring) -> dict[str, Any]:
    """A geometry."""
    return {"type": "Polygon", "coordinates": list(rings)}


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    """A feature."""
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def square(name: Any, box: tuple[float, float, float, float], **more: Any) -> dict[str, Any]:
    """A rectangle with a name."""
    return feature(polygon(ring(*box)), name=name, **more)


def collection(*features: Any, **members: Any) -> str:
    """A file with each feature on a line of its own, the first on line 2."""
    head = json.dumps({"type": "FeatureCollection"} | members)[:-1]
    return head + ', "features": [\n' + ",\n".join(json.dumps(one, ensure_ascii=False) for one in features) + "\n]}\n"


FOUR = (
    square("Depot", DEPOT), square("OLD  TOWN", OLD_TOWN), square("School-Hill", SCHOOL_HILL),
    square("Riverside", RIVERSIDE),
)  # fmt: skip


@dataclass(frozen=True)
class Surveyor:
    """Who writes files and loads them into one application."""

    app: Flask
    client: CheckingClient
    folder: Path

    def file(self, content: str | bytes, name: str = "areas.geojson") -> Path:
        """A file."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def load(self, *arguments: object) -> Result:
        """`flask city load …`; no server runs that it would have to wait for."""
        return self.app.test_cli_runner().invoke(args=["city", "load", "--no-wait", *map(str, arguments)])

    def neighbourhoods(self, *features: Any, **members: Any) -> Result:
        """Load these features as the neighbourhoods."""
        return self.load("--neighbourhoods", self.file(collection(*features, **members)))

    def at(self, place: tuple[float, float], lang: str = "en") -> dict[str, Any]:
        """What the App API says is there."""
        response = self.client.get("/api/v1/places/at", query_string={"lat": place[0], "long": place[1], "lang": lang})
        assert response.status_code == 200
        answer: dict[str, Any] = response.get_json()
        return answer

    def slug_at(self, place: tuple[float, float]) -> str | None:
        """The slug of the neighbourhood there."""
        area = self.at(place)["neighbourhood"]
        return area and str(area["slug"])
