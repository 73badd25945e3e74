"""Statuses, reasons and events in plain words. A code is stored, a sentence is shown."""

from collections.abc import Callable
from datetime import date
from typing import Any

from app import clock
from app.cases.models import Case, Event
from app.cases.numbers import spaced
from app.cases.workflow import ClosingReason, Status
from app.city import city
from app.i18n import _, _l, city_text, format_date, format_day, ngettext
from app.photos.models import WithheldReason

STATUS: dict[str, Any] = {
    Status.RECEIVED: _l("Received"),
    Status.ACKNOWLEDGED: _l("Seen by the city"),
    Status.SCHEDULED: _l("Work is planned"),
    Status.IN_PROGRESS: _l("Work has started"),
    Status.WAITING: _l("On hold"),
    Status.CONTESTED: _l("Reported as not fixed"),
    Status.CLOSED: _l("Closed"),
}
CLOSED: dict[str, Any] = {
    ClosingReason.FIXED: _l("Fixed"),
    ClosingReason.NOT_FOUND: _l("Closed: the crew did not find it"),
    ClosingReason.NO_ACTION: _l("Closed: the city will not act on this"),
    ClosingReason.TRANSFERRED: _l("Closed: passed to another agency"),
    ClosingReason.DUPLICATE: _l("Closed: the same problem has another case"),
    ClosingReason.WITHDRAWN: _l("Withdrawn by the person who reported it"),
    ClosingReason.NOT_PUBLISHED: _l("Closed: the city did not publish why"),
}
STATUS_EVENT: dict[str, Any] = {
    Status.RECEIVED: _l("The city received this report."),
    Status.ACKNOWLEDGED: _l("The city has looked at this report."),
    Status.SCHEDULED: _l("The city planned the work."),
    Status.IN_PROGRESS: _l("Work has started."),
    Status.WAITING: _l("Work is on hold."),
    Status.CONTESTED: _l("Someone says it is not fixed."),
}
CLOSED_EVENT: dict[str, Any] = {
    ClosingReason.FIXED: _l("The city says it is fixed."),
    ClosingReason.NOT_FOUND: _l("The crew went there and did not find the problem."),
    ClosingReason.NO_ACTION: _l("The city closed this and will not act on it."),
    ClosingReason.TRANSFERRED: _l("The city passed this to another agency and closed it here."),
    ClosingReason.DUPLICATE: _l("The city closed this because the same problem has another case."),
    ClosingReason.WITHDRAWN: _l("The person who reported this withdrew it."),
    ClosingReason.NOT_PUBLISHED: _l("The city closed this. It did not publish why."),
}
EVENT: dict[str, Any] = {
    "joined": _l("Another person reported the same problem."),
    "words": _l("The person who reported this added words."),
    "photo": _l("The person who reported this added a photo."),
    "linked": _l("The city found that case %(number)s is about the same problem."),
    "unlinked": _l("The city found that case %(number)s is about another problem."),
    "again": _l("This was reported again after case %(number)s was closed."),
    "reopened": _l("Somebody reported this again: case %(number)s."),
    "left": _l("One of the people who reported this took their report back."),
    "explained": _l("The city explains why it takes longer."),
    "inquiry": _l("The city has a question about this report."),
    "answer": _l("The person who reported this answered the city."),
}
WITHHELD: dict[str, Any] = {
    WithheldReason.NOT_A_PHOTO: _l("One file is not a photo, so nobody sees it. Your report is safe."),
    WithheldReason.TOO_MANY_PIXELS: _l("One photo has too many pixels, so nobody sees it. Your report is safe."),
    WithheldReason.TOO_LARGE: _l("One photo is over 30 MB, so we did not take it. Your report is safe."),
    WithheldReason.TOO_MANY: _l("You sent more than 5 photos. We took the first 5. Your report is safe."),
    WithheldReason.BROKEN: _l("One photo is damaged, so nobody sees it. Your report is safe."),
    WithheldReason.TOO_HEAVY: _l("One photo was too much for our computer, so nobody sees it. Your report is safe."),
    WithheldReason.LOST: _l("One photo got lost on our side. Your report is safe. Please add the photo again."),
}
ICONS = {
    "received": "report",
    "joined": "plus",
    "words": "report",
    "photo": "camera",
    "service": "refresh",
    "left": "undo",
    "rejoined": "plus",
    "linked": "share",
    "unlinked": "undo",
    "again": "refresh",
    "reopened": "refresh",
    "late": "warning",
    "explained": "info",
    "inquiry": "words",
    "answer": "words",
}
STATUS_ICONS: dict[str, str] = {
    Status.ACKNOWLEDGED: "check",
    Status.SCHEDULED: "clock",
    Status.IN_PROGRESS: "arrow",
    Status.WAITING: "clock",
    Status.CONTESTED: "warning",
    Status.CLOSED: "check",
}


