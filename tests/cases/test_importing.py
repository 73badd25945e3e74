"""The city's own cases come in from a file, and once only, however often it is handed out."""

import codecs
import gzip
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.models import Case
from app.cases.numbers import is_number
from app.city.promises import expected_on
from app.extensions import db
from tests.cases.exports import Export, only_case, rows, timeline
from tests.conftest import count
from tests.samples import Sample

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def export(app: Flask, sample: Sample, tmp_path: Path) -> Export:
    return Export(app, sample, tmp_path)


@pytest.mark.parametrize(
    ("name", "cases", "closed", "placed"),
    [
        ("philly311_cases_2016_with_sla.csv", 342, 273, 43),
        ("philly311_cases_2025-01-01_transcribed.csv", 181, 173, 170),
    ],
)
def test_the_files_of_a_real_city_come_in_whole_and_once(
    app: Flask, pack: str, shared: Path, name: str, cases: int, closed: int, placed: int
) -> None:
    if pack != "philadelphia":
        pytest.skip("these are the cases of Philadelphia")
    file = str(shared / "philly_311" / name)

    first = app.test_cli_runner().invoke(args=["cases", "import", file])
    again = app.test_cli_runner().invoke(args=["cases", "import", file])

    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    assert f"Imported: {cases} new, 0 changed, 0 unchanged, 0 bad." in first.output
    assert f"Nothing changed: every case was here already (0 new, 0 changed, {cases} unchanged" in again.output
    imported = db.session.scalars(select(Case)).all()
    assert len(imported) == cases
    assert sum(case.is_closed for case in imported) == closed
    assert sum(case.tile is not None for case in imported) == placed
    assert all(is_number(case.number) and case.expected_on for case in imported)
    assert {case.closing_reason for case in imported if case.is_closed} == {"not_published"}
    assert not any(case.needs_triage for case in imported)
    assert count("events") == cases + closed


def test_an_open_case_is_received_at_the_citys_own_hour(export: Export) -> None:
    result = export.run(rows(export.good()))

    assert result.exit_code == 0, result.output
    case = only_case()
    assert (case.status, case.closing_reason, case.closed_at) == ("received", None, None)
    assert case.received_at == export.local("2026-11-02 09:30:00")
    assert (case.service_code, case.service_name) == (export.sample.ordinary.code, None)
    assert (case.source, case.external_id, case.needs_triage) == ("open-data", "1", False)
    assert case.tile is not None
    assert case.neighbourhood is not None
    assert timeline(case) == [("received", "received", None)]
    assert count("dispatches") == 0


def test_its_promise_is_the_packs_unless_the_file_names_a_day(export: Export) -> None:
    service, city = export.sample.ordinary, export.sample.city
    assert service.promise
    export.run(export.record())
    assert only_case().expected_on == expected_on(service.promise, date(2026, 11, 2), city.holidays)

    # Midnight in UTC is a date without an hour, as the database handed it out.
    export.run(export.record(service_request_id="8", expected_datetime="2026-11-30T00:00:00Z"), "--source", "other")
    assert db.session.scalars(select(Case.expected_on).where(Case.source == "other")).one() == date(2026, 11, 30)


def test_a_promise_that_had_passed_before_anybody_asked_is_none(export: Export) -> None:
    export.run(export.record(expected_datetime="2026-10-01"))
    promised = only_case().expected_on
    assert promised
    assert promised > date(2026, 11, 2)


def test_a_closed_case_without_a_reason_says_so(export: Export) -> None:
    export.run(export.record(status="Closed", updated_datetime="2026-11-05 12:00:00"))

    case = only_case()
    assert (case.status, case.closing_reason) == ("closed", "not_published")
    assert case.closed_at == case.updated_at == export.local("2026-11-05 12:00:00")
    assert timeline(case) == [("received", "received", None), ("status", "closed", "not_published")]


def test_a_case_without_a_place_stays_without_one(export: Export) -> None:
    export.run(export.record(address="817 Greenwich St", lat="", lon=""))

    case = only_case()
    assert (case.latitude, case.tile, case.neighbourhood) == (None, None, None)
    assert case.address == "817 Greenwich St"


def test_a_private_service_shows_no_place(export: Export) -> None:
    export.run(export.record(service_name=export.sample.private.name, address="1 Main St", **export.here()))

    case = only_case()
    assert case.is_private
    assert (case.latitude, case.longitude, case.tile, case.address) == (None, None, None, None)
    assert case.neighbourhood is not None


