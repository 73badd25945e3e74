"""The app's own interface for devices: what a phone hears of, and where. The secret is the device's own."""

import logging
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

import orjson
from flask import Blueprint, Response, current_app, request
from sqlalchemy.exc import IntegrityError

from app import clock
from app.bodies import read_object, whole_body
from app.errors import FieldError, refusal
from app.extensions import db
from app.followers import device, edges, operations, queries, wishes
from app.followers.endpoints import check_endpoint, check_keys
from app.followers.errors import NoSecret, NoSuchDevice, OutsideCity
from app.followers.forms import PushForm
from app.followers.lines import followed_lines
from app.followers.merging import merge_follower
from app.followers.models import Follower
from app.followers.operations import Subscription
from app.security import bearer_secret, network_hash

Stored = TypeVar("Stored")
Answer = dict[str, Any]
MAX_BODY_BYTES = 64 * 1024
log = logging.getLogger(__name__)
bp = Blueprint("followers_api", __name__, url_prefix="/api/v1/push")


@bp.get("/key")
def show_key() -> Response:
    """The key that a browser subscribes with (applicationServerKey, base64url)."""
    return _json({"key": edges.current().public_key()}, 200)


@bp.put("/<uuid:device_id>")
def put_device(device_id: UUID) -> Response:
    """Keep a device: 201 first, 200 afterwards. `follow` adds, `unfollow` takes away; without them its subscription is
    brought once more, and nothing else changes. `If-Match: *` (RFC 9110 §13.1.1) keeps no device that is not known: one
    that was forgotten elsewhere does not come back by itself.
    """
    body = whole_body(MAX_BODY_BYTES)
    secret = _secret()
    if request.headers.get("If-Match") == "*":
        _own(device_id)
    form = PushForm.parse(read_object(body))
    if form.errors:
        return refusal(form.errors)
    subscription = _subscription(form)
    try:
        answer, is_new = store_once(lambda: _keep(device_id, secret, form, subscription))
    except OutsideCity as error:
        db.session.rollback()
        return refusal([FieldError("follow", error.message)])
    log.info("device kept: new %s, wishes %s, taken back %s", is_new, len(form.follow), len(form.unfollow))
    response = _json(answer, 201 if is_new else 200)
    device.keep(response, device_id, secret)
    return response


@bp.get("/<uuid:device_id>")
def show_device(device_id: UUID) -> Response:
    """What is kept of a device."""
    return _json(_shown(_own(device_id), edges.current().public_key()), 200)


@bp.delete("/<uuid:device_id>")
def delete_device(device_id: UUID) -> Response:
    """Forget a device: whatever told of it is stored no more."""
    operations.forget_follower(_own(device_id))
    db.session.commit()
    log.info("device forgotten")
    response = Response(status=204, content_type="application/json")
    device.forget(response)
    return response


def _secret() -> str:
    secret = bearer_secret()
    if secret is None:
        raise NoSecret
    return secret


def _own(device_id: UUID) -> Follower:
    follower = queries.find_own_follower(device_id, _secret())
    if follower is None:
        raise NoSuchDevice
    return follower


def _subscription(form: PushForm) -> Subscription | None:
    """Raises EndpointRefused and KeysRefused."""
    if form.endpoint is None:
        return None
    host = check_endpoint(form.endpoint, frozenset(current_app.config["SETTINGS"].push_hosts))
    check_keys(form.keys["p256dh"], form.keys["auth"])
    return Subscription(form.endpoint, host, form.keys["p256dh"], form.keys["auth"])


def _keep(device_id: UUID, secret: str, form: PushForm, subscription: Subscription | None) -> tuple[Answer, bool]:
    limits, key = (
        edges.current().limits,
        edges.current().public_key(),
    )  # before the first subscription: it makes the key
    follower, is_new = operations.admit_device(
        device_id, secret, language=form.language, network_hash=network_hash(clock.now().date()), limits=limits
    )
    other = device.current_follower()
    if other is not None and other.id != follower.id:
        merge_follower(other, into=follower, endpoint=form.endpoint, takes_habits=is_new)
    if form.follow:
        follower.language = form.language
    if subscription:
        operations.subscribe(follower, subscription, is_wanted=bool(form.follow))
    elif form.is_unsubscribed:
        operations.unsubscribe(follower)
    for wish in form.unfollow:
        wishes.take_back(follower, wish)
    for wish in form.follow:
        wishes.grant(follower, wish, most=limits.follows)
    # Read before the commit: afterwards it would take the write lock once more.
    return _shown(follower, key), is_new


def store_once(store: Callable[[], Stored]) -> Stored:
    """Store and commit. Where two of the same arrive at once, the second finds the first."""
    try:
        stored = store()
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        stored = store()
        db.session.commit()
    return stored


def _shown(follower: Follower, key: str | None) -> Answer:
    """Where it is told, not at which address: whoever holds the secret needs none of that."""
    lines = followed_lines(follower, follower.language)
    return {
        "device": str(follower.public_id),
        "language": follower.language,
        "pace": follower.pace,
        "quiet_from": follower.quiet_from,
        "quiet_until": follower.quiet_until,
        "channels": [{"kind": one.kind, "state": one.state} for one in queries.list_channels(follower)],
        "follows": [
            dict(shown.line.wish)
            | {"name": shown.line.name, "url": shown.line.url, "status_text": shown.line.status_text}
            | {"is_over": shown.line.is_over, "is_own": shown.follow.report_id is not None}
            for shown in lines
        ],
        "vapid_key": key,
    }


def _json(answer: Answer, status: int) -> Response:
    return Response(
        orjson.dumps(answer), status, content_type="application/json", headers={"Cache-Control": "private, no-store"}
    )
