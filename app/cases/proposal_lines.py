"""Cases as lines of a terminal: where one stands, and which two look like the same problem."""

from app.cases.links import CaseLink
from app.cases.models import Case
from app.cases.numbers import spaced
from app.cases.wording import status_text
from app.city import city
from app.places.geometry import distance_m


def case_line(case: Case) -> str:
    """A case and where it stands."""
    return f"{spaced(case.number)}: {status_text(case)}"


def proposal_line(link: CaseLink) -> str:
    """Two cases, how likely they are the same, how far they are apart, and what they are about."""
    services = dict.fromkeys(_service(case) for case in (link.case, link.other))
    numbers = f"{spaced(link.case.number)}  {spaced(link.other.number)}"
    return "  ".join([numbers, f"{link.score or 0:4.0%}", _apart(link), *services])


def _apart(link: CaseLink) -> str:
    """Metres between the public places."""
    places = (link.case.latitude, link.case.longitude, link.other.latitude, link.other.longitude)
    known = [degrees for degrees in places if degrees is not None]
    return f"{distance_m(*known):3.0f} m" if len(known) == len(places) else "    ?"


def _service(case: Case) -> str:
    service = city.service(case.service_code)
    return service.name if service else case.service_code