def status_text(case: Case) -> str:
    """Where a case stands, in a few plain words."""
    return status_in_words(case.status, case.closing_reason)


def status_in_words(status: str, closing_reason: str | None) -> str:
    """The same from the two codes."""
    if status == Status.CLOSED:
        return str(CLOSED.get(closing_reason or "", STATUS[status]))
    return str(STATUS[status])


def unbroken(number: str) -> str:
    """A case number within a sentence: spaces that never break keep its parts in order where people read leftwards."""
    return spaced(number).replace(" ", "\u00a0")


def reports_text(count: int) -> str:
    """How many people reported a case."""
    return ngettext("Reported by %(num)s person", "Reported by %(num)s people", count)


def others_text(report_count: int) -> str:
    """What a reporter is told of the others; nothing where there are none."""
    if report_count < 2:
        return ""
    return ngettext(
        "You are one of %(num)s person who reported this.",
        "You are one of %(num)s people who reported this.",
        report_count,
    )


def again_text() -> str:
    """What somebody is told who chose a case that was closed by then."""
    return _("The case you chose was closed already. We opened a new one and linked the two.")


def agency_text(service_code: str) -> str:
    """Who takes care of it, as one sentence."""
    service = city.service(service_code)
    agency = city.agency(service.agency) if service else None
    if agency is None:
        return _("Somebody at the city reads it and sends it to the right people.")
    return _("It goes to: %(agency)s.", agency=city_text(agency.name))


def expected_text(service_code: str, expected_on: date | None, given_on: date | None = None) -> str:
    """By when, as one sentence; `given_on` is what the city said for this very case."""
    service = city.service(service_code)
    due_on, promise = given_on or expected_on, service.promise if service else None
    if due_on is None or (promise is None and given_on is None):
        return _("The city gives no date for this kind of problem.")
    day = format_day(due_on)
    if promise is not None and promise.is_placeholder and given_on is None:
        return _("It usually takes until %(date)s. This is our guess: the city has not given a date.", date=day)
    if clock.today(city.time_zone) > due_on:
        return _("This is late. The city said it would be done by %(date)s.", date=day)
    return _("The city says it will be done by %(date)s.", date=day)


def late_text(event: Event) -> str:
    """Which date was missed, and by when it will be done now, if the city says so."""
    day = format_date(event.missed_on) if event.missed_on else ""
    return _with_date(_("This is late. The city said it would be done by %(date)s.", date=day), event)


def _with_date(sentence: str, event: Event) -> str:
    """The date that the city gives here, after what happened."""
    if event.expected_on is None:
        return sentence
    return f"{sentence} {_('The city says it will be done by %(date)s.', date=format_date(event.expected_on))}"


def event_text(event: Event, service_name: str, other_number: str | None = None) -> str:
    """What happened, as one sentence; `other_number` is that of the case it speaks of."""
    if event.is_about_another:
        return str(EVENT[event.kind]) % {"number": unbroken(other_number or "")}
    if event.kind == "service":
        return _("The type of problem was changed to “%(service)s”.", service=city_text(service_name))
    return SAY[event.kind](event) if event.kind in SAY else str(EVENT[event.kind])


def _status_event(event: Event) -> str:
    if event.status == Status.CLOSED:
        return str(CLOSED_EVENT.get(event.closing_reason or "", CLOSED_EVENT[ClosingReason.NOT_PUBLISHED]))
    return _with_date(str(STATUS_EVENT[event.status or ""]), event)


SAY: dict[str, Callable[[Event], str]] = {
    "received": lambda _event: str(STATUS_EVENT[Status.RECEIVED]),
    "status": _status_event,
    "rejoined": lambda event: str(EVENT["words" if event.report and event.report.description else "photo"]),
    "late": late_text,
    "explained": lambda event: _with_date(str(EVENT["explained"]), event),
}


def event_icon(event: Event) -> str:
    """The icon beside it."""
    return STATUS_ICONS.get(event.status or "", "info") if event.kind == "status" else ICONS.get(event.kind, "info")
