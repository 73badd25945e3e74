"""Somebody who looks at a map: asks for tiles by the front door and reads what is drawn on them."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from click.testing import Result
from flask import Flask
from werkzeug.test import TestResponse

from app.places.maps.square import EXTENT, Square, units_on
from tests.client import CheckingClient

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Drawing:
    """A tile of our own."""

    root: ElementTree.Element

    @property
    def words(self) -> list[str]:
        """Everything that is written, in its order."""
        return ["".join(text.itertext()) for text in self.root.iter(f"{SVG}text")]

    @property
    def kinds(self) -> set[str]:
        """The classes of what is drawn."""
        return {element.get("class", "") for element in self.root.iter()} - {""}


@dataclass(frozen=True)
class Viewer:
    """A phone with a map, and the command that brings streets."""

    app: Flask
    client: CheckingClient
    folder: Path

    def ask(self, square: Square, **headers: str) -> TestResponse:
        """The answer."""
        return self.client.get(f"/tiles/{square.z}/{square.x}/{square.y}", headers=headers)

    def drawing(self, square: Square) -> Drawing:
        """The tile, which is one of our own."""
        response = self.ask(square)
        assert (response.status_code, response.mimetype) == (200, "image/svg+xml"), response.data
        return Drawing(ElementTree.fromstring(response.data))

    def bring(self, *features: object, name: str = "streets.geojson", packed: bool = False) -> Result:
        """Load a file with these features."""
        return self.bring_text(json.dumps({"type": "FeatureCollection", "features": features}), name, packed)

    def bring_text(self, text: str | bytes, name: str = "streets.geojson", packed: bool = False) -> Result:
        """Load a file with this content."""
        content = text if isinstance(text, bytes) else text.encode()
        file = self.folder / name
        file.write_bytes(gzip.compress(content) if packed else content)
        return self.app.test_cli_runner().invoke(args=["places", "lines", str(file)])


def street(*places: tuple[float, float], **properties: Any) -> dict[str, Any]:
    """A line through places given as latitude, longitude."""
    coordinates = [[longitude, latitude] for latitude, longitude in places]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "LineString", "coordinates": coordinates}}


def square_at(latitude: float, longitude: float, zoom: int) -> Square:
    """The tile that holds a place."""
    x, y = units_on(zoom, longitude, latitude)
    return Square(zoom, int(x // EXTENT), int(y // EXTENT))


def near(square: Square) -> Sequence[Square]:
    """The tile and the eight around it."""
    return [Square(square.z, square.x + x, square.y + y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
