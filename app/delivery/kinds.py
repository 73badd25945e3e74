"""Who hears of which line of a timeline (docs/decisions/0034).

Whatever a city says or does is told to everybody who follows. What the people who reported it do is told where it
changes something for the others, and never to whoever did it.
"""

from dataclasses import dataclass
from uuid import UUID

from app.cases.models import ARRIVALS, RELEASED, Case, Event

# Words and photos that people add by themselves are in the timeline and ring no phone, as does a report taken back.
TOLD = frozenset({
    "received", "joined", "status", "service", "linked", "unlinked", "again", "reopened",
    "late", "explained", "inquiry", "answer",
})  # fmt: skip
TOLD_OF_ANOTHER = frozenset({"status", "late", "explained"})  # of the case that stands for the one somebody follows
ASKS = "inquiry"
COMES = frozenset({"received", RELEASED})  # what areas hear of


@dataclass(frozen=True, slots=True)
class Audience:
    """Who of a case's followers hears of an event: `except_report` names the report of whoever did it."""

    own_only: bool = False  # only those whose report is in the case
    except_report: UUID | None = None
    is_for_areas: bool = False  # those who follow the area that it is in, too

    def is_for_sender(self, kind: str) -> bool:
        """Whether who did it hears of it all the same, of the dispatch's kind: what they sent was held, and is shown
        now. In a case that stays private that changes nothing.
        """
        return kind == RELEASED and not self.own_only


def audience_of(event: Event, case: Case) -> Audience | None:
    """Who hears of the event among those who follow `case`; None where nobody does.

    `case` is the one that a dispatch names. It may not be the event's own: a case that was closed as a duplicate
    follows the one that goes on, and its people hear what becomes of that.
    """
    if not _is_told(event, case) or _was_taken_back(event) or _was_answered(event):
        return None
    return Audience(
        own_only=event.kind == ASKS or not (case.is_public and event.case.is_public),
        except_report=event.report_id,
        is_for_areas=event.kind == "received" and case.is_public and case.tile is not None and not case.is_closed,
    )


def _is_told(event: Event, case: Case) -> bool:
    if event.is_about_another and not (event.is_public and event.other_case_id):
        return False  # the two are strangers by now
    return event.kind in (TOLD if event.case_id == case.id else TOLD_OF_ANOTHER)


def _was_taken_back(event: Event) -> bool:
    return event.kind in (*ARRIVALS, "answer") and event.report is not None and event.report.withdrawn_at is not None


def _was_answered(event: Event) -> bool:
    """A question that waits for nobody any more is not asked late."""
    return event.kind == ASKS and event.case.status != event.status
