"""Counts by tile, neighbourhood, service and status are what a recount gives, whatever was written."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, text, update

from app.cases import jobs, operations, queries
from app.cases.counts import OPEN, CaseCount, busiest_services, count_wrong, open_by_neighbourhood
from app.cases.models import Case
from app.cases.workflow import ClosingReason, Status
from app.extensions import db
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.factories import sent
from tests.samples import Sample

pytestmark = pytest.mark.usefixtures("inside")
WRITES, AT_ONCE = 10_000, 100
SERVICES, AREAS, TILES = ("A", "B", "C"), (None, "north", "south"), (None, 1, 2, 3, 2**32 - 1)


@pytest.fixture(autouse=True)
def _no_limit(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = app.config["SETTINGS"]
    changed = {name: getattr(settings, name) for name in settings.__slots__} | {"reports_per_hour": 10_000}
    monkeypatch.setitem(app.config, "SETTINGS", type(settings)(**changed))


def counted() -> Counter[tuple[str, str]]:
    """{(service, status): cases} of what has a place. What sums up the open ones is held against them."""
    rows = db.session.execute(select(CaseCount.service_code, CaseCount.status, CaseCount.count)).all()
    found: Counter[tuple[str, str]] = Counter()
    for service, status, number in rows:
        found[service, status] += number
    assert found.pop(("", OPEN), 0) == sum(number for (_, status), number in found.items() if status != Status.CLOSED)
    return +found


def test_what_people_and_staff_do_is_counted(client: CheckingClient, sample: Sample) -> None:
    ordinary, other = sample.ordinary.code, sample.other.code
    first, second, third = sent(client), sent(client), sent(client, service=other)
    assert counted() == {(ordinary, "received"): 2, (other, "received"): 1}

    operations.update_status(queries.find_case(first), Status.SCHEDULED)
    operations.update_status(queries.find_case(second), Status.CLOSED, reason=ClosingReason.FIXED)
    operations.correct_service(queries.find_case(third).reports[0], sample.ordinary)
    db.session.commit()
    assert counted() == {(ordinary, "scheduled"): 1, (ordinary, "closed"): 1, (ordinary, "received"): 1}

    operations.withdraw_report(queries.find_case(third).reports[0])
    db.session.commit()
    assert counted() == {(ordinary, "scheduled"): 1, (ordinary, "closed"): 2}
    assert count_wrong() == 0


def test_what_nobody_may_see_is_not_counted_until_it_is_released(client: CheckingClient, sample: Sample) -> None:
    number = sent(client, service="SOMETHING-NEW")
    assert counted() == {}
    operations.release_case(queries.find_case(number))
    db.session.commit()
    assert counted() == {("SOMETHING-NEW", "received"): 1}


def test_a_case_without_a_place_is_not_counted(client: CheckingClient) -> None:
    sent(client, place={"address": "somewhere in the park"})
    assert counted() == {}


def test_what_is_not_committed_is_not_counted(client: CheckingClient) -> None:
    number = sent(client)
    before = counted()
    operations.update_status(queries.find_case(number), Status.SCHEDULED)
    db.session.rollback()
    assert counted() == before


def test_a_lifelike_city_is_counted_as_it_is_made(app: Flask) -> None:
    assert app.test_cli_runner().invoke(args=["demo", "seed", "--cases", "400"]).exit_code == 0
    assert sum(counted().values()) == db.session.scalar(text("SELECT count(*) FROM cases WHERE tile IS NOT NULL"))
    assert count_wrong() == 0


def test_neighbourhoods_and_their_services_are_counted(client: CheckingClient, sample: Sample) -> None:
    for service in (sample.ordinary, sample.ordinary, sample.other):
        number = sent(client, service=service.code)
    operations.update_status(queries.find_case(sent(client)), Status.CLOSED, reason=ClosingReason.FIXED)
    db.session.commit()
    slug = queries.find_case(number).neighbourhood or ""
    assert open_by_neighbourhood() == {slug: 3}
    assert busiest_services(slug).most_common() == [(sample.ordinary.code, 2), (sample.other.code, 1)]
    assert busiest_services("atlantis") == {}


def test_counts_equal_a_recount_after_ten_thousand_random_writes(app: Flask) -> None:
    writes = random_writes(random.Random(5))
    for _ in range(WRITES // AT_ONCE):
        for _ in range(AT_ONCE):
            db.session.execute(next(writes))
        db.session.commit()
    placed = db.session.execute(select(Case.service_code, Case.status).where(Case.tile.is_not(None)))
    recount = Counter((service, status) for service, status in placed)
    assert len(recount) > 10
    assert counted() == recount
    assert count_wrong() == 0
    jobs.fold_counts()
    assert counted() == recount
    assert count_wrong() == 0
    assert not db.session.execute(
        select(CaseCount.tile)
        .group_by(CaseCount.status, CaseCount.tile, CaseCount.service_code, CaseCount.neighbourhood)
        .having(text("count(*) > 1 OR sum(count) = 0"))
    ).all()


def random_writes(chance: random.Random) -> Iterator[Any]:
    """New cases, changed ones, several at once, and some that go."""
    last = 0
    while True:
        some = Case.id.in_([chance.randint(1, last + 1) for _ in range(chance.choice((1, 1, 1, 5)))])
        match chance.randrange(10):
            case 0 | 1 | 2 | 3:
                last += 1
                yield insert(Case).values(a_case(last, chance))
            case 4 | 5 | 6:
                yield update(Case).where(some).values(status=chance.choice(list(Status)))
            case 7:
                yield update(Case).where(some).values(tile=chance.choice(TILES), neighbourhood=chance.choice(AREAS))
            case 8:
                yield update(Case).where(some).values(service_code=chance.choice(SERVICES), report_count=2)
            case _:
                yield delete(Case).where(some)


def a_case(number: int, chance: random.Random) -> dict[str, Any]:
    return {
        "id": number,
        "number": f"{number:010}",
        "service_code": chance.choice(SERVICES),
        "status": chance.choice(list(Status)),
        "tile": chance.choice(TILES),
        "neighbourhood": chance.choice(AREAS),
        "language": "en",
        "is_private": False,
        "is_held": False,
        "needs_triage": False,
        "report_count": 1,
        "received_at": NOON,
        "updated_at": NOON + timedelta(hours=1),
    }


def test_the_sweep_mends_counts_that_are_wrong(app: Flask, client: CheckingClient, sample: Sample) -> None:
    sent(client)
    sent(client, service=sample.other.code)
    right = counted()
    db.session.execute(update(CaseCount).where(CaseCount.service_code == sample.ordinary.code).values(count=7))
    db.session.execute(delete(CaseCount).where(CaseCount.service_code == sample.other.code))
    db.session.execute(
        insert(CaseCount).values(status="received", tile=5, service_code="GONE", neighbourhood="", count=2)
    )
    db.session.commit()
    assert count_wrong() == 3

    result = app.test_cli_runner().invoke(args=["sweep"])

    assert "3  counts of cases that were wrong and are right now" in result.output
    db.session.rollback()
    assert (count_wrong(), counted()) == (0, right)


def test_the_sweep_leaves_counts_alone_that_are_right(app: Flask, client: CheckingClient) -> None:
    sent(client)
    result = app.test_cli_runner().invoke(args=["sweep"])
    assert "0  counts of cases that were wrong" in result.output


def test_a_count_of_several_rows_is_their_sum_and_still_changes_right(client: CheckingClient, sample: Sample) -> None:
    sent(client)
    row = db.session.scalars(select(CaseCount).where(CaseCount.status != OPEN)).one()
    again = {name: getattr(row, name) for name in ("status", "tile", "service_code", "neighbourhood")}
    db.session.execute(insert(CaseCount).values(again | {"count": -1}))
    db.session.execute(insert(CaseCount).values(again | {"count": 1}))
    db.session.commit()
    sent(client)
    assert sum(counted().values()) == 2
    assert open_by_neighbourhood().total() == 2
    assert count_wrong() == 0
