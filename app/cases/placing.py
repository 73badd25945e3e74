"""Where words are: a report that says its place only in words gets the coordinates that they surely mean.

Our own address search is asked while the report comes in; what it cannot place waits for the geocoder that a city may
plug in (app/geocoder.py). The words stay as they were sent, and whoever is not sure says nothing.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from app import clock, geocoder
from app.cases import orders
from app.cases.models import PlaceOrder, Report
from app.cases.rows import KNOWN_M, public_place
from app.cases.submission import SentPlace, Submission, seems_private
from app.cases.translating import lock
from app.city import city
from app.extensions import db, table_of
from app.geocoder import Found, NotAnswered
from app.places.geometry import circle_is_outside
from app.places.home import current_home
from app.places.queries import find_meant

log = logging.getLogger(__name__)
MOST_LETTERS = 120  # of words that leave the house
_INSERT = insert(table_of(PlaceOrder))


def placed(sent: Submission) -> Submission:
    """With the coordinates of the one place in the city that its words mean, where it has none."""
    if sent.place.has_point or not sent.place.address:
        return sent
    meant = find_meant(sent.place.address, current_home())
    if meant is None or meant.latitude is None or meant.longitude is None:
        return sent
    if circle_is_outside(city.outline, meant.latitude, meant.longitude, 0.0):
        return sent
    there = replace(sent.place, latitude=meant.latitude, longitude=meant.longitude, accuracy_m=meant.accuracy_m)
    return replace(sent, place=there)


def order(sent: Submission) -> None:
    """The words of a report without coordinates wait for the geocoder, if there is one and they may leave the house."""
    place = sent.place
    if place.address and not place.has_point and geocoder.is_plugged_in() and not seems_private(place.address):
        values = {"report_id": sent.report_id, "due_at": clock.now(), "attempts": 0}
        db.session.connection().execute(_INSERT, values)


def count_orders() -> dict[str, int]:
    """{what becomes of places: how many}."""
    counted = select(func.count(), func.count(PlaceOrder.due_at)).select_from(PlaceOrder)
    every, waiting = db.session.execute(counted).one()
    return {"places that wait for the geocoder": waiting, "places that the geocoder could not say": every - waiting}


def place_due() -> Iterator[None]:
    """Whatever waits is looked for, the oldest first. Yields when something is to be committed."""
    failures = 0
    while failures < orders.PATIENCE and (claimed := orders.claim(PlaceOrder)):
        report_id, text = claimed.report_id, _words_of(claimed.report_id)
        yield  # from here on no transaction is open
        try:
            found = geocoder.geocoder().find(text, _box()) if text else None
        except NotAnswered as error:
            log.warning("the geocoder did not answer: %s", error)
            failures += 1
            continue
        failures = 0
        _keep(report_id, found)
        yield


def _words_of(report_id: UUID) -> str | None:
    """What to ask for; None where nobody needs it any more."""
    report = db.session.get_one(Report, report_id, populate_existing=True)
    if report.withdrawn_at is not None or report.has_place or not report.address:
        return None
    words = report.address[:MOST_LETTERS]
    return words if city.name.casefold() in words.casefold() else f"{words}, {city.name}"


def _box() -> geocoder.Box:
    bounds = city.bounds
    return bounds.west, bounds.south, bounds.east, bounds.north


def _keep(report_id: UUID, found: Found | None) -> None:
    """The report, and its case if that has no place yet, are where the words are."""
    db.session.execute(delete(PlaceOrder).where(PlaceOrder.report_id == report_id))
    report = db.session.get_one(Report, report_id)
    lock(report.case_id)
    db.session.expire_all()
    if found is None or report.withdrawn_at is not None or report.has_place or found.accuracy_m > KNOWN_M:
        return
    if circle_is_outside(city.outline, found.latitude, found.longitude, 0.0):
        return
    report.latitude, report.longitude, report.accuracy_m = found.latitude, found.longitude, found.accuracy_m
    case = report.case
    if case.neighbourhood is None:
        place = SentPlace(found.latitude, found.longitude, found.accuracy_m, address=report.address or "")
        for name, value in public_place(place, city.service(case.service_code), is_public=case.is_public).items():
            setattr(case, name, value)
        case.updated_at = clock.now()
        case.compare_at = clock.now() if case.tile is not None else None
