"""What is at a point: the nearest address, the neighbourhood, the districts, and whether it is in the city.

It stands here because addresses and the city are features of one row, which never import each other.
"""

from typing import Any

import orjson
from flask import Response, request
from flask.typing import ResponseReturnValue

from app.cases.api import bp
from app.cases.offers import metres
from app.city import city
from app.errors import FieldError, refusal
from app.i18n import _, city_text
from app.places.geometry import circle_is_outside
from app.places.points import read_point
from app.places.queries import NearAddress, find_nearest

KEPT = "private, max-age=300"  # by the asker alone: the address of the request says where somebody is


@bp.get("/places/at")
def show_place() -> ResponseReturnValue:
    """`{address, neighbourhood, districts, inside}` of the place at `lat`, `long`; the first two may be null.

    Of a circle of `accuracy` metres `inside` is what a report there would be told: false where all of it lies outside.
    """
    point = read_point(request.args.get("lat", ""), request.args.get("long", ""))
    if point is None:
        message = _("Give a place as latitude and longitude, like 39.95,-75.16.")
        return refusal([FieldError("lat", message), FieldError("long", message)])
    inside = not circle_is_outside(city.outline, *point, 0.0)
    reaches_in = inside or not circle_is_outside(city.outline, *point, metres(request.args.get("accuracy", "")) or 0.0)
    area = city.neighbourhood_at(*point) if inside else None
    answer = {
        "address": _address(find_nearest(*point)),
        "neighbourhood": {"slug": area.slug, "name": city_text(area.name)} if area else None,
        "districts": [{"slug": one.slug, "name": one.name} for one in city.districts_at(*point)] if inside else [],
        "inside": reaches_in,
    }
    return Response(orjson.dumps(answer), content_type="application/json", headers={"Cache-Control": KEPT})


def _address(found: NearAddress | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "label": found.label,
        "lat": round(found.latitude, 6),
        "long": round(found.longitude, 6),
        "distance_m": found.distance_m,
        "zip": found.postcode,
    }
