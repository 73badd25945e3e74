"""How many cases there are by tile, neighbourhood, service and status, without reading one of them.

Triggers keep the counts in the transaction that changes a case, whatever changes it (docs/decisions/0021). A count is
the sum of its rows: on PostgreSQL each change adds a row, and `fold_counts` brings them together.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    BigInteger,
    Index,
    Select,
    String,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.cases.models import Case
from app.cases.workflow import OPEN_STATUSES, Status
from app.extensions import Model, db, table_of

OPEN = "open"  # in place of a status, and with no service: all that is open, of every service
FOLDED_AT_ONCE = 20_000


class CaseCount(Model):
    """So many cases of a status, tile, service and neighbourhood ("" where it is in none) came; went, if negative.

    Beside the counts of each status and service stand those of all that is open: status OPEN, service "".
    """

    __tablename__ = "case_counts"
    __table_args__ = (
        Index("ix_case_counts_tile", "status", "service_code", "tile", "count"),
        Index("ix_case_counts_area", "status", "neighbourhood", "service_code", "count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(String(20))
    tile: Mapped[int] = mapped_column(BigInteger)
    service_code: Mapped[str] = mapped_column(String(60))
    neighbourhood: Mapped[str] = mapped_column(String(80))
    count: Mapped[int]


_counts, _case = table_of(CaseCount), table_of(Case).c
_count = _counts.c
_KEY = (_count.status, _count.tile, _count.service_code, _count.neighbourhood)
_NAMES = [*(column.name for column in _KEY), "count"]
_TOTAL = func.sum(_count.count)
_IS_OPEN = _count.status.in_(OPEN_STATUSES)
_IS_COUNTED = _case.tile.is_not(None)

OPEN_BY_AREA = (
    select(_count.neighbourhood, _TOTAL).where(_count.status == OPEN).group_by(_count.neighbourhood).having(_TOTAL > 0)
)
BUSIEST = (
    select(_count.service_code, _TOTAL)
    .where(_IS_OPEN, _count.neighbourhood == bindparam("slug"))
    .group_by(_count.service_code)
    .having(_TOTAL > 0)
)


def open_by_neighbourhood() -> Counter[str]:
    """{slug: open cases} of every neighbourhood that has any; what lies in none is under ""."""
    return Counter({slug: int(count) for slug, count in db.session.connection().execute(OPEN_BY_AREA)})


def busiest_services(slug: str) -> Counter[str]:
    """{service code: open cases} of one neighbourhood; `most_common` puts the busiest first."""
    return Counter({code: int(count) for code, count in db.session.connection().execute(BUSIEST, {"slug": slug})})


def fold_counts() -> Iterator[int]:
    """Each count stands in one row, or in none where it is 0. Yields how many rows were brought together, whenever
    something is to be committed.
    """
    if db.engine.dialect.name == "sqlite":
        return  # its triggers change the row that is there
    while folded := db.session.connection().scalar(_FOLD):
        yield folded


def _fold() -> Select[int]:
    """Brings together some of what has several rows. What somebody else folds at this moment is left to them.

    What is looked for is found once, before anything is deleted: PostgreSQL may ask a bare subquery again for each row.
    """
    several = select(*_KEY).group_by(*_KEY).having(func.count() > 1).limit(FOLDED_AT_ONCE).cte("several")
    several = several.prefix_with("MATERIALIZED", dialect="postgresql")
    is_same = and_(*(column == several.c[column.name] for column in _KEY))
    rows = select(_count.id).join(several, is_same).with_for_update(skip_locked=True, of=_counts).cte("rows")
    gone = delete(_counts).where(_count.id.in_(select(rows.c.id))).returning(*_KEY, _count.count).cte("gone")
    key = [gone.c[column.name] for column in _KEY]
    sums = select(*key, func.sum(gone.c.count)).group_by(*key).having(func.sum(gone.c.count) != 0)
    kept = insert(_counts).from_select(_NAMES, sums).returning(_count.id).cte("kept")
    return select(func.count()).select_from(gone).add_cte(kept)


_FOLD = _fold()


def wrong_counts() -> Select[Any]:
    """Rows of (status, tile, service, neighbourhood, cases too few) wherever counts are not what a recount gives."""
    area = func.coalesce(_case.neighbourhood, "").label("neighbourhood")
    key = (_case.status, _case.tile, _case.service_code, area)
    recount = select(*key, func.count().label("count")).where(_IS_COUNTED).group_by(*key)
    sums = select(literal(OPEN), _case.tile, literal(""), area, func.count().label("count"))
    sums = sums.where(_IS_COUNTED, _case.status != Status.CLOSED).group_by(_case.tile, area)
    counted = select(*_KEY, (-_count.count).label("count"))
    both = union_all(recount, sums, counted).subquery()
    found = [both.c[name] for name in _NAMES[:-1]]
    missing = func.sum(both.c.count).label("count")
    return select(*found, missing).group_by(*found).having(missing != 0)


def count_wrong() -> int:
    """How many counts are not what a recount gives."""
    return db.session.scalar(select(func.count()).select_from(wrong_counts().subquery())) or 0


def mend_counts() -> int:
    """What a recount gives is what the counts say, whatever is written meanwhile; how many were wrong.

    The difference is added as rows of its own: adding is right however the rest of a count changes.
    """
    mended = insert(_counts).from_select(_NAMES, wrong_counts()).returning(_count.id)
    return len(db.session.connection().execute(mended).all())
