"""Pages of cases: the case with its reporter's own actions, the receipt, mine, near you, and the short address."""

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app import clock
from app.cases import cards, display, joining, keyring, operations, queries
from app.cases.access import own_report_of, readable_case
from app.cases.additions import AdditionForm
from app.cases.api import add_once
from app.cases.attachments import MAX_FORM_BYTES, attached_photos, keep_photos
from app.cases.blueprint import bp
from app.cases.errors import AlreadyAdded, AlreadyClosed, NoSuchCase, WrongDigit
from app.cases.models import Report
from app.cases.nearby_page import NearbyPage
from app.cases.numbers import plain_digits
from app.cases.wire import as_uuid
from app.cases.wording import again_text
from app.extensions import db
from app.links import public_url
from app.photos import operations as photos
from app.shell import is_for_keeping


@bp.get("/c/<number>")
def short(number: str) -> ResponseReturnValue:
    """What is printed, shared and mailed. `?key=` puts the reporter's key on the ring."""
    response = redirect(url_for("cases.show", number=plain_digits(number) or "0"))
    response.vary.update(("Accept-Language", "Cookie"))
    name, _dot, secret = request.args.get("key", "").partition(".")
    report_id = as_uuid(name)
    if report_id and queries.find_report(report_id, secret):
        keyring.keep_key(response, report_id, secret)
    return response


@bp.get("/<lang>/cases")
def find() -> ResponseReturnValue:
    """Find a case by its number."""
    typed = request.args.get("number", "").strip()
    if not typed:
        return _find_page("")
    try:
        return redirect(url_for("cases.show", number=readable_case(typed).number))
    except (WrongDigit, NoSuchCase) as error:
        return _find_page(typed, error)


def _find_page(typed: str, error: WrongDigit | NoSuchCase | None = None) -> ResponseReturnValue:
    message = error.message if error else None
    return render_template("cases/find.html", number=typed, error=message), error.status if error else 200


@bp.get("/<lang>/cases/<number>")
def show(number: str) -> ResponseReturnValue:
    """A case's page."""
    try:
        case = readable_case(number)
    except (WrongDigit, NoSuchCase) as error:
        return _find_page(number, error)
    return revalidated(_case_page(display.case_page(case, own_report_of(case)), AdditionForm()))


def _case_page(page: display.CasePage, form: AdditionForm) -> str:
    return render_template("cases/show.html", case=page, form=form, sending_id=page.next_sending_id)


@bp.get("/<lang>/cases/<number>/receipt")
def receipt(number: str) -> ResponseReturnValue:
    """What its sender sees first: it arrived, its number, what comes next."""
    report = _own_report(number)
    page = display.case_page(report.case, report)
    link, was_there = _private_link(report), "was_there" in request.args
    again = again_text() if joining.aim_before(report.id, report.case_id).again else ""
    return render_template("cases/receipt.html", case=page, private_link=link, was_there=was_there, again_text=again)


@bp.get("/<lang>/mine")
def mine() -> ResponseReturnValue:
    """The reports that this browser sent."""
    keys = {} if is_for_keeping() else keyring.keys()
    cases = dict.fromkeys(report.case for report in queries.list_own_reports(keys))
    return render_template("cases/mine.html", cases=cards.cards(list(cases)), moment=clock.now())


@bp.get("/<lang>/nearby")
def nearby() -> ResponseReturnValue:
    """Open cases nearest first; what is asked stands in the address."""
    page = NearbyPage.parse(request.args)
    return render_template("cases/nearby.html", filter=page), 422 if page.errors else 200


@bp.post("/<lang>/cases/<number>/more")
def add(number: str) -> ResponseReturnValue:
    """The reporter adds words, photos, or both."""
    request.max_content_length = MAX_FORM_BYTES
    files = attached_photos()
    form = AdditionForm.parse_addition(request.form, has_files=bool(files))
    if request.form.get("do") == "language":
        return _in_another_language(number, form)
    report = _own_report(number)
    secret = keyring.keys()[report.id]
    if report.can_grow:
        form.errors += keep_photos(report.id, secret, files)
    if form.errors:
        return _page_again(number, form), 422
    try:
        add_once(form.addition(report.id, secret))
    except (AlreadyClosed, AlreadyAdded) as error:
        db.session.rollback()
        form.wrong("description", str(error.message))
        return _page_again(number, form), error.status
    photos.ring()
    return redirect(url_for("cases.show", number=number), 303)


def _in_another_language(number: str, form: AdditionForm) -> ResponseReturnValue:
    """The words that were typed come along. A photo that is kept is shown to everybody: none is before it was sent."""
    form.errors.clear()
    return _page_again(number, form) if form.words else redirect(url_for("cases.show", number=number), 303)


def _page_again(number: str, form: AdditionForm) -> str:
    """The case as it is now, with what was typed and what is wrong with it."""
    report = _own_report(number)
    return _case_page(display.case_page(report.case, report), form)


@bp.post("/<lang>/cases/<number>/service")
def correct_service(number: str) -> ResponseReturnValue:
    """The reporter says what kind of problem it really is."""
    report = _own_report(number)
    form = AdditionForm.parse_correction(request.form)
    if form.service is None:
        return _page_again(number, form), 422
    operations.correct_service(report, form.service)
    db.session.commit()
    return redirect(url_for("cases.show", number=number), 303)


@bp.post("/<lang>/cases/<number>/withdraw")
def withdraw(number: str) -> ResponseReturnValue:
    """The reporter takes the report back."""
    operations.withdraw_report(_own_report(number))
    db.session.commit()
    return redirect(url_for("cases.show", number=number), 303)


@bp.get("/<lang>/cases/<number>/<any(more, service, withdraw):_action>")
def back(number: str, _action: str) -> ResponseReturnValue:
    """To the case: the address of a form that came back is opened again by a reload or in another language."""
    return redirect(url_for("cases.show", number=number))


def _own_report(number: str) -> Report:
    """The reader's own report in this case; for everybody else the case has no such page."""
    report = own_report_of(queries.find_case(number))
    if report is None:
        raise NoSuchCase
    return report


def _private_link(report: Report) -> str:
    """The address that opens the report with its key on any phone, for the reporter alone."""
    key = f"{report.id}.{keyring.keys()[report.id]}"
    return public_url("cases.short", number=report.case.number, key=key)


def revalidated(page: str) -> Response:
    """Answer 304 to whoever has this already; pages differ by reader, so nobody shares them."""
    response = current_app.response_class(page, headers={"Cache-Control": "private, no-cache"}, mimetype="text/html")
    response.add_etag()
    return response.make_conditional(request)
