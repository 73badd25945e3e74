"""A later file of the same system: what is news changes the case and is told once, what is old changes nothing."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.cases.models import Event
from app.dispatch import Dispatch
from app.extensions import db
from tests.cases.exports import Export, only_case, rows, timeline
from tests.conftest import count
from tests.samples import Sample

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def export(app: Flask, sample: Sample, tmp_path: Path) -> Export:
    return Export(app, sample, tmp_path)


def test_a_closed_case_closes_once_and_its_followers_hear_of_it(export: Export) -> None:
    export.run(export.record(updated_datetime="2026-11-02 09:30:00"))
    closed = export.record(status="Closed", updated_datetime="2026-11-06 15:00:00", status_notes="Removed the paint.")

    first, again = export.run(closed), export.run(closed)

    assert "0 new, 1 changed, 0 unchanged" in first.output
    assert "0 new, 0 changed, 1 unchanged" in again.output
    case = only_case()
    assert case.closed_at == export.local("2026-11-06 15:00:00")
    assert timeline(case) == [("received", "received", None), ("status", "closed", "not_published")]
    assert case.events[-1].note == "Removed the paint."
    told = db.session.scalars(select(Dispatch)).one()
    assert (told.subject_id, told.event_id, told.kind) == (case.id, case.events[-1].id, "status")


def test_an_older_file_takes_nothing_back(export: Export) -> None:
    export.run(export.record(status="Closed", updated_datetime="2026-11-06 15:00:00"))
    assert "1 unchanged" in export.run(export.record(updated_datetime="2026-11-02 09:30:00")).output
    assert only_case().is_closed


def test_what_staff_did_here_is_not_undone_by_the_same_file(app: Flask, export: Export) -> None:
    export.run(export.record())
    done = app.test_cli_runner().invoke(args=["cases", "update", only_case().number, "--status", "in_progress"])
    assert done.exit_code == 0, done.output

    assert "1 unchanged" in export.run(export.record()).output
    assert only_case().status == "in_progress"


def test_a_bare_open_does_not_take_back_how_far_it_is(export: Export) -> None:
    export.run(export.record(status="in_progress", updated_datetime="2026-11-03 09:00:00"))
    export.run(export.record(status="Open", updated_datetime="2026-11-04 09:00:00"))
    assert only_case().status == "in_progress"


def test_a_case_that_was_opened_again_is_open(export: Export) -> None:
    export.run(export.record(status="Closed", updated_datetime="2026-11-03 09:00:00"))
    export.run(export.record(status="Open", updated_datetime="2026-11-04 09:00:00"))

    case = only_case()
    assert (case.status, case.closing_reason, case.closed_at) == ("acknowledged", None, None)
    assert [line[1] for line in timeline(case)] == ["received", "closed", "acknowledged"]


def test_a_reason_that_comes_later_corrects_the_closing(export: Export) -> None:
    export.run(export.record(status="Closed", closed_datetime="2026-11-03 09:00:00"))
    later = {"closed_datetime": "2026-11-03 09:00:00", "updated_datetime": "2026-11-05 09:00:00"}
    assert "1 changed" in export.run(export.record(status="Closed", status_notes="Duplicate", **later)).output

    case = only_case()
    assert (case.closing_reason, case.closed_at) == ("duplicate", export.local("2026-11-03 09:00:00"))
    assert [line[2] for line in timeline(case)] == [None, "not_published", "duplicate"]


def test_a_file_without_dates_can_close_a_case_that_nobody_touched(export: Export) -> None:
    export.run(export.record())
    export.run(export.record(status="Closed"))
    assert only_case().closed_at == clock.now()  # nobody knows better


def test_a_corrected_place_moves_the_case_without_a_word(export: Export) -> None:
    export.run(export.record(**export.here()))
    tile = only_case().tile
    latitude, longitude = export.sample.here
    assert "1 changed" in export.run(export.record(lat=str(latitude + 0.01), lon=str(longitude))).output
    assert only_case().tile != tile
    assert count("events") == 1


def test_a_private_case_stays_private_whatever_a_later_file_calls_it(export: Export) -> None:
    export.run(export.record(service_name=export.sample.private.name, **export.here()))
    export.run(export.record(**export.here()))
    case = only_case()
    assert (case.is_private, case.tile, case.latitude) == (True, None, None)


def test_a_new_note_is_told_though_the_status_is_the_same(export: Export) -> None:
    export.run(export.record(updated_datetime="2026-11-03 09:00:00"))
    noted = export.record(updated_datetime="2026-11-04 09:00:00", status_notes="The crew comes on Monday.")
    export.run(noted)
    export.run(noted)
    notes = [event.note for event in db.session.scalars(select(Event).order_by(Event.id))]
    assert notes == [None, "The crew comes on Monday."]


def test_the_same_id_twice_in_one_file_is_a_case_and_its_later_state(export: Export) -> None:
    then = export.good(status="Closed", updated_datetime="2026-11-03 09:30:00")
    assert "1 new, 1 changed" in export.run(rows(export.good(), then)).output
    assert only_case().is_closed


def test_two_systems_may_use_the_same_id(export: Export) -> None:
    export.run(rows(export.good()))
    assert "1 new" in export.run(rows(export.good()), "--source", "works").output
    assert count("cases") == 2


def test_a_source_has_a_short_name(export: Export) -> None:
    assert export.run(rows(export.good()), "--source", "x" * 41).exit_code == 2
    assert count("cases") == 0
