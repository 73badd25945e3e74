"""Tables of the areas that a city loaded: its boundary, its neighbourhoods, its districts."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Moment
from app.extensions import Model

MAX_SLUG = 80
MAX_NAME = 120


class Kind(StrEnum):
    """What areas are to the city; each kind is loaded and replaced as a whole."""

    BOUNDARY = "boundary"
    NEIGHBOURHOODS = "neighbourhoods"
    DISTRICTS = "districts"


class AreaLoad(Model):
    """That a kind was loaded. Its digest is of all its areas: processes that know it have nothing to read."""

    __tablename__ = "area_loads"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime] = mapped_column(Moment)


class LoadedArea(Model):
    """One area, in the order of its file: where two meet, the first has the point."""

    __tablename__ = "areas"
    __table_args__ = (UniqueConstraint("kind", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(ForeignKey("area_loads.kind"))
    position: Mapped[int]
    slug: Mapped[str] = mapped_column(String(MAX_SLUG))
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    shape: Mapped[bytes] = mapped_column(LargeBinary)  # WKB, degrees as longitude and latitude