def test_a_sensitive_service_shows_a_rounded_place(export: Export) -> None:
    export.run(export.record(service_name=export.sample.rounded.name, address="1 Main St", **export.here()))

    case = only_case()
    assert case.tile is not None
    assert (case.latitude, case.longitude) != export.sample.here
    assert case.address is None


def test_an_unknown_service_keeps_its_name_and_waits_for_triage(export: Export) -> None:
    export.run(export.record(service_name="Haunted House", agency_responsible="Ghost Office"))

    case = only_case()
    assert (case.service_code, case.service_name) == ("haunted-house", "Haunted House")
    assert (case.agency_name, case.needs_triage) == ("Ghost Office", True)


def test_words_and_notes_stand_in_the_timeline(export: Export) -> None:
    export.run(export.record(status="Closed", description="Tags on\nthe wall", status_notes="Issue Resolved"))

    received, closed = only_case().events
    assert (received.note, received.is_public, received.actor) == ("Tags on\nthe wall", True, "resident")
    assert (closed.note, closed.closing_reason, closed.actor) == ("Issue Resolved", "fixed", "city")


def test_words_with_a_telephone_number_are_not_public(export: Export) -> None:
    export.run(export.record(description="Call me at 215 555 0142"))
    assert not only_case().events[0].is_public


def test_columns_are_found_by_their_names_in_any_writing(export: Export) -> None:
    header = (
        "Service Request ID;REQUESTED_DATETIME;closed_date;Status_Description;status_notes;source;service_name;lat;long"
    )
    name = export.sample.other.name
    row = f"638344;2026-04-14T06:37:38-08:00;2026-04-14T18:00:00Z;closed;Duplicate Request.;Phone;{name.upper()};;"
    assert export.run(rows(row, header=header)).exit_code == 0

    case = only_case()
    assert (case.external_id, case.service_code) == ("638344", export.sample.other.code)
    assert case.received_at == datetime(2026, 4, 14, 14, 37, 38, tzinfo=UTC)
    assert (case.closed_at, case.closing_reason) == (datetime(2026, 4, 14, 18, 0, tzinfo=UTC), "duplicate")


@pytest.mark.parametrize(
    ("word", "status", "reason"),
    [
        ("OPEN", "received", None),
        ("Processing", "in_progress", None),
        ("on hold", "waiting", None),
        ("action_scheduled", "scheduled", None),
        ("Closed", "closed", "not_published"),
        ("fixed", "closed", "fixed"),
        ("duplicate", "closed", "duplicate"),
        ("not_councils_responsibility", "closed", "transferred"),
    ],
)
def test_statuses_of_other_systems_are_understood(export: Export, word: str, status: str, reason: str | None) -> None:
    export.run(export.record(status=word))

    case = only_case()
    assert (case.status, case.closing_reason) == (status, reason)
    assert timeline(case)[-1][1:] == (status, reason)


@pytest.mark.parametrize("local", ["2026-07-04 12:00:00", "2026-01-04T12:00", "2026/01/04 12:00", "2026-01-04"])
def test_times_without_an_offset_are_the_citys(export: Export, local: str) -> None:
    export.run(export.record(requested_datetime=local))
    assert only_case().received_at == export.local(local.replace("/", "-"))


@pytest.mark.parametrize("written", ["2026-01-04T12:00:00Z", "2026-01-04 12:00:00+00", "2026-01-04T07:00:00.000-05:00"])
def test_times_with_an_offset_are_what_they_say(export: Export, written: str) -> None:
    export.run(export.record(requested_datetime=written))
    assert only_case().received_at == datetime(2026, 1, 4, 12, 0, tzinfo=UTC)


def test_a_day_of_closing_is_not_before_that_days_request(export: Export) -> None:
    export.run(export.record(status="Closed", closed_date="2026-11-02"))
    case = only_case()
    assert case.closed_at == case.received_at


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_a_file_in_latin_1_keeps_its_accents_whatever_it_begins_with(export: Export, mark: bytes) -> None:
    result = export.run(mark + export.record(service_name="Café").encode("latin-1"))
    assert result.exit_code == 0, result.output
    assert "it is read as Latin-1" in result.stderr
    assert only_case().service_name == "Café"


def test_a_packed_file_comes_in_as_it_would_unpacked(export: Export) -> None:
    result = export.run(gzip.compress(rows(export.good()).encode()))
    assert result.exit_code == 0, result.output
    assert "Imported: 1 new" in result.stdout


def test_a_packed_file_that_was_cut_short_brings_nothing(export: Export) -> None:
    result = export.run(gzip.compress(rows(export.good()).encode())[:-9])
    assert result.exit_code == 1
    assert "cases.csv: this is packed, and cannot be unpacked whole" in result.stderr
    assert count("cases") == 0
