"""“Is it one of these?” for who has no scripts: one page between the whole form and its receipt, asked once.

The report is not stored yet; the page carries all of the form on, and photos are kept already under the form's id.
"""

from dataclasses import replace

from flask import render_template

from app.cases import intake
from app.cases.cards import CaseCard, cards
from app.cases.forms import ReportForm
from app.cases.likely import Sought, find_likely
from app.cases.placing import placed
from app.cases.submission import Submission
from app.city import city
from app.i18n import _

ANSWERED = "asked"  # the field that says: this was answered, do not ask again
NOT_CARRIED = {ANSWERED, "do", "joins", "remove_photo"}


def question_before_sending(form: ReportForm, sent: Submission) -> str | None:
    """The page that asks; None where there is nothing to ask, or the person has answered."""
    if sent.joins or form.value(ANSWERED) or intake.find_earlier(sent.report_id):
        return None
    found = likely_cards(sent)
    lead = lead_text()
    return render_template("cases/same_problem.html", fields=carried(form), cases=found, lead=lead) if found else None


def likely_cards(sent: Submission) -> list[CaseCard]:
    """Open cases that this report may be about, with how far they are from it."""
    service = city.service(sent.service_code)
    if service is None:
        return []
    likely = find_likely(Sought(service, placed(sent).place, sent.description))
    listed = cards([one.row for one in likely])
    return [replace(card, distance_m=one.distance_m) for card, one in zip(listed, likely, strict=True)]


def carried(form: ReportForm) -> list[tuple[str, str]]:
    """(name, value) of every field that the question does not ask itself."""
    names = [name for name in form.values if name not in NOT_CARRIED]
    return [(name, value) for name in names for value in form.chosen(name)]


def question_texts() -> dict[str, str]:
    """What scripts say around the cases; `{distance}` is filled in by them."""
    return {"lead": lead_text(), "away": _("%(distance)s away", distance="{distance}")}


def lead_text() -> str:
    """Why it is asked, and what an answer does."""
    return _("People have reported these near there. If it is one of them, we add your photo and words to it.")
