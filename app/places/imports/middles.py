"""The middle of each street and ZIP code, and how far the farthest of its addresses is: worked out after an import."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, bindparam, func, select, update

from app.extensions import db, table_of
from app.places.geometry import distance_m
from app.places.imports.directory import insert_rows
from app.places.models import Address, Postcode, Street

_address = table_of(Address).c


def find_middles() -> None:
    """Streets and ZIP codes stand where their addresses are now."""
    streets, codes = table_of(Street), table_of(Postcode)
    _update_streets(streets, _grouped(_address.street_id))
    db.session.execute(codes.delete())
    rows = _grouped(_address.postcode)
    insert_rows(Postcode, [{"code": row.key} | _middle(row) for row in rows if row.key is not None])


def _update_streets(streets: Any, rows: Sequence[Any]) -> None:
    values = [{"street_id": row.key, "address_count": row.count} | _middle(row) for row in rows]
    if values:
        moved: dict[str, Any] = {
            name: bindparam(name) for name in ("latitude", "longitude", "reach_m", "address_count")
        }
        statement = update(streets).where(streets.c.id == bindparam("street_id")).values(moved)
        db.session.connection().execute(statement, values)


def _grouped(column: Column[Any]) -> Sequence[Any]:
    latitude, longitude = _address.latitude, _address.longitude
    asked = select(
        column.label("key"),
        func.count().label("count"),
        func.avg(latitude).label("latitude"),
        func.avg(longitude).label("longitude"),
        func.min(latitude).label("south"),
        func.max(latitude).label("north"),
        func.min(longitude).label("west"),
        func.max(longitude).label("east"),
    )
    return db.session.connection().execute(asked.group_by(column)).all()


def _middle(row: Any) -> dict[str, float]:
    corners = ((north, east) for north in (row.south, row.north) for east in (row.west, row.east))
    reach = max(distance_m(row.latitude, row.longitude, *corner) for corner in corners)
    return {"latitude": row.latitude, "longitude": row.longitude, "reach_m": round(reach, 1)}
