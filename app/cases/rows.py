"""What is stored of a submission: values of rows, worked out without touching the store."""

from datetime import date, datetime
from typing import Any

from app import security
from app.cases.numbers import new_number
from app.cases.submission import SentPlace, Submission, seems_private
from app.cases.workflow import Status
from app.city import city
from app.city.catalogue import Service
from app.city.promises import expected_on
from app.i18n import local_date
from app.places.geometry import circle_is_outside, rounded
from app.places.tiles import tile

SURE_M = 150.0  # a fix this good is shown as a point, a worse one as its square
KNOWN_M = 1000.0  # a fix worse than this says nothing about where in the city it is


def case_row(sent: Submission, moment: datetime, *, is_held: bool) -> dict[str, Any]:
    """A new case. Should its number be taken, the store refuses the row, and the caller tries again."""
    service = city.service(sent.service_code)
    is_private = service is not None and service.is_private
    shown = public_place(sent.place, service, is_public=not (is_private or is_held))
    return {
        "number": new_number(),
        "service_code": sent.service_code,
        "status": Status.RECEIVED,
        "language": sent.language,
        "is_private": is_private,
        "is_held": is_held,
        "needs_triage": bool(sent.flags),
        "report_count": 1,
        "received_at": moment,
        "updated_at": moment,
        "expected_on": promised_on(service, moment),
        "compare_at": moment if shown["tile"] is not None else None,
        **shown,
    }


def promised_on(service: Service | None, moment: datetime) -> date | None:
    """The date by which the city promises to act on what it received at `moment`."""
    if service is None or service.promise is None:
        return None
    return expected_on(service.promise, local_date(moment), city.holidays)


def public_place(place: SentPlace, service: Service | None, *, is_public: bool) -> dict[str, Any]:
    """What everybody may know of a place: nothing while nobody may see the case, a rounded point where a home could be
    singled out, and never one that claims to be surer than its fix. Without a tile no question about places finds it.
    """
    is_rounded = service is not None and service.is_rounded
    point = point_of(place)
    if point and (is_rounded or (place.accuracy_m or 0.0) > SURE_M):
        point = rounded(*point)  # the area, too, is that of the rounded point: two areas meet at a home
    area = city.neighbourhood_at(*point) if point else None
    shown: dict[str, Any] = {"latitude": None, "longitude": None, "tile": None, "address": None}
    shown["neighbourhood"] = area.slug if area else None
    if is_public and not is_rounded:
        shown["address"] = place.address or None
    if is_public and point:
        shown["latitude"], shown["longitude"] = point
        shown["tile"] = tile(*point)
    return shown


def point_of(place: SentPlace) -> tuple[float, float] | None:
    """Latitude and longitude, where both are known well enough to say which part of the city they are in."""
    if place.latitude is None or place.longitude is None or (place.accuracy_m or 0.0) > KNOWN_M:
        return None
    if circle_is_outside(city.outline, place.latitude, place.longitude, 0.0):
        return None
    return place.latitude, place.longitude


def report_row(sent: Submission, moment: datetime, *, is_public: bool) -> dict[str, Any]:
    """What one resident sent, without the case it belongs to and the way it came."""
    return {
        "id": sent.report_id,
        "secret_hash": security.secret_hash(sent.secret),
        "body_hash": sent.body_hash,
        "service_code": sent.service_code,
        "answers": sent.answers,
        "description": sent.description,
        "is_description_public": is_public and bool(sent.description) and not seems_private(sent.description),
        "language": sent.language,
        "latitude": sent.place.latitude,
        "longitude": sent.place.longitude,
        "accuracy_m": sent.place.accuracy_m,
        "place_source": sent.place.source,
        "address": sent.place.address or None,
        "contact_name": sent.contact.name or None,
        "contact_email": sent.contact.email or None,
        "contact_phone": sent.contact.phone or None,
        "flags": list(sent.flags),
        "client_time": sent.client_time,
        "received_at": moment,
    }
