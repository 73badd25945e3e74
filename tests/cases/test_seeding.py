"""An invented city looks like one: the same each time for the same seed, lawful, and about nobody."""

from datetime import timedelta
from itertools import pairwise

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.cases.models import Case, Event, Report
from app.cases.numbers import is_number
from app.cases.workflow import Status, may_follow
from app.city.promises import expected_on
from app.dispatch import Dispatch
from app.extensions import Model, db
from app.i18n import local_date
from app.places.geometry import rounded
from app.places.tiles import tile
from tests.conftest import count
from tests.samples import Sample

pytestmark = pytest.mark.usefixtures("inside")
CASES = 1500


def seed(app: Flask, *options: str) -> Result:
    result = app.test_cli_runner().invoke(args=["demo", "seed", *options])
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture
def cases(app: Flask) -> list[Case]:
    """An invented city, the oldest case first."""
    seed(app, "--cases", str(CASES))
    return list(db.session.scalars(select(Case).order_by(Case.id)))


def test_as_many_cases_as_asked_for_pass_the_sweep(app: Flask, cases: list[Case]) -> None:
    assert len(cases) == CASES
    result = app.test_cli_runner().invoke(args=["sweep"])
    assert result.exit_code == 0, result.output
    assert f"{CASES}  cases looked at" in result.output


def test_their_numbers_are_real_ones_and_differ(cases: list[Case]) -> None:
    assert all(is_number(case.number) for case in cases)
    assert len({case.number for case in cases}) == CASES


def test_they_fill_three_years_that_end_now(cases: list[Case]) -> None:
    moments = [case.received_at for case in cases]
    assert moments == sorted(moments)
    assert moments[0] > clock.now() - timedelta(days=3 * 366)
    assert moments[0] < clock.now() - timedelta(days=2 * 365)
    assert max(case.updated_at for case in cases) <= clock.now()


def test_weekdays_bring_more_than_weekends(cases: list[Case]) -> None:
    days = [local_date(case.received_at).weekday() for case in cases]
    assert days.count(0) > days.count(6) * 1.5


def test_snow_is_reported_in_winter_only(app: Flask, sample: Sample) -> None:
    snow = [s.code for s in sample.city.services if "snow" in s.name.casefold()]
    if not snow:
        pytest.skip("this city has no service for snow")
    seed(app, "--cases", "4000")
    months = {m.month for m in db.session.scalars(select(Case.received_at).where(Case.service_code.in_(snow)))}
    assert months
    assert months <= {1, 2, 3, 4, 11, 12}


def test_promises_are_the_packs_some_kept_and_some_missed(cases: list[Case], sample: Sample) -> None:
    kept = []
    for case in cases:
        promise = sample.city.service(case.service_code).promise  # type: ignore[union-attr]
        assert promise
        assert case.expected_on == expected_on(promise, local_date(case.received_at), sample.city.holidays)
        if case.closed_at:
            kept.append(local_date(case.closed_at) <= case.expected_on)
    assert 0.5 < sum(kept) / len(kept) < 0.95


def test_most_are_closed_and_some_are_in_every_state(cases: list[Case]) -> None:
    closed = [case for case in cases if case.is_closed]
    assert 0.8 < len(closed) / CASES < 0.98
    assert {"received", "acknowledged", "closed"} <= {case.status for case in cases}
    reasons = [case.closing_reason for case in closed]
    assert reasons.count("fixed") / len(closed) > 0.5
    assert {"not_found", "no_action", "transferred", "duplicate", "withdrawn"} <= set(reasons)


def test_every_timeline_follows_the_workflow(cases: list[Case]) -> None:
    for case in cases[:300]:
        assert case.events[0].kind == "received"
        assert 1 <= len(case.events) <= 10
        statuses = [Status(event.status) for event in case.events if event.status]
        assert all(may_follow(before, after) for before, after in pairwise(statuses)), statuses


def test_private_cases_show_no_place_and_sensitive_ones_a_rounded_one(cases: list[Case], sample: Sample) -> None:
    for case in cases:
        service = sample.city.service(case.service_code)
        assert service
        assert case.is_private == service.is_private
        assert not (case.is_private and case.tile)
        if case.latitude is None or case.longitude is None:
            continue
        assert sample.city.bounds.contains(case.latitude, case.longitude)
        assert case.tile == tile(case.latitude, case.longitude)
        assert not service.is_rounded or rounded(case.latitude, case.longitude) == (case.latitude, case.longitude)
    assert any(case.neighbourhood is None and not case.is_private for case in cases)


def test_places_cluster(cases: list[Case]) -> None:
    """A tenth of the tiles hold far more than a tenth of the cases."""
    tiles = db.session.scalars(
        select(func.count()).where(Case.tile.is_not(None)).group_by(Case.tile).order_by(func.count().desc())
    ).all()
    assert sum(tiles[: max(1, len(tiles) // 10)]) > 0.2 * sum(tiles)


def test_words_come_in_several_languages_and_from_nobody(cases: list[Case], sample: Sample) -> None:
    reports = db.session.scalars(select(Report)).all()
    assert 0.05 * CASES < len(reports) < 0.3 * CASES
    assert len({report.language for report in reports}) >= 2
    assert {report.channel for report in reports} == {"demo"}
    for report in reports:
        assert (report.contact_name, report.contact_email, report.contact_phone, report.address) == (None,) * 4
        assert report.is_description_public == (not report.case.is_private)
        assert report.case.language == report.language
    assert not any(case.address for case in cases)
    assert {case.source for case in cases} == {"demo"}
    assert any(case.report_count > 1 for case in cases)
    assert count("dispatches") == 0
    assert db.session.scalar(select(func.count(Event.id)).where(Event.kind == "joined")) == sum(
        case.report_count - 1 for case in cases
    )


def picture() -> list[tuple[object, ...]]:
    """The whole city, but for the ids of its rows."""
    columns = [column for column in Case.__table__.columns if column.name != "id"]
    return [tuple(row) for row in db.session.execute(select(*columns).order_by(Case.number))]


def empty() -> None:
    for table in reversed(Model.metadata.sorted_tables):
        db.session.execute(table.delete())
    db.session.commit()


def test_the_same_seed_makes_the_same_city(app: Flask) -> None:
    seed(app, "--cases", "200", "--seed", "7")
    first = picture()
    empty()
    seed(app, "--cases", "200", "--seed", "7")
    assert picture() == first

    empty()
    seed(app, "--cases", "200", "--seed", "8")
    assert picture() != first


def test_seeding_twice_adds_other_cases(app: Flask) -> None:
    seed(app, "--cases", "200")
    seed(app, "--cases", "200")
    assert count("cases") == 400
    assert app.test_cli_runner().invoke(args=["sweep"]).exit_code == 0


def test_a_city_that_has_cases_is_left_alone_if_asked(app: Flask) -> None:
    seed(app, "--cases", "20", "--if-empty")
    again = seed(app, "--cases", "20", "--if-empty")
    assert "There are cases here already" in again.output
    assert count("cases") == 20
    assert db.session.scalar(select(func.count(Dispatch.id))) == 0
