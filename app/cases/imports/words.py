"""What other systems call a case's status and the reason for its closing, in our words."""

from app.cases.workflow import ClosingReason, Status

R, S = ClosingReason, Status

# GeoReport v2 and its bulk format, the wider statuses that are met in the wild, and our own.
STATUSES: dict[str, tuple[Status, ClosingReason | None]] = {
    **dict.fromkeys(("open", "new", "submitted", "pending", "received"), (S.RECEIVED, None)),
    **dict.fromkeys(("acknowledged", "assigned", "for triage", "investigating"), (S.ACKNOWLEDGED, None)),
    **dict.fromkeys(("reopen", "reopened"), (S.ACKNOWLEDGED, None)),
    **dict.fromkeys(("scheduled", "planned", "action scheduled"), (S.SCHEDULED, None)),
    **dict.fromkeys(("in progress", "processing", "in process", "started"), (S.IN_PROGRESS, None)),
    **dict.fromkeys(("waiting", "hold", "on hold"), (S.WAITING, None)),
    "contested": (S.CONTESTED, None),
    **dict.fromkeys(("closed", "complete", "completed", "resolved"), (S.CLOSED, None)),
    **dict.fromkeys(("fixed", "repaired"), (S.CLOSED, R.FIXED)),
    "not found": (S.CLOSED, R.NOT_FOUND),
    **dict.fromkeys(("no action", "no further action"), (S.CLOSED, R.NO_ACTION)),
    **dict.fromkeys(("transferred", "internal referral", "not councils responsibility"), (S.CLOSED, R.TRANSFERRED)),
    "duplicate": (S.CLOSED, R.DUPLICATE),
    **dict.fromkeys(("withdrawn", "cancelled", "canceled"), (S.CLOSED, R.WITHDRAWN)),
}  # fmt: skip
# Whole notes that say one thing only; a longer note is shown, not understood.
REASONS: dict[str, ClosingReason] = {
    **{reason.replace("_", " "): reason for reason in ClosingReason},
    **dict.fromkeys(("issue resolved", "resolved", "repaired", "completed", "work completed"), R.FIXED),
    **dict.fromkeys(("issue not found", "problem not found", "unable to locate"), R.NOT_FOUND),
    **dict.fromkeys(("no further action", "no action taken", "no action needed"), R.NO_ACTION),
    **dict.fromkeys(("referred", "referred to another agency"), R.TRANSFERRED),
    **dict.fromkeys(("duplicate request", "duplicate case"), R.DUPLICATE),
    **dict.fromkeys(("cancelled", "canceled", "cancelled by requester"), R.WITHDRAWN),
}  # fmt: skip


def status_called(text: str) -> tuple[Status, ClosingReason | None] | None:
    """The status that a file means, with the reason if the word says one; None: we do not know the word."""
    return STATUSES.get(_key(text))


def reason_called(text: str) -> ClosingReason | None:
    """The reason to close that a file means, if it says one."""
    return REASONS.get(_key(text))


def _key(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold() if c not in "'’").split())
