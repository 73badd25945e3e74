"""Home, and what people should know about this site."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.cases import cards, keyring, queries
from app.shell import is_for_keeping

bp = Blueprint("pages", __name__)
LATEST = 3


@bp.get("/")
def root() -> ResponseReturnValue:
    """To home in the reader's language."""
    response = redirect(url_for("pages.home"))
    response.vary.update(("Accept-Language", "Cookie"))
    return response


@bp.get("/<lang>/")
def home() -> ResponseReturnValue:
    """One clear action, what is reported most, and the reader's own latest cases."""
    keys = {} if is_for_keeping() else keyring.keys()
    own = dict.fromkeys(report.case for report in queries.list_own_reports(keys))
    return render_template("pages/home.html", cases=cards.cards(list(own)[:LATEST]))


@bp.get("/<lang>/about")
def about() -> ResponseReturnValue:
    """What this is and who answers."""
    return render_template("pages/about.html")


@bp.get("/<lang>/privacy")
def privacy() -> ResponseReturnValue:
    """What is kept, for how long, and what everybody sees."""
    return render_template("pages/privacy.html")


@bp.get("/<lang>/accessibility")
def accessibility() -> ResponseReturnValue:
    """How this works for everyone, and whom to tell where it does not."""
    return render_template("pages/accessibility.html")
