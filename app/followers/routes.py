"""The page of alerts, and what its forms do. All of it works without scripts; scripts add messages on the phone."""

import secrets
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app import clock
from app.errors import DomainError
from app.extensions import db
from app.followers import device, edges, emails, operations, queries
from app.followers.alerts_page import AlertsPage
from app.followers.api import store_once
from app.followers.errors import NoSuchDevice
from app.followers.follow_form import FollowForm
from app.followers.models import AT_ONCE, DAILY, Follower
from app.i18n import current_language, languages, stands_at
from app.security import network_hash

bp = Blueprint("alerts", __name__)
QUIET_FROM, QUIET_UNTIL = 22 * 60, 7 * 60  # where only one end was chosen
DAY_MINUTES = 24 * 60


@bp.get("/<lang>/alerts")
def alerts() -> ResponseReturnValue:
    """What the reader follows; `case`, `neighbourhood`, `near` or `address` ask for one thing more."""
    return _answer(FollowForm.parse(request.args))


@bp.post("/<lang>/alerts/follow")
def follow() -> ResponseReturnValue:
    """Follow it. A button on another page sends no e-mail: whoever cannot be reached yet is then asked how."""
    form, page = FollowForm.parse(request.form), _page()
    has_asked_for_email = "email" in request.form and emails.is_offered()
    if form.asked and not page.can_be_reached and not has_asked_for_email:
        return redirect(_alerts_url(page, **form.again), 303)
    if form.asked and not page.can_be_reached:
        form.check_email()
    if form.errors or form.asked is None:
        return _answer(form)
    try:
        follower_id, secret = store_once(lambda: _followed(form, page))
    except DomainError as error:
        return _refused(form, error, "area")
    response = redirect(_alerts_url(page, said="told"), 303)
    if secret:
        device.keep(response, follower_id, secret)
    return response


def _followed(form: FollowForm, page: AlertsPage) -> tuple[UUID, str]:
    """Whose it is, read before the commit; with the secret of who is new."""
    follower, secret = _admitted(page.follower)
    form.follow(follower)
    return follower.public_id, secret


@bp.post("/<lang>/alerts/email")
def add_email() -> ResponseReturnValue:
    """One more way to reach the reader, once its owner says yes."""
    form = FollowForm({"more-email": request.form.get("email", "").strip()})
    follower = _reader()
    try:
        emails.add_email(follower, form.value("more-email"))
    except DomainError as error:
        return _refused(form, error, "more-email")
    db.session.commit()
    return _done("saved")


@bp.post("/<lang>/alerts/remove")
def remove() -> ResponseReturnValue:
    """One way less."""
    emails.remove_channel(_reader(), _number(request.form.get("channel", "")) or 0)
    db.session.commit()
    return _done("saved")


@bp.post("/<lang>/alerts/stop")
def stop() -> ResponseReturnValue:
    """Hear no more of one thing."""
    reader, follow_id = _reader(), _number(request.form.get("follow", ""))
    for each in queries.list_follows(reader):
        if each.id == follow_id:
            operations.unfollow(reader, each.subject_type, each.subject_id)
    db.session.commit()
    return _done("saved")


@bp.post("/<lang>/alerts/settings")
def change() -> ResponseReturnValue:
    """When, and in which language."""
    quiet_from, quiet_until = _quiet_hours()
    follower = _reader()
    language, pace = request.form.get("language", ""), request.form.get("pace", "")
    operations.set_habits(
        follower,
        language=language if language in languages() else follower.language,
        pace=pace if pace in {AT_ONCE, DAILY} else follower.pace,
        quiet_from=quiet_from,
        quiet_until=quiet_until,
    )
    db.session.commit()
    return _done("saved")


@bp.post("/<lang>/alerts/end")
def stop_everything() -> ResponseReturnValue:
    """Forget the reader: what they follow, and where they are told."""
    page = _page()
    if page.follower:
        operations.forget_follower(page.follower)
    db.session.commit()
    response = redirect(url_for("alerts.alerts", said="over"), 303)
    if not page.key:
        device.forget(response)
    return response


@bp.get("/<lang>/alerts/<any(follow, email, remove, stop, settings, end):_action>")
def back(_action: str) -> ResponseReturnValue:
    """To the page: the address of a form that came back is opened again by a reload or in another language."""
    return redirect(url_for("alerts.alerts"))


def _page() -> AlertsPage:
    """By the link from an e-mail that was opened, or by the browser's cookie."""
    key = request.values.get("key", "")
    own = device.current_follower()
    follower = device.follower_of_key(key) if key else own
    is_own = follower is not None and follower == own
    return AlertsPage(follower, key="" if is_own else key, said=request.args.get("said", ""))


def _reader() -> Follower:
    """Whoever presses a button of the page; counted as their phone's requests are."""
    follower = _page().follower
    if follower is None:
        raise NoSuchDevice
    operations.count_request(follower, edges.current().limits)
    return follower


def _admitted(known: Follower | None) -> tuple[Follower, str]:
    """Whoever is known; or a new follower, with the secret for its cookie."""
    if known:
        operations.count_request(known, edges.current().limits)
        return known, ""
    secret, network = secrets.token_urlsafe(24), network_hash(clock.now().date())
    made, _is_new = operations.admit_device(
        uuid4(), secret, language=current_language(), network_hash=network, limits=edges.current().limits
    )
    return made, secret


def _answer(form: FollowForm) -> ResponseReturnValue:
    return _shown(form), 422 if form.errors else 200


def _refused(form: FollowForm, error: DomainError, field: str) -> ResponseReturnValue:
    """The page again, with what was typed; nothing of it is stored."""
    db.session.rollback()
    form.wrong(field, error.message)
    return _shown(form), error.status, dict(error.headers)


def _shown(form: FollowForm) -> str:
    page = _page()
    if request.method == "POST":
        stands_at("alerts.alerts", **form.again, key=page.key or None)
    return render_template("followers/alerts.html", page=page, form=form)


def _done(said: str) -> Response:
    return redirect(_alerts_url(_page(), said=said), 303)


def _alerts_url(page: AlertsPage, **asked: Any) -> str:
    return url_for("alerts.alerts", **asked, key=page.key or None)


def _quiet_hours() -> tuple[int | None, int | None]:
    """Minutes after midnight; whoever chose one end alone gets the usual other one, and no hours at all are none."""
    begin, end = _minutes("quiet_from"), _minutes("quiet_until")
    if begin == end:
        return None, None
    return QUIET_FROM if begin is None else begin, QUIET_UNTIL if end is None else end


def _minutes(name: str) -> int | None:
    minutes = _number(request.form.get(name, ""))
    return minutes if minutes is not None and minutes < DAY_MINUTES else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
