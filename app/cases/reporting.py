"""The report page: one form that works whole without scripts, which only split it into steps."""

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from app.cases import keyring
from app.cases.api import submit_once
from app.cases.attachments import MAX_FORM_BYTES, attached_photos, forget_photos, keep_photos
from app.cases.blueprint import bp
from app.cases.errors import AlreadyReceived
from app.cases.forms import ReportForm
from app.cases.same_problem import question_before_sending
from app.city import city
from app.errors import FieldError
from app.i18n import _l
from app.photos import operations as photos
from app.photos import queries as photo_queries

UNCHECKED = {"questions", "language"}  # what may be asked for in the middle of a form: it comes back as it is
_STORE_FAILED = _l(
    "We could not store your report right now. What you wrote is still here. Please send it again in a minute. "
    "New photos may have to be chosen again."
)


@bp.get("/<lang>/report")
def report() -> ResponseReturnValue:
    """An empty form; `?service=` chooses the type of problem."""
    return form_page(ReportForm.blank(request.args.get("service", "")))


@bp.get("/<lang>/report/map")
def report_map() -> ResponseReturnValue:
    """What the form's map says and where it comes from, as JSON: most people never open it."""
    return Response(render_template("cases/_report_map.html"), content_type="application/json")


@bp.post("/<lang>/report")
def send_report() -> ResponseReturnValue:
    """Keep the photos, read the rest, and store the report; whatever is refused keeps everything."""
    request.max_content_length = MAX_FORM_BYTES
    is_final = request.form.get("do") not in UNCHECKED
    form = ReportForm.parse(request.form, is_final=is_final)
    try:
        return receive(form, is_final=is_final)
    except (OperationalError, OSError) as failure:
        return offer_again(form, failure)


def receive(form: ReportForm, *, is_final: bool) -> ResponseReturnValue:
    """The receipt, or the form with what is still to be done. Raise what a failing store or disk raises."""
    keep_attached(form)
    if not is_final:
        return form_page(form) if form.has_content else redirect(url_for("cases.report"), 303)
    if form.errors or form.submission is None:
        return form_page(form), 422
    question = question_before_sending(form, form.submission)
    if question:
        return question
    try:
        number = submit_once(form.submission, channel="web").case.number
        was_there = None
    except AlreadyReceived as earlier:  # edited and sent once more: the first one stands, and the receipt says so
        number, was_there = str(earlier.details["number"]), 1
    photos.ring()
    response = redirect(url_for("cases.receipt", number=number, was_there=was_there), 303)
    keyring.keep_key(response, form.id, form.secret)
    return response


def offer_again(form: ReportForm, failure: Exception) -> ResponseReturnValue:
    """Nothing could be stored: the form comes back with all that was typed, for another try."""
    answer = current_app.make_response(current_app.handle_user_exception(failure))
    form.errors.append(FieldError("step-review", _STORE_FAILED))
    answer.set_data(form_page(form))
    return answer


def keep_attached(form: ReportForm) -> None:
    """Store what was attached under the form's own id, so that a refusal does not ask for it again."""
    forget_photos(form.id, form.secret, request.form.getlist("remove_photo"))
    form.errors += keep_photos(form.id, form.secret, attached_photos())
    photos.rows_of(form.id, form.secret)  # another's id shows nothing
    form.photos = photo_queries.list_states(form.id)


def form_page(form: ReportForm) -> str:
    """The form with what is known so far and what is wrong with it."""
    return render_template("cases/report.html", form=form, catalogue=city, stops=city.stops)
