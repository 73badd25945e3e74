"""Tables of the map's own drawing: streets, made ready for each tile of each zoom when they are loaded."""

from sqlalchemy import BigInteger, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model

MAX_SOURCE, MAX_TEXT = 120, 60


class TileLines(Model):
    """All lines of one rank of one file in one tile, as the data of an SVG path in units of the tile."""

    __tablename__ = "map_lines"
    __table_args__ = (UniqueConstraint("zoom", "tile", "source", "rank"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    zoom: Mapped[int]
    tile: Mapped[int] = mapped_column(BigInteger)
    source: Mapped[str] = mapped_column(String(MAX_SOURCE))
    rank: Mapped[int]
    path: Mapped[str] = mapped_column(Text)


class TileName(Model):
    """The name of a street along it, its middle in units of the tile; once for each tile that it touches."""

    __tablename__ = "map_names"
    __table_args__ = (Index("ix_map_names_zoom_tile", "zoom", "tile"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    zoom: Mapped[int]
    tile: Mapped[int] = mapped_column(BigInteger)
    source: Mapped[str] = mapped_column(String(MAX_SOURCE))
    text: Mapped[str] = mapped_column(String(MAX_TEXT))
    x: Mapped[int]
    y: Mapped[int]
    half_length: Mapped[int]  # of the text
    angle_deg: Mapped[int]  # clockwise, -90 to 90
