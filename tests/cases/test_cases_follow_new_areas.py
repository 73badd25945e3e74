"""The city loads its map: every case is then in the neighbourhood that its public place lies in, and says no more."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app import clock
from app.cases.models import Case
from app.cases.relocating import BATCH, relocate_cases_after
from app.city.cli import GRACE_SECONDS
from app.extensions import db
from app.places.geometry import rounded
from tests.cases.test_query_plans import plans
from tests.city.map_files import (
    DEPOT,
    EAST,
    FOUR,
    IN_DEPOT,
    IN_RIVERSIDE,
    IN_SCHOOL_HILL,
    NORTH,
    SOUTH,
    WEST,
    Surveyor,
    collection,
    feature,
    polygon,
    ring,
    square,
)
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.factories import sent
from tests.samples import Sample


@pytest.fixture
def pack() -> str:
    """The made-up town: its map is easy to draw."""
    return "tansy-ford"


@pytest.fixture
def surveyor(app: Flask, client: CheckingClient, tmp_path: Path) -> Surveyor:
    """Nothing was loaded."""
    return Surveyor(app, client, tmp_path)


def place(point: tuple[float, float], **more: Any) -> dict[str, Any]:
    """What a phone sends of it."""
    return {"lat": point[0], "long": point[1], "accuracy_m": 8.0, "source": "device"} | more


def areas(surveyor: Surveyor, *numbers: str) -> list[str | None]:
    """The neighbourhoods of these cases, as stored."""
    with surveyor.app.app_context():
        found = dict(db.session.execute(select(Case.number, Case.neighbourhood)).all())  # type: ignore[arg-type]
    return [found[number] for number in numbers]


def test_every_case_moves_to_the_neighbourhood_that_holds_it(surveyor: Surveyor) -> None:
    numbers = [sent(surveyor.client, place=place(point)) for point in (IN_SCHOOL_HILL, IN_DEPOT, IN_RIVERSIDE)]
    assert areas(surveyor, *numbers) == ["depot", "depot", "mill-row"]
    result = surveyor.neighbourhoods(*FOUR)
    assert result.exit_code == 0, result.output
    assert "Neighborhoods of 3 cases" in result.stdout
    assert areas(surveyor, *numbers) == ["school-hill", "depot", "riverside"]


def test_the_page_of_a_case_names_its_new_neighbourhood(surveyor: Surveyor) -> None:
    number = sent(surveyor.client, place=place(IN_RIVERSIDE))
    assert "Mill Row" in surveyor.client.get(f"/en/cases/{number}").get_data(as_text=True)
    surveyor.neighbourhoods(*FOUR)
    page = surveyor.client.get(f"/en/cases/{number}").get_data(as_text=True)
    assert "Riverside" in page
    assert "Mill Row" not in page


def test_a_report_after_the_load_is_in_the_right_one_at_once(surveyor: Surveyor) -> None:
    surveyor.neighbourhoods(*FOUR)
    assert areas(surveyor, sent(surveyor.client, place=place(IN_SCHOOL_HILL))) == ["school-hill"]


def test_a_case_without_a_place_stays_without(surveyor: Surveyor) -> None:
    number = sent(surveyor.client, place={"address": "behind the mill"})
    surveyor.neighbourhoods(*FOUR)
    assert areas(surveyor, number) == [None]


def test_the_area_of_a_rounded_place_is_that_of_its_square(surveyor: Surveyor, sample: Sample) -> None:
    """A border between a home and the middle of its square would tell on which side the home is."""
    home = (40.6100, -90.0900)
    _, longitude = rounded(*home)
    border = (home[1] + longitude) / 2
    assert abs(home[1] - longitude) > 1e-4
    sides = square("East Side", (border, SOUTH, EAST, NORTH)), square("West Side", (WEST, SOUTH, border, NORTH))
    before = sent(surveyor.client, service=sample.rounded.code, place=place(home))
    surveyor.neighbourhoods(*sides)
    after = sent(surveyor.client, service=sample.rounded.code, place=place(home))
    expected = "east-side" if longitude > border else "west-side"
    assert areas(surveyor, before, after) == [expected, expected]


def test_a_case_that_nobody_sees_has_the_area_it_would_be_given_today(surveyor: Surveyor, sample: Sample) -> None:
    private = sent(surveyor.client, service=sample.private.code, place=place(IN_SCHOOL_HILL))
    held = sent(surveyor.client, service="NO-SUCH", place=place(IN_RIVERSIDE))
    surveyor.neighbourhoods(*FOUR)
    assert areas(surveyor, private, held) == ["school-hill", "riverside"]


def test_a_case_whose_place_is_not_known_any_more_loses_an_area_that_is_gone(surveyor: Surveyor) -> None:
    kept, gone = (sent(surveyor.client, place={"address": "somewhere"}) for _ in "kg")
    with surveyor.app.app_context():
        for number, area in ((kept, "depot"), (gone, "mill-row")):
            db.session.execute(update(Case).where(Case.number == number).values(neighbourhood=area))
        db.session.commit()
    surveyor.neighbourhoods(*FOUR)
    assert areas(surveyor, kept, gone) == ["depot", None]


def test_going_back_to_the_pack_moves_them_back(surveyor: Surveyor) -> None:
    number = sent(surveyor.client, place=place(IN_RIVERSIDE))
    surveyor.neighbourhoods(*FOUR)
    surveyor.load("--forget", "neighbourhoods")
    assert areas(surveyor, number) == ["mill-row"]


def test_the_same_file_again_moves_none_unless_it_is_wished(surveyor: Surveyor) -> None:
    surveyor.neighbourhoods(*FOUR)
    number = sent(surveyor.client, place=place(IN_RIVERSIDE))
    with surveyor.app.app_context():
        db.session.execute(update(Case).values(neighbourhood="depot"))
        db.session.commit()
    surveyor.neighbourhoods(*FOUR)
    assert areas(surveyor, number) == ["depot"]
    assert surveyor.load("--recompute").exit_code == 0
    assert areas(surveyor, number) == ["riverside"]


def test_moving_is_no_news_of_a_case(surveyor: Surveyor) -> None:
    number = sent(surveyor.client, place=place(IN_RIVERSIDE))
    with clock.stopped_at(NOON + timedelta(days=1)):
        surveyor.neighbourhoods(*FOUR)
    with surveyor.app.app_context():
        case = db.session.scalars(select(Case).where(Case.number == number)).one()
        assert (case.updated_at, len(case.events)) == (NOON, 1)


def test_more_cases_than_one_batch_all_move(surveyor: Surveyor) -> None:
    number = sent(surveyor.client, place=place(IN_RIVERSIDE))
    with surveyor.app.app_context():
        case = db.session.execute(select(Case.__table__).where(Case.number == number)).one()._asdict()
        copies = [case | {"id": case["id"] + at, "number": f"x{at}"} for at in range(1, BATCH + 10)]
        db.session.execute(Case.__table__.insert(), copies)  # type: ignore[attr-defined]
        db.session.commit()
    surveyor.neighbourhoods(*FOUR)
    with surveyor.app.app_context():
        assert set(db.session.scalars(select(Case.neighbourhood))) == {"riverside"}


def test_the_sweep_finds_nothing_wrong_after_a_load(surveyor: Surveyor, sample: Sample) -> None:
    sent(surveyor.client, place=place(IN_RIVERSIDE))
    sent(surveyor.client, service=sample.private.code, place=place(IN_RIVERSIDE))
    surveyor.neighbourhoods(*FOUR)
    with surveyor.app.app_context():
        assert surveyor.app.test_cli_runner().invoke(args=["sweep"]).exit_code == 0


def boundary(surveyor: Surveyor, *box: float) -> None:
    """The city ends at this box."""
    path = surveyor.file(collection(feature(polygon(ring(*box)))), "boundary.geojson")
    assert surveyor.load("--boundary", path).exit_code == 0


def test_a_place_beyond_the_loaded_boundary_is_answered_with_whom_to_call(surveyor: Surveyor, sample: Sample) -> None:
    boundary(surveyor, WEST, SOUTH, -90.095, NORTH)
    page = surveyor.client.post("/en/report", data=fields(sample, place(IN_DEPOT, accuracy_m=20)))
    assert page.status_code == 422
    assert "This place is not in Tansy Ford. Call Larkin County at 309-555-0170." in page.get_data(as_text=True)


def test_a_place_that_may_be_within_the_loaded_boundary_is_taken(surveyor: Surveyor, sample: Sample) -> None:
    boundary(surveyor, WEST, SOUTH, -90.095, NORTH)
    for accuracy, status in ((20, 422), (430, 303)):  # IN_DEPOT is 422 m beyond
        page = surveyor.client.post("/en/report", data=fields(sample, place(IN_DEPOT, accuracy_m=accuracy)))
        assert page.status_code == status


def fields(sample: Sample, where: dict[str, Any]) -> dict[str, Any]:
    """A filled form of the page without scripts."""
    service = sample.ordinary
    answers = {f"answer.{code}": text for code, text in sample.answers(service).items()}
    return {
        "service": service.code,
        "language": "en",
        "schema": "1",
        "do": "send",
        **answers,
        "latitude": where["lat"],
        "longitude": where["long"],
        "accuracy_m": where["accuracy_m"],
    }


def test_a_place_inside_only_by_the_pack_is_refused_and_one_outside_only_by_the_pack_taken(
    surveyor: Surveyor,
) -> None:
    boundary(surveyor, WEST, SOUTH, -90.0801, NORTH)
    number = sent(surveyor.client, place=place((40.6, -90.13)))  # outside the pack's outline
    with surveyor.app.app_context():
        assert db.session.scalars(select(Case.latitude).where(Case.number == number)).one() == 40.6


def test_the_depot_can_be_loaded_alone(surveyor: Surveyor) -> None:
    number = sent(surveyor.client, place=place(IN_RIVERSIDE))
    surveyor.neighbourhoods(square("Depot", DEPOT))
    assert areas(surveyor, number) == ["depot"]


def test_what_a_server_receives_before_it_knows_is_looked_at_again(
    surveyor: Surveyor, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(surveyor.client, place=place(IN_DEPOT))
    late: list[str] = []

    def receive(seconds: float) -> None:
        """By a server that still goes by the middles."""
        assert seconds <= GRACE_SECONDS
        late.append(sent(surveyor.client, place=place(IN_SCHOOL_HILL)))
        db.session.execute(update(Case).where(Case.number == late[0]).values(neighbourhood="depot"))
        db.session.commit()

    monkeypatch.setattr(time, "sleep", receive)
    path = surveyor.file(collection(*FOUR))
    result = surveyor.app.test_cli_runner().invoke(args=["city", "load", "--neighbourhoods", str(path)])
    assert result.exit_code == 0, result.output
    assert "Waiting until every server has taken it up" in result.stdout
    assert areas(surveyor, *late) == ["school-hill"]


def test_cases_are_walked_by_their_ids(surveyor: Surveyor, sample: Sample) -> None:
    sent(surveyor.client, service=sample.private.code, place=place(IN_RIVERSIDE))
    with surveyor.app.app_context():
        db.session.execute(update(Case).values(neighbourhood="depot"))
        with plans() as found:
            assert list(relocate_cases_after(0)) == [1]
        db.session.rollback()
    assert len(found) == 4  # a page, its reports, the change, no further page
    assert not [plan for plan in found if "SCAN cases" in plan or "SCAN reports" in plan or "Seq Scan" in plan]
