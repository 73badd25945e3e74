"""The city asks whoever reported a case, and hears back (docs/decisions/0034).

While its question is open the case waits. The first thing that one of its reporters adds is the answer: the case is
back with the city, for somebody to read it.
"""

from sqlalchemy import select

from app.cases.errors import AlreadyClosed, NotAllowed
from app.cases.holding import hold
from app.cases.models import Case, Event
from app.cases.notes import Note, write_note
from app.cases.timeline import change_status
from app.cases.workflow import Status
from app.extensions import db

QUESTION, ANSWER = "inquiry", "answer"


def ask_reporter(case: Case, note: Note) -> Event:
    """The case waits for an answer of those who reported it; another question may follow the first.

    Raises AlreadyClosed for a case whose life is over, NotAllowed where there is nobody to ask.
    """
    if hold(case).is_closed:
        raise AlreadyClosed
    if not any(report.withdrawn_at is None for report in case.reports):
        raise NotAllowed
    event = change_status(case, Status.WAITING, None, actor="city", kind=QUESTION)
    write_note(event, note)
    return event


def is_asked(case: Case) -> bool:
    """Whether a question of the city is open. What is on hold for another reason waits for nobody's answer."""
    if case.status != Status.WAITING:
        return False
    last = select(Event.kind).where(Event.case_id == case.id, Event.status.is_not(None))
    return db.session.scalar(last.order_by(Event.happened_at.desc(), Event.id.desc()).limit(1)) == QUESTION
