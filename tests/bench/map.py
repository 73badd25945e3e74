"""A piece of the map and the counts of a million cases, on both stores.

Clusters stand against reading the counts that they are made of, cases against fetching as many known rows by id.
"""

from collections.abc import Callable, Iterator
from typing import Any

from app.cases.counts import open_by_neighbourhood
from app.cases.nearby import Search
from app.cases.viewport import View, look_at
from app.cases.workflow import OPEN_STATUSES
from app.city import city
from app.extensions import db
from app.places.boxes import Box
from tests.bench.cities import Store, stores_of
from tests.bench.measure import Figure, in_turns
from tests.bench.nearby import FLOOR, LARGE, by_id, lately, places

ROUNDS = 200
CITY, SMALL_READ = (
    2.0,
    5.0,
)  # the bar of what reads the whole city; that of some rows through a query of ours, as nearby
STREETS = 0.0025  # degrees from the middle of a viewport to its edges: some streets
DISTRICT = 0.03
COUNTS, SERVICE = "the same counts by the raw driver", "SR-CL01"
OPEN_IN_TILES = (
    "SELECT tile, count FROM case_counts WHERE status = 'open' AND service_code = '' AND tile BETWEEN ? AND ?"
)
ONE_SERVICE = f"""
SELECT tile, count FROM case_counts
WHERE status IN ({", ".join(f"'{status}'" for status in OPEN_STATUSES)}) AND service_code = '{SERVICE}'"""
CLOSED_IN_TILES = """
SELECT tile >> 6 AS cell, count(*) FROM cases
WHERE closed_at >= ? AND closed_at IS NOT NULL AND tile IS NOT NULL GROUP BY 1"""
OPEN_BY_AREA = "SELECT neighbourhood, sum(count) FROM case_counts WHERE status = 'open' GROUP BY 1"


def figures() -> Iterator[Figure]:
    """On SQLite, then on PostgreSQL."""
    for store in stores_of(LARGE):
        with store.app.app_context():
            yield from clusters(store)
            yield from viewports(store)
            yield from neighbourhoods(store)
            db.session.remove()


def clusters(store: Store) -> Iterator[Figure]:
    """The whole city, a district, one service, and what was closed in a month."""
    bounds = city.bounds
    whole = Box(bounds.west, bounds.south, bounds.east, bounds.north)
    longitude, latitude = city.centre.longitude, city.centre.latitude
    part = Box(longitude - DISTRICT, latitude - DISTRICT, longitude + DISTRICT, latitude + DISTRICT)
    since = lately(store)
    yield compared(store, "clusters of the city", lambda: view(whole), counted(store, whole))
    yield compared(store, "clusters of a district", lambda: view(part), counted(store, part), SMALL_READ)
    one = lambda: view(whole, services=(SERVICE,))  # noqa: E731
    yield compared(store, "clusters of one service", one, lambda: store.rows(ONE_SERVICE), SMALL_READ)
    closed = lambda: view(whole, closed_since=since)  # noqa: E731
    moment = since.replace(tzinfo=None).isoformat(" ") if store.name == "SQLite" else since
    yield compared(store, "clusters of the lately closed", closed, lambda: store.rows(CLOSED_IN_TILES, (moment,)))


def view(box: Box, **filters: Any) -> View:
    """What a phone asks for."""
    return look_at(Search(*box.middle, box=box, **filters), box)


def counted(store: Store, box: Box) -> Callable[[], object]:
    """The counts of the tiles of a box, read as they stand, by one statement."""
    ranges = box.ranges()
    statement = " UNION ALL ".join([OPEN_IN_TILES] * len(ranges))
    return lambda: store.rows(statement, [end for ends in ranges for end in ends])


def compared(
    store: Store, name: str, ours: Callable[[], object], floor: Callable[[], object], bar: float = CITY
) -> Figure:
    """Ours against reading what was counted before."""
    measured = in_turns(lambda _: ours(), lambda _: floor(), ROUNDS, store.clock)
    return Figure(f"{store.name}: {name}", *measured, bar, COUNTS)


def viewports(store: Store) -> Iterator[Figure]:
    """Cases of some streets, still open and lately closed."""
    for name, since in (("viewport", None), ("viewport, lately closed", lately(store))):
        boxes = [Box(lon - STREETS, lat - STREETS, lon + STREETS, lat + STREETS) for lat, lon in places(300)]
        views = {box: view(box, closed_since=since, limit=200) for box in boxes}
        some = [(box, [row.id for row in found.rows]) for box, found in views.items() if 25 <= len(found.rows) <= 75]

        def ours(number: int, some: Any = some, since: Any = since) -> View:
            return view(some[number % len(some)][0], closed_since=since, limit=200)

        floor = in_turns(ours, lambda number, some=some: by_id(store, some[number % len(some)][1]), ROUNDS, store.clock)
        yield Figure(f"{store.name}: {name}, 25 to 75 cases", *floor, SMALL_READ, FLOOR.replace("50", "as many"))


def neighbourhoods(store: Store) -> Iterator[Figure]:
    """What is open in each."""
    yield compared(store, "neighbourhood counts", open_by_neighbourhood, lambda: store.rows(OPEN_BY_AREA))
