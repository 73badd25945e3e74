"""What is asked for each report and each page goes by an index, however many follow, on either store."""

from collections.abc import Callable, Iterator
from itertools import count as numbers
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import insert, text

from app import clock
from app.extensions import Model, db, table_of
from app.followers import queries
from app.followers.areas import Area
from app.followers.models import Channel, Follow, FollowedArea, FollowedTile, Follower
from app.followers.retention import expiries
from tests.conftest import NOON
from tests.plans import plans
from tests.samples import sample_of

FOLLOWERS = 3000


@pytest.fixture(scope="module")
def filled(cities: Callable[[str], Flask]) -> Iterator[Flask]:
    """So many followers that an index is worth it, each with a circle of its own all over the city."""
    app = cities("philadelphia")
    with app.app_context(), clock.stopped_at(NOON):
        empty()
        rows = list(range(1, FOLLOWERS + 1))
        stamp = {"created_at": NOON, "seen_at": NOON, "counted_from": NOON, "request_count": 1}
        save(Follower, ({"id": n, "public_id": uuid_of(n), "secret_hash": bytes_of(n), "language": "en",
                         "pace": "at_once", **stamp} for n in rows))  # fmt: skip
        save(Channel, ({"id": n, "follower_id": n, "kind": "push", "address": str(n), "address_hash": bytes_of(n),
                        "host": "x", "state": "active", "created_at": NOON} for n in rows))  # fmt: skip
        save(Follow, ({"id": n, "follower_id": n, "subject_type": "area", "subject_id": n, "followed_at": NOON}
                      for n in rows))  # fmt: skip
        save_areas(app)
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        yield app
        empty()


def save_areas(app: Flask) -> None:
    north, east = sample_of(app).here
    spread = ((round(north + n % 60 / 400, 3), round(east + n // 60 / 400, 3)) for n in numbers())
    areas = {n: Area(None, *next(spread), 500) for n in range(1, FOLLOWERS + 1)}
    save(FollowedArea, ({"id": n, "digest": bytes_of(n), "kind": "circle", "latitude": area.latitude, "radius_m": 500,
                         "longitude": area.longitude, "label": "", "used_at": NOON}
                        for n, area in areas.items()))  # fmt: skip
    save(FollowedTile, ({"tile": tile, "area_id": n} for n, area in areas.items() for tile in area.tiles))


def save(model: type[Model], rows: Iterator[dict[str, object]]) -> None:
    db.session.execute(insert(table_of(model)), list(rows))


def empty() -> None:
    for table in reversed(Model.metadata.sorted_tables):
        db.session.execute(table.delete())
    db.session.commit()


def uuid_of(number: int) -> UUID:
    return UUID(int=number)


def bytes_of(number: int) -> bytes:
    return number.to_bytes(32)


def no_scans(found: list[str], *tables: str) -> None:
    """None of these tables is read whole."""
    read = [line for plan in found for line in plan.splitlines() for table in tables if is_scan(line, table)]
    assert found
    assert not read, found


def is_scan(line: str, table: str) -> bool:
    return line.strip() in {f"SCAN {table}"} or f"Seq Scan on {table}" in line


def test_the_areas_round_a_place_are_one_look(filled: Flask) -> None:
    place = sample_of(filled).here
    with plans() as found:
        around = queries.list_followed_areas(*place, "fishtown", "ANY")
    assert 0 < len(around) < FOLLOWERS / 20
    no_scans(found, "followed_areas", "followed_tiles")
    assert any("followed_tiles" in plan for plan in found)


def test_a_device_is_found_by_its_id_and_its_subscription(filled: Flask) -> None:
    with plans() as found:
        follower = queries.find_follower(uuid_of(7))
        assert follower is not None
        assert queries.find_push_channel(bytes_of(7)) is not None
        assert len(queries.list_follows(follower)) == 1
        assert len(queries.list_channels(follower)) == 1
        assert queries.count_followers_from(bytes_of(1)[:16], NOON) == 0
    no_scans(found, "followers", "channels", "follows")


def test_what_expires_is_found_without_reading_all_followers(filled: Flask) -> None:
    with plans() as found:
        due = {one.what: one.list_due() for one in expiries(NOON)}
    assert set(map(tuple, due.values())) == {()}
    no_scans(found, "followers", "channels", "follows")
