"""After sending: whatever came is held against the open cases near it; what looks like the same problem is proposed.

Staff decide (`flask cases proposals`); nothing is shown to anybody else. A case waits in its own row (`compare_at`),
set by whatever gives it a place, words or a photo, so that nothing is forgotten when a worker dies.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import product
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select, update

from app import clock
from app.cases import linking
from app.cases.likely import Likely, Sought, list_near, public_words
from app.cases.likeness import photos_alike, words_alike
from app.cases.links import CaseLink, LinkKind
from app.cases.models import Case, Report
from app.cases.queries import report_ids_of
from app.cases.submission import SentPlace
from app.city import city
from app.extensions import db
from app.photos.queries import list_photos

MOST_A_RUN = 500  # cases; the next run is a minute away
MOST_PROPOSED = 3  # of one case: staff look at the likeliest
PROPOSED_FROM = 0.35
Told = TypeVar("Told", str, bytes)
PLACE_SAYS = 0.4  # of the score; the rest is for words or photos that are alike


def order(report_id: UUID) -> None:
    """The public case of this report, which has a new photo, will be compared; told by the darkroom."""
    of_report = select(Report.case_id).where(Report.id == report_id).scalar_subquery()
    waits = update(Case).where(Case.id == of_report, Case.tile.is_not(None), Case.closed_at.is_(None))
    db.session.execute(waits.values(compare_at=clock.now()).execution_options(synchronize_session=False))


def compare_due() -> Iterator[None]:
    """Whatever waits is compared, the oldest first. Yields when something is to be committed."""
    for _ in range(MOST_A_RUN):
        case = _claim()
        if case is None:
            return
        _compare(case)
        yield


def count_proposals() -> int:
    """How many pairs staff have not answered."""
    return db.session.scalar(select(func.count()).where(CaseLink.kind == LinkKind.PROPOSED)) or 0


def _claim() -> Case | None:
    waiting = select(Case).where(Case.compare_at.is_not(None)).order_by(Case.compare_at).limit(1)
    case = db.session.scalar(waiting.with_for_update(skip_locked=True).execution_options(populate_existing=True))
    if case is not None:
        case.compare_at = None
        db.session.flush()
    return case


def _compare(case: Case) -> None:
    near = [one for one in _near(case) if one.row.id != case.id]
    if not near:
        return
    ids = [case.id, *(one.row.id for one in near)]
    said, seen = public_words(ids), _photos_of(ids)

    def score(one: Likely) -> float:
        words = _most(words_alike, said, case.id, one.row.id)
        photos = _most(photos_alike, seen, case.id, one.row.id)
        return one.nearness * (PLACE_SAYS + (1 - PLACE_SAYS) * max(words, photos))

    scored = sorted(((score(one), one.row.id) for one in near), reverse=True)
    for likeness, other_id in scored[:MOST_PROPOSED]:
        if likeness >= PROPOSED_FROM:
            linking.propose(max(case.id, other_id), min(case.id, other_id), likeness)


def _near(case: Case) -> list[Likely]:
    """The open cases around one that is open and everybody's, itself among them."""
    service = city.service(case.service_code)
    if service is None or case.tile is None or case.is_closed:
        return []
    first = next(iter(case.reports), None)
    place = SentPlace(case.latitude, case.longitude, accuracy_m=first.accuracy_m if first else None)
    return list_near(Sought(service, place))


def _photos_of(case_ids: Collection[int]) -> Mapping[int, list[bytes]]:
    """{case id: the 64 bits of each photo that everybody may see}."""
    case_of = report_ids_of(case_ids)
    found: dict[int, list[bytes]] = {}
    for photo in list_photos(list(case_of)):
        if photo.is_visible and photo.likeness is not None:
            found.setdefault(case_of[photo.owner_id], []).append(photo.likeness)
    return found


def _most(alike: Callable[[Told, Told], float], of: Mapping[int, Sequence[Told]], one: int, other: int) -> float:
    """How alike the two of all that are most alike are."""
    return max((alike(*pair) for pair in product(of.get(one, ()), of.get(other, ()))), default=0.0)
