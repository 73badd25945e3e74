"""What other apps share with this one: a photo from the gallery becomes the beginning of a report.

The service worker takes it where it runs, also without a connection (service_worker/share.ts). This is for phones on
which it does not: the same plain form that comes without scripts, with what was shared already in it.
"""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.cases.attachments import MAX_FORM_BYTES
from app.cases.blueprint import bp
from app.cases.forms import ReportForm
from app.cases.reporting import form_page, keep_attached

WORDS = ("title", "text", "url")


@bp.post("/share")
def take_share() -> ResponseReturnValue:
    """Keep the photos under a fresh id, and show the rest to be filled in; nothing is sent yet.

    Anybody may send this (app/security.py): it changes nothing of anybody's, and the person sees it before it goes on.
    """
    request.max_content_length = MAX_FORM_BYTES
    form = ReportForm.blank()
    form.values = {"description": shared_words()}
    keep_attached(form)
    return form_page(form), 422 if form.errors else 200


def shared_words() -> str:
    """Title, text and address, each once: apps often put one into another."""
    words = ""
    for part in (request.form.get(name, "").strip() for name in WORDS):
        if part and part not in words:
            words = f"{words}\n{part}".strip()
    return words


@bp.get("/share")
def back_to_report() -> ResponseReturnValue:
    """Whoever comes back to this address begins a report."""
    response = redirect(url_for("cases.report"))
    response.vary.update(("Accept-Language", "Cookie"))
    return response
