"""The streets of a file go into the store, ready for every tile; those that it held before go away."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import delete, insert

from app.extensions import Model, db, table_of
from app.places.maps.lines import naming, pyramid
from app.places.maps.lines.strokes import Street
from app.places.maps.models import TileLines, TileName

CHUNK = 2000
ZOOMS = range(pyramid.ZOOMS.start, naming.ZOOMS.stop)


def load_streets(source: str, streets: Sequence[Street]) -> Iterator[int]:
    """The store holds these streets for `source`, and no others. Yields each zoom that is done."""
    for model in (TileLines, TileName):
        db.session.execute(delete(model).where(model.source == source))
    for zoom in ZOOMS:
        _insert(TileLines, _line_rows(source, zoom, streets))
        _insert(TileName, _name_rows(source, zoom, streets))
        yield zoom
    db.session.flush()


def _line_rows(source: str, zoom: int, streets: Sequence[Street]) -> Iterator[dict[str, Any]]:
    if zoom in pyramid.ZOOMS:
        for key, rank, path in pyramid.tile_paths(zoom, streets):
            yield {"zoom": zoom, "tile": key, "source": source, "rank": int(rank), "path": path}


def _name_rows(source: str, zoom: int, streets: Sequence[Street]) -> Iterator[dict[str, Any]]:
    if zoom in naming.ZOOMS:
        for key, name, x, y in naming.tile_names(zoom, streets):
            yield {
                "zoom": zoom, "tile": key, "source": source, "text": name.text, "x": x, "y": y,
                "half_length": round(name.half_length), "angle_deg": round(name.angle_deg),
            }  # fmt: skip


def _insert(model: type[Model], rows: Iterable[dict[str, Any]]) -> None:
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        db.session.connection().execute(insert(table_of(model)), chunk)
