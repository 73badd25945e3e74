"""Through as many public cases as there are, in batches: flat in memory, and no transaction is open for long.

A reader that holds one for minutes keeps SQLite from emptying its log. So the ids of a place are noted first, eight
bytes each, and their rows read a batch at a time; without a place the primary key leads the way. Each row is judged
when it is read: what was hidden in the meantime is not handed out.
"""

from array import array
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Engine, Row, Select, literal, select, union_all
from sqlalchemy.sql.selectable import CTE

from app.cases.models import Case
from app.cases.nearby import COLUMNS
from app.cases.selection import Selection
from app.database import reading
from app.extensions import table_of
from app.places.boxes import Box

BATCH = 1000
_cases = table_of(Case)
_case = _cases.c


def batches(engine: Engine, selection: Selection) -> Iterator[Sequence[Row[Any]]]:
    """Rows of nearby.COLUMNS, in the order in which the cases came in; of a place the open ones come first."""
    if selection.is_placed:
        noted = _ids(engine, selection)
        for start in range(0, len(noted), BATCH):
            ids = noted[start : start + BATCH].tolist()
            yield _rows(engine, select(*COLUMNS).where(_case.id.in_(ids), *selection.conditions()))
    else:
        first = 0
        while next_ids := _rows(engine, select(_case.id).where(_case.id >= first).limit(BATCH)):
            last = next_ids[-1].id  # ids may have wide gaps
            yield _rows(engine, select(*COLUMNS).where(_case.id.between(first, last), *selection.conditions()))
            first = last + 1


def _rows(engine: Engine, statement: Select[Any]) -> Sequence[Row[Any]]:
    with reading(), engine.connect() as connection:
        return connection.execute(statement.order_by(_case.id)).all()


def _ids(engine: Engine, selection: Selection) -> "array[int]":
    """The ids of the cases of a place, read by its index as they come out of the store."""
    halves = [ids_of_half(half) for half in selection.halves()]
    found: array[int] = array("q")
    with reading(), engine.connect().execution_options(yield_per=BATCH) as connection:
        for half in halves:
            found.extend(connection.scalars(half))
    return found


def ids_of_half(half: Selection) -> Select[Any]:
    """The statement that notes the ids of the open or of the closed ones of a place."""
    wanted = select(_case.id).where(*half.in_index()).order_by(_case.id)
    if half.around is None or half.area:
        return wanted
    ranges = ranges_of(half.around)
    return wanted.join_from(ranges, _cases, _case.tile.between(ranges.c.first, ranges.c.last))


def ranges_of(box: Box) -> CTE:
    """The tiles of a box as a table of first and last keys: an index finds each range, however large."""
    rows = [select(literal(first).label("first"), literal(last).label("last")) for first, last in box.ranges()]
    return union_all(*rows).cte("ranges")
