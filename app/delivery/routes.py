"""Pages that mails lead to. Programs that look into links open them, too: only a button changes anything."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.delivery import confirming, unsubscribing
from app.delivery.email_links import Stop, channel_of_alerts_key, stop_of_key
from app.extensions import db
from app.followers.device import signed_key
from app.followers.lines import followed_lines
from app.followers.models import ACTIVE, UNCONFIRMED, Channel, Follow
from app.followers.subjects import Line
from app.i18n import current_language

bp = Blueprint("delivery", __name__)


@bp.get("/<lang>/alerts/confirm/<key>")
def confirm(key: str) -> ResponseReturnValue:
    """Asks whether the address is the reader's; changes nothing."""
    channel = confirming.find_asked(key)
    return _confirming(channel, key)


@bp.post("/<lang>/alerts/confirm/<key>")
def say_yes(key: str) -> ResponseReturnValue:
    """It is: messages go there from now on."""
    channel = confirming.find_asked(key)
    if channel:
        confirming.confirm(channel)
        db.session.commit()
    return _confirming(channel, key)


@bp.get("/alerts/unsubscribe/<key>")
def stop(key: str) -> ResponseReturnValue:
    """Asks what to end; changes nothing."""
    return _stopping(stop_of_key(key), key, is_done=False)


@bp.post("/alerts/unsubscribe/<key>")
def end(key: str) -> ResponseReturnValue:
    """End it: by a button of the page, or by the one of a mail program, which sends no cookie (RFC 8058)."""
    what = stop_of_key(key)
    if what:
        if request.form.get("what") == "all":
            unsubscribing.end_all(what)
        else:
            unsubscribing.end_this(what)
        db.session.commit()
    return _stopping(what, key, is_done=True)


@bp.get("/<lang>/alerts/open/<key>")
def open_alerts(key: str) -> ResponseReturnValue:
    """From a mail to what its reader follows."""
    channel = channel_of_alerts_key(key)
    return redirect(url_for("alerts.alerts", key=signed_key(channel.follower) if channel else "old"))


def _confirming(channel: Channel | None, key: str) -> ResponseReturnValue:
    if channel is None:
        return render_template("delivery/old_link.html"), 404
    alerts = url_for("alerts.alerts", key=signed_key(channel.follower)) if channel.is_active else ""
    return render_template("delivery/confirm.html", is_confirmed=channel.is_active, alerts=alerts, key=key)


def _stopping(what: Stop | None, key: str, *, is_done: bool) -> ResponseReturnValue:
    if what is None:
        return render_template("delivery/old_link.html"), 404
    channel, follow = unsubscribing.find_channel(what), unsubscribing.find_follow(what)
    return render_template(
        "delivery/stop.html",
        key=key,
        is_done=is_done,
        can_stop=channel is not None and channel.state in {ACTIVE, UNCONFIRMED},
        line=_line_of(follow) if follow else None,
    )


def _line_of(follow: Follow) -> Line | None:
    lines = followed_lines(follow.follower, current_language())
    return next((shown.line for shown in lines if shown.follow.id == follow.id), None)
