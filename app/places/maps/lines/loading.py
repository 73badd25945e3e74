"""The streets of a file go into the store, ready for every tile; those that it held before go away."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import delete, insert

from app.extensions import Model, db, table_of
from app.places.maps.lines import naming, pyramid
from app.places.maps.lines.strokes import Street
from app.places.maps.models import TileLines, TileName

CHUNK = 2000
ZOOMS = range(pyramid.ZOOMS.start, naming.ZOOMS.stop)


def load_streets(source: str, streets: Sequence[Street]) -> Iterator[int]:
    """The store holds these streets for `source`, and no others. Yields each zoom that is to be committed: all of it is
    worked out before the store is touched, so that reports need not wait.
    """
    for zoom in ZOOMS:
        lines, names = list(_line_rows(source, zoom, streets)), list(_name_rows(source, zoom, streets))
        for model, rows in ((TileLines, lines), (TileName, names)):
            db.session.execute(delete(model).where(model.source == source, model.zoom == zoom))
            _insert(model, rows)
        db.session.flush()
        yield zoom


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


def _insert(model: type[Model], rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), CHUNK):
        db.session.connection().execute(insert(table_of(model)), rows[start : start + CHUNK])
