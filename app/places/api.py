"""The interface of the address search: what a person types becomes places, without asking anybody else."""

from typing import Any

import orjson
from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from app.errors import refusal
from app.i18n import ngettext
from app.places import queries
from app.places.forms import PlacesForm
from app.places.home import current_home

KEPT = "private, max-age=300"  # by the asker alone: the address of the request says where somebody is

bp = Blueprint("places_api", __name__, url_prefix="/api/v1")


@bp.get("/places")
def search() -> ResponseReturnValue:
    """Suggestions for `q`, nearest to `near` where they fit alike; of a longer text the first 120 letters count."""
    form = PlacesForm.parse(request.args)
    if form.errors:
        return refusal(form.errors)
    found = queries.search_places(form.text, current_home(), form.near)
    text = _found_text(len(found)) if found else _help_elsewhere(form.text)
    return Response(
        orjson.dumps({"places": [_place(place) for place in found], "found_text": text}),
        content_type="application/json",
        headers={"Cache-Control": KEPT},
    )


def _found_text(count: int) -> str:
    """For whoever hears the list instead of seeing it."""
    return ngettext("%(num)s place found.", "%(num)s places found.", count)


def _help_elsewhere(text: str) -> str:
    """Whom to ask in another town that was named; else nothing found is nothing said: words are a place already."""
    home = current_home()
    return home.outside_help() if queries.names_another_town(text, home) else ""


def _place(place: queries.Place) -> dict[str, Any]:
    return {
        "label": place.label,
        "kind": place.kind,
        "lat": _rounded(place.latitude, 6),
        "long": _rounded(place.longitude, 6),
        "accuracy_m": _rounded(place.accuracy_m, 0),
        "zip": place.postcode,
    }


def _rounded(number: float | None, digits: int) -> float | None:
    return None if number is None else round(number, digits)
