"""A case's life: the one table of statuses, of what may follow what, and of reasons to close."""

from enum import StrEnum


class Status(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    CONTESTED = "contested"
    CLOSED = "closed"


class ClosingReason(StrEnum):
    """Why a case is closed; `closed` alone would not say whether anything was fixed."""

    FIXED = "fixed"
    NOT_FOUND = "not_found"
    NO_ACTION = "no_action"
    TRANSFERRED = "transferred"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    NOT_PUBLISHED = "not_published"  # imports whose source does not say


S = Status
ALLOWED: dict[Status, frozenset[Status]] = {
    S.RECEIVED: frozenset({S.ACKNOWLEDGED, S.SCHEDULED, S.IN_PROGRESS, S.WAITING, S.CLOSED}),
    S.ACKNOWLEDGED: frozenset({S.SCHEDULED, S.IN_PROGRESS, S.WAITING, S.CLOSED}),
    S.SCHEDULED: frozenset({S.SCHEDULED, S.IN_PROGRESS, S.WAITING, S.CLOSED}),
    S.IN_PROGRESS: frozenset({S.SCHEDULED, S.WAITING, S.CLOSED}),
    S.WAITING: frozenset({S.ACKNOWLEDGED, S.SCHEDULED, S.IN_PROGRESS, S.CLOSED}),
    S.CONTESTED: frozenset({S.ACKNOWLEDGED, S.SCHEDULED, S.IN_PROGRESS, S.WAITING, S.CLOSED}),
    S.CLOSED: frozenset({S.CONTESTED}),
}
OPEN_STATUSES = tuple(status for status in Status if status is not Status.CLOSED)
REASONS_OF_STAFF = tuple(r for r in ClosingReason if r not in {ClosingReason.NOT_PUBLISHED, ClosingReason.WITHDRAWN})


def may_follow(before: Status, after: Status) -> bool:
    """Whether a case may go from one status to the other."""
    return after in ALLOWED[before]
