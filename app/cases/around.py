"""What a phone keeps of a place, so that “Is it one of these?” can be asked there without a network."""

import math
from typing import Any

import orjson
from flask import Response, request
from flask.typing import ResponseReturnValue

from app.cases.api import bp
from app.cases.likely import Likely
from app.cases.nearby import Search, list_nearby
from app.cases.offers import offered, refuse_place
from app.cases.same_problem import question_texts
from app.city import city
from app.places.points import read_point

REACH_M = 350.0  # the widest `same_within_m` of a pack, the slack of a fix, and what the asker rounds
MOST = 40  # the nearest; they travel on every report
KEPT = "private, max-age=300"  # the worker keeps it longer, on phones that are not shared


@bp.get("/cases/around")
def list_around() -> ResponseReturnValue:
    """`{texts, cases}`: open cases near `lat`, `long` as `/cases/likely` has them, with where they are shown.

    Phones judge by themselves which of them are likely; cases that are shown to nobody else are not among them.
    """
    point = read_point(request.args.get("lat", ""), request.args.get("long", ""))
    if point is None:
        return refuse_place()
    rows = list_nearby(Search(*point, radius_m=REACH_M, limit=MOST))
    found = [Likely(row, math.sqrt(row.square), 0.0) for row in rows if _is_shared(row.service_code)]
    cases = [_placed(offer, one) for offer, one in zip(offered(found), found, strict=True)]
    body = orjson.dumps({"texts": question_texts(), "cases": cases})
    return Response(body, content_type="application/json", headers={"Cache-Control": KEPT})


def _is_shared(service_code: str) -> bool:
    service = city.service(service_code)
    return service is not None and service.is_shared


def _placed(offer: dict[str, Any], one: Likely) -> dict[str, Any]:
    """How far it is, is known where the report is."""
    shown = {name: value for name, value in offer.items() if not name.startswith("distance")}
    return shown | {"lat": one.row.latitude, "long": one.row.longitude}
