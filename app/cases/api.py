"""The app's own interface to reports and cases: JSON in, JSON or GeoJSON out."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import orjson
from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from app import clock
from app.bodies import read_object, whole_body
from app.cases import geojson, intake, keyring, operations, queries
from app.cases.access import readable_case
from app.cases.additions import AdditionForm
from app.cases.errors import NoSecret, NoSuchReport
from app.cases.forms import ReportForm
from app.cases.nearby import Search, list_nearby
from app.cases.operations import Added, Receipt
from app.cases.own_cases import own_cases
from app.cases.searching import SearchForm
from app.cases.submission import Addition, Submission
from app.cases.viewport import View, look_at
from app.cases.wire import as_secret
from app.cases.wording import again_text, agency_text, expected_text, others_text
from app.errors import refusal
from app.extensions import db
from app.links import public_url, shared
from app.photos.queries import PhotoProgress
from app.security import bearer_secret, network_hash

Stored = TypeVar("Stored")
MAX_BODY_BYTES = 256 * 1024
CLUSTERS_KEPT_SECONDS = 60
log = logging.getLogger(__name__)
bp = Blueprint("cases_api", __name__, url_prefix="/api/v1")


@bp.put("/reports/<uuid:report_id>")
def put_report(report_id: UUID) -> Response:
    """Store a report once: 201 first, 200 when the very same is sent again, 409 when it differs."""
    secret, body, payload = _sent()
    form = ReportForm.parse_json(report_id, secret, body, payload)
    if form.submission is None:
        return refusal(form.errors)
    return _receipt(submit_once(form.submission, channel="app"), secret)


@bp.put("/additions/<uuid:addition_id>")
def put_addition(addition_id: UUID) -> Response:
    """Add words and photos to a report once; the secret is the report's."""
    secret, body, payload = _sent()
    form = AdditionForm.parse_json(addition_id, body, payload)
    if form.report_id is None:
        raise NoSuchReport
    if form.errors:
        return refusal(form.errors)
    return _added(add_once(form.addition(form.report_id, secret)))


def _sent() -> tuple[str, bytes, dict[str, Any]]:
    """The secret, the whole body and what it says, read before the first query: from there on a write lock is held."""
    body = whole_body(MAX_BODY_BYTES)
    secret = as_secret(bearer_secret())
    if secret is None:
        raise NoSecret
    return secret, body, read_object(body)


def submit_once(submission: Submission, *, channel: str) -> Receipt:
    """Submit and commit."""
    sender = network_hash(clock.now().date())
    own = {} if keyring.is_shared() else keyring.keys()  # on a shared phone, another report is another person's

    def submit() -> Receipt:
        is_over = _is_over_limit(lambda since, limit: intake.is_beyond(sender, since, limit))
        return operations.submit_report(
            submission, channel=channel, network_hash=sender, is_over_limit=is_over, keys=own
        )

    receipt = _once(submit)
    log.info("report received: case %s, new %s, by %s", receipt.case.id, receipt.is_new, channel)
    return receipt


def add_once(addition: Addition) -> Added:
    """Add and commit."""

    def add() -> Added:
        is_over = _is_over_limit(lambda since, limit: queries.has_added_since(addition.report_id, since, limit))
        return operations.add_to_report(addition, is_over_limit=is_over)

    added = _once(add)
    log.info("addition received: case %s, new %s", added.report.case_id, added.is_new)
    return added


def _once(store: Callable[[], Stored]) -> Stored:
    """Store and commit. Where two of the same arrive at once, the second finds the first."""
    try:
        stored = store()
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        stored = store()
        db.session.commit()
    return stored


def _is_over_limit(is_beyond: Callable[[datetime, int], bool]) -> bool:
    """Over the limit everything is received all the same, and waits for a look. 0 is no limit."""
    limit = current_app.config["SETTINGS"].reports_per_hour
    return limit > 0 and is_beyond(clock.now() - timedelta(hours=1), limit)


def _receipt(receipt: Receipt, secret: str) -> Response:
    answer = {
        "report_id": str(receipt.report_id),
        "number": receipt.case.number,
        "url": public_url("cases.short", number=receipt.case.number),
        "joined": receipt.aim.joined is not None,
        "again_after": receipt.aim.again.number if receipt.aim.again else None,
        "others_text": _of_others(receipt),
        "status": receipt.case.status,
        "expected_on": receipt.case.due_on,
        "agency_text": agency_text(receipt.case.service_code),
        "expected_text": expected_text(receipt.case.service_code, receipt.case.expected_on, receipt.case.given_on),
        "photos": _progress(receipt.photos),
    }
    response = _json(answer, 201 if receipt.is_new else 200)
    keyring.keep_key(response, receipt.report_id, secret)
    return response


def _of_others(receipt: Receipt) -> str:
    """What became of the wish to join a case, where its sender should know."""
    if receipt.aim.again:
        return again_text()
    return others_text(queries.count_reporters(receipt.case.id)) if receipt.aim.joined else ""


def _added(added: Added) -> Response:
    case = added.report.case
    answer = {
        "id": str(added.id),
        "report_id": str(added.report.id),
        "number": case.number,
        "url": public_url("cases.short", number=case.number),
        "status": case.status,
        "photos": _progress(added.photos),
    }
    return _json(answer, 201 if added.is_new else 200)


def _progress(listed: Sequence[PhotoProgress]) -> list[dict[str, str]]:
    return [{"sha256": photo.sha256, "state": photo.state} for photo in listed]


def _json(answer: Mapping[str, Any], status: int) -> Response:
    return Response(orjson.dumps(answer), status, content_type="application/json")


@bp.get("/mine")
def list_own_cases() -> Response:
    """The cases that this browser's key ring opens, private ones too: the page keeps them, nothing between does."""
    body = own_cases(queries.list_own_reports(keyring.keys()))
    return Response(body, content_type="application/json", headers={"Cache-Control": "private, no-store"})


@bp.get("/cases")
def list_cases() -> ResponseReturnValue:
    """Cases near a point as GeoJSON, nearest first with `distance_m`; `next` holds the cursor of what follows.

    Of a box: its cases, or clusters of them where they are more than the limit.
    """
    form = SearchForm.parse(request.args)
    search = form.search
    if search is None:
        return refusal(form.errors)
    if search.box:
        return _view(look_at(search, search.box, form.zoom), search)
    body = geojson.collection(list_nearby(search), search)
    return Response(body, content_type="application/geo+json", headers={"Cache-Control": "no-cache"})


def _view(found: View, search: Search) -> ResponseReturnValue:
    """Clusters may be a minute old, whoever keeps them; cases are asked for again, and not sent twice."""
    response = Response(geojson.view(found, search), content_type="application/geo+json")
    if found.clusters:
        shared(response, CLUSTERS_KEPT_SECONDS)
    else:
        response.cache_control.no_cache = True
    response.add_etag()
    return response.make_conditional(request)


@bp.get("/cases/<number>")
def show_case(number: str) -> ResponseReturnValue:
    """A public case with its timeline; 304 to whoever has it already."""
    body = geojson.case(readable_case(number))
    response = Response(body, content_type="application/geo+json", headers={"Cache-Control": "private, no-cache"})
    response.add_etag()
    return response.make_conditional(request)
