"""What can be wrong with what is asked of a case."""

from collections.abc import Mapping

from app.errors import DomainError
from app.i18n import _l


class NoSuchReport(DomainError):
    """No report with this id, or not with this secret: nobody learns which."""

    status, code, message = 404, "no_such_report", _l("We have no report that this key opens.")


class AlreadyReceived(DomainError):
    """The id is taken by the same sender's earlier version. It counts as received."""

    status, code = 409, "already_received"
    message = _l("We already have this report. You can add to it on its page.")


class ReportNotHere(DomainError):
    """What belongs to a report came before the report: the sender's outbox tries again."""

    status, code = 409, "report_not_here"
    message = _l("We do not have the report that this belongs to yet. Please try again in a minute.")
    headers: Mapping[str, str] = {"Retry-After": "10"}


class AlreadyAdded(AlreadyReceived):
    """The id of an addition is taken by an earlier version of it."""

    message = _l("We already have an earlier version of this. Send it again to add this one too.")


class NoSecret(DomainError):
    """The request does not carry a secret of at least 128 bits."""

    status, code, message = 401, "no_secret", _l("This request needs the secret of its report.")
    headers: Mapping[str, str] = {"WWW-Authenticate": 'Bearer realm="reports"'}


class NoSuchCase(DomainError):
    """No public case has this number."""

    status, code, message = 404, "no_such_case", _l("No case has this number, or it is not public.")


class WrongDigit(DomainError):
    """The check digit does not fit: somebody slipped."""

    status, code = 404, "wrong_digit"
    message = _l("This number has a wrong digit. Please check it: case numbers have ten digits.")


class NotAllowed(DomainError):
    """The workflow has no such step."""

    status, code, message = 409, "not_allowed", _l("This case cannot change like that.")


class NeedsReason(DomainError):
    """Closing needs a reason that the resident can read."""

    status, code, message = 422, "needs_reason", _l("Say why the case is closed.")


class AlreadyClosed(DomainError):
    """A closed case takes no more of this."""

    status, code, message = 409, "already_closed", _l("This case is closed, so this can no longer be changed.")
