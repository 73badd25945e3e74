"""What is near, at ten thousand and at a million cases, against fetching as many known rows by id."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import text

from app import clock
from app.cases.nearby import COLUMNS, MAX_RADIUS_M, Search, list_nearby
from app.cases.searching import LATELY_CLOSED
from app.extensions import db
from tests.bench.cities import Store, city_of, raw_sqlite, stores_of
from tests.bench.measure import Figure, in_turns

FLOOR = "50 known rows by id, raw driver"
ROUNDS = 300
SMALL, LARGE = 10_000, 1_000_000


def figures() -> Iterator[Figure]:
    """Both sizes on SQLite and how the figure grows; then the million on PostgreSQL, and the lately closed on both."""
    app = city_of(SMALL)
    small = near(Store("SQLite", app, raw_sqlite(app)), SMALL)
    yield small
    sqlite, postgresql = stores_of(LARGE)
    large = near(sqlite, LARGE)
    yield large
    yield Figure("nearby: growth from 10,000 to 1,000,000", large.ratio * 100, small.ratio * 100, 1.5, "in floors")
    yield near(postgresql, LARGE)
    for store in (sqlite, postgresql):
        yield near(store, LARGE, is_closed=True)


def near(store: Store, size: int, *, is_closed: bool = False) -> Figure:
    """50 cases within a kilometre of places where people live."""
    with store.app.app_context():
        since = lately(store) if is_closed else None
        searches = [Search(lat, lon, radius_m=1000.0, limit=50, closed_since=since) for lat, lon in places(50)]
        known = [[row.id for row in list_nearby(replace(search, radius_m=MAX_RADIUS_M))] for search in searches]
        ours, floor = in_turns(
            lambda n: list_nearby(searches[n % len(searches)]),
            lambda n: by_id(store, known[n % len(known)]),
            ROUNDS,
            store.clock,
        )
        db.session.remove()
    which = "lately closed" if is_closed else "nearby"
    return Figure(f"{store.name}: {which}, 50 of {size:,}", ours, floor, 5.0, FLOOR)


def lately(store: Store) -> Any:
    """A month before the last closing of a store, which may have been made a while ago."""
    found = store.rows("SELECT max(closed_at) FROM cases")[0][0]
    last = found if not isinstance(found, str) else clock.now().fromisoformat(found + "+00:00")
    return last - LATELY_CLOSED


def places(count: int) -> list[tuple[float, float]]:
    """Places of cases, moved by up to 200 metres."""
    chance = random.Random(311)
    rows = db.session.execute(
        text(
            "SELECT latitude, longitude FROM cases WHERE closed_at IS NULL AND tile IS NOT NULL ORDER BY id LIMIT 20000"
        )
    ).all()
    picked = chance.sample(list(rows), min(len(rows), count))
    return [(lat + chance.uniform(-0.0018, 0.0018), lon + chance.uniform(-0.0018, 0.0018)) for lat, lon in picked]


def by_id(store: Store, ids: Sequence[int]) -> list[Any]:
    """The same columns of rows that are known."""
    columns = ", ".join(column.key for column in COLUMNS)
    marks = ", ".join("?" * len(ids))
    return store.rows(f"SELECT {columns} FROM cases WHERE id IN ({marks})", ids)
