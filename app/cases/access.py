"""Who may see which case: everybody the public ones, its reporters their own."""

from app.cases import keyring, queries
from app.cases.errors import NoSuchCase
from app.cases.models import Case, Report


def readable_case(number: str) -> Case:
    """The case with this number if the reader may see it.

    Raises WrongDigit and NoSuchCase; a case that is not for the reader's eyes is as good as none.
    """
    case = queries.find_case(number)
    if not case.is_public and own_report_of(case) is None:
        raise NoSuchCase
    return case


def own_report_of(case: Case) -> Report | None:
    """The reader's own report in this case, by a key on the ring."""
    own = queries.list_own_reports(keyring.keys())
    return next((report for report in own if report.case_id == case.id), None)
