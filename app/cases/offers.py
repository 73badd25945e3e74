"""Before sending: open cases that the report may be about, for "Is it one of these?"."""

from collections.abc import Mapping
from typing import Any

import orjson
from flask import Response, request
from flask.typing import ResponseReturnValue

from app.cases.api import bp
from app.cases.cards import CaseCard, cards
from app.cases.likely import Likely, Sought, find_likely
from app.cases.same_problem import question_texts
from app.cases.submission import DESCRIPTION_LIMIT, SentPlace, clean_text
from app.cases.wording import reports_text
from app.city import city
from app.errors import FieldError, refusal
from app.i18n import _, city_text, format_date, local_date
from app.i18n.formats import format_distance
from app.places.points import read_point

KEPT = "private, no-store"  # the address of the request says where somebody is


@bp.get("/cases/likely")
def list_likely() -> ResponseReturnValue:
    """`{texts, cases}` of the same or a kindred `service` near `lat`, `long` ± `accuracy` metres, most likely first.

    `words` are what the resident has written so far. An unknown service, or one whose cases are not shared, has none.
    """
    point = read_point(request.args.get("lat", ""), request.args.get("long", ""))
    if point is None:
        return refuse_place()
    service = city.service(request.args.get("service", ""))
    words = clean_text(request.args.get("words", "")[:DESCRIPTION_LIMIT])
    place = SentPlace(*point, accuracy_m=metres(request.args.get("accuracy", "")))
    likely = find_likely(Sought(service, place, words)) if service else []
    body = orjson.dumps({"texts": question_texts(), "cases": offered(likely)})
    return Response(body, content_type="application/json", headers={"Cache-Control": KEPT})


def refuse_place() -> Response:
    """What is answered to coordinates that are none."""
    message = _("Give a place as latitude and longitude, like 39.95,-75.16.")
    return refusal([FieldError("lat", message), FieldError("long", message)])


def offered(likely: list[Likely]) -> list[dict[str, Any]]:
    """What is shown of cases that may be the same, in the reader's language."""
    shown = zip(cards([one.row for one in likely]), likely, strict=True)
    return [_offer(card, one.distance_m) for card, one in shown]


def _offer(card: CaseCard, distance_m: float) -> dict[str, Any]:
    return {
        "number": card.number,
        "service": card.service_code,
        "service_name": city_text(card.service_name),
        "status": card.status,
        "status_text": card.status_text,
        "distance_m": round(distance_m),
        "distance_text": format_distance(distance_m),
        "address": card.address or city_text(card.neighbourhood_name or ""),
        "received_text": _("Reported %(date)s", date=format_date(local_date(card.received_at))),
        "report_count": card.report_count,
        "reports_text": reports_text(card.report_count),
        "photo": _photo(card),
        "url": card.url,
    }


def _photo(card: CaseCard) -> Mapping[str, str] | None:
    if card.thumbnail is None:
        return None
    return {"url": card.thumbnail.url(width=160, format="webp"), "alt": city_text(card.service_name)}


def metres(text: str) -> float | None:
    """An accuracy; what is none, is not known."""
    try:
        metres = float(text)
    except ValueError:
        return None
    return metres if metres >= 0 else None
