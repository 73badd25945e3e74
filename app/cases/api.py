"""The app's own interface to reports and cases: JSON in, JSON or GeoJSON out."""

import logging
from datetime import timedelta
from uuid import UUID

import orjson
from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from app import clock
from app.cases import geojson, intake, keyring, operations
from app.cases.access import readable_case
from app.cases.errors import BrokenBody, NoBody, NoSecret, WrongContentType
from app.cases.forms import ReportForm
from app.cases.nearby import list_nearby
from app.cases.operations import Receipt
from app.cases.searching import SearchForm
from app.cases.submission import Submission
from app.cases.wire import as_secret, read_json
from app.cases.wording import agency_text, expected_text
from app.errors import refusal
from app.extensions import db
from app.links import public_url
from app.security import bearer_secret, network_hash

MAX_BODY_BYTES = 256 * 1024
log = logging.getLogger(__name__)
bp = Blueprint("cases_api", __name__, url_prefix="/api/v1")


@bp.put("/reports/<uuid:report_id>")
def put_report(report_id: UUID) -> Response:
    """Store a report once: 201 first, 200 when the very same is sent again, 409 when it differs."""
    body = _body()
    secret = as_secret(bearer_secret())
    if secret is None:
        raise NoSecret
    payload = read_json(body)
    if payload is None:
        raise BrokenBody
    form = ReportForm.parse_json(report_id, secret, body, payload)
    if form.submission is None:
        return refusal(form.errors)
    return _receipt(submit_once(form.submission, channel="app"), secret)


def _body() -> bytes:
    """The whole body, read before the first query: from there on a write lock is held."""
    request.max_content_length = MAX_BODY_BYTES
    if request.mimetype != "application/json":
        raise WrongContentType
    body = request.get_data(cache=False)
    if not body:
        raise NoBody
    return body


def submit_once(submission: Submission, *, channel: str) -> Receipt:
    """Submit and commit. Where two of the same arrive at once, the second finds the first."""
    sender = network_hash(clock.now().date())
    try:
        receipt = _submit(submission, channel, sender)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        receipt = _submit(submission, channel, sender)
        db.session.commit()
    log.info("report received: case %s, new %s, by %s", receipt.case.id, receipt.is_new, channel)
    return receipt


def _submit(submission: Submission, channel: str, sender: bytes) -> Receipt:
    return operations.submit_report(
        submission, channel=channel, network_hash=sender, is_over_limit=_is_over_limit(sender)
    )


def _is_over_limit(sender: bytes) -> bool:
    """Over the limit a report is received all the same, and waits for a look. 0 is no limit."""
    limit = current_app.config["SETTINGS"].reports_per_hour
    return limit > 0 and intake.is_beyond(sender, clock.now() - timedelta(hours=1), limit)


def _receipt(receipt: Receipt, secret: str) -> Response:
    answer = {
        "report_id": str(receipt.report_id),
        "number": receipt.case.number,
        "url": public_url("cases.short", number=receipt.case.number),
        "status": receipt.case.status,
        "expected_on": receipt.case.expected_on,
        "agency_text": agency_text(receipt.case.service_code),
        "expected_text": expected_text(receipt.case.service_code, receipt.case.expected_on),
        "photos": [{"sha256": photo.sha256, "state": photo.state} for photo in receipt.photos],
    }
    response = Response(orjson.dumps(answer), 201 if receipt.is_new else 200, content_type="application/json")
    keyring.keep_key(response, receipt.report_id, secret)
    return response


@bp.get("/cases")
def list_cases() -> Response:
    """Cases near a point as GeoJSON, nearest first with `distance_m`; `next` holds the cursor of what follows."""
    form = SearchForm.parse(request.args)
    if form.search is None:
        return refusal(form.errors)
    body = geojson.collection(list_nearby(form.search), form.search)
    return Response(body, content_type="application/geo+json", headers={"Cache-Control": "no-cache"})


@bp.get("/cases/<number>")
def show_case(number: str) -> ResponseReturnValue:
    """A public case with its timeline; 304 to whoever has it already."""
    body = geojson.case(readable_case(number))
    response = Response(body, content_type="application/geo+json", headers={"Cache-Control": "private, no-cache"})
    response.add_etag()
    return response.make_conditional(request)
