"""What changes in the store of a city: the areas that it loaded."""

import hashlib
from collections.abc import Iterable, Sequence

import shapely
from sqlalchemy import delete, insert, select

from app import clock
from app.city.loading.naming import Known
from app.city.loading.planning import NewArea
from app.city.models import AreaLoad, Kind, LoadedArea
from app.extensions import db


def list_known(kind: Kind) -> list[Known]:
    """Slug and name of what is loaded of a kind, in its order."""
    chosen = select(LoadedArea.slug, LoadedArea.name).where(LoadedArea.kind == kind).order_by(LoadedArea.position)
    return [Known(slug, name) for slug, name in db.session.execute(chosen)]


def replace_areas(kind: Kind, areas: Sequence[NewArea]) -> bool:
    """These are the areas of the kind, and no others; False where they were already."""
    rows = [_row(kind, position, area) for position, area in enumerate(areas)]
    digest = _digest(rows)
    load = db.session.get(AreaLoad, kind)
    if load is not None and load.digest == digest:
        return False
    forget_areas(kind)
    db.session.add(AreaLoad(kind=kind, digest=digest, loaded_at=clock.now()))
    db.session.flush()
    db.session.execute(insert(LoadedArea), rows)
    return True


def forget_areas(kind: Kind) -> bool:
    """The city is as its pack has it again, as for this kind; False where it was already."""
    db.session.execute(delete(LoadedArea).where(LoadedArea.kind == kind))
    load = db.session.get(AreaLoad, kind)
    if load is not None:
        db.session.delete(load)
        db.session.flush()
    return load is not None


def _row(kind: Kind, position: int, area: NewArea) -> dict[str, object]:
    shape = shapely.to_wkb(area.shape, byte_order=1)
    return {"kind": kind, "position": position, "slug": area.slug, "name": area.name, "shape": shape}


def _digest(rows: Iterable[dict[str, object]]) -> str:
    total = hashlib.sha256()
    for row in rows:
        total.update(repr((row["slug"], row["name"], row["shape"])).encode())
    return total.hexdigest()
