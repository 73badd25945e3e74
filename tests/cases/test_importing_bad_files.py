"""What cannot be imported is named with its line and its reason; what can be is kept."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.models import Case
from app.extensions import db
from tests.cases.exports import HEADER, Export, only_case, rows
from tests.conftest import count
from tests.samples import Sample

pytestmark = pytest.mark.usefixtures("inside")

BAD_CELLS: list[tuple[dict[str, str], str]] = [
    ({"service_request_id": ""}, "has no id"),
    ({"service_request_id": "9" * 81}, "has an id of more than 80 characters"),
    ({"status": "Purple"}, "status 'Purple' is not one we know"),
    ({"status": ""}, "status '' is not one we know"),
    ({"service_name": ""}, "names no service"),
    ({"requested_datetime": "2026-02-30 10:00:00"}, "request '2026-02-30 10:00:00' is no date we can read"),
    ({"requested_datetime": "yesterday"}, "request 'yesterday' is no date we can read"),
    ({"requested_datetime": "11/02/2026"}, "is no date we can read"),
    ({"requested_datetime": ""}, "is no date we can read"),
    ({"requested_datetime": "0001-01-01"}, "request '0001-01-01'"),
    ({"requested_datetime": "2027-01-01 00:00:00"}, "the date of the request lies in the future"),
    ({"updated_datetime": "soon"}, "the date of the update 'soon' is no date we can read"),
    ({"status": "Closed", "closed_datetime": "2026-11-01 09:00:00"}, "closed before it was requested"),
    ({"status": "Closed", "updated_datetime": "2026-11-01"}, "closed before it was requested"),
    ({"lat": "north"}, "latitude 'north' is not a number"),
    ({"lat": "NaN"}, "latitude 'NaN' is not a number"),
    ({"lon": "inf"}, "longitude 'inf' is not a number"),
    ({"lon": ""}, "longitude '' is not a number"),
    ({"lat": "0", "lon": "0"}, "0.0, 0.0 is outside the city"),
    ({"lat": "95.5"}, "is outside the city"),
    ({"service_name": "Graffiti\x07Removal"}, "holds the control character U+0007"),
    ({"service_name": "Graffiti\x00Removal"}, "holds the control character U+0000"),
    ({"service_name": "x" * 1_000_000}, "field larger than field limit"),
    ({"service_name": "x" + "," * 1_200_000}, "longer than 1,000,000 characters"),
    ({"status": "Open,"}, "has 9 columns, the first line has 8"),
]


@pytest.fixture
def export(app: Flask, sample: Sample, tmp_path: Path) -> Export:
    return Export(app, sample, tmp_path)


@pytest.mark.parametrize(("cells", "reason"), BAD_CELLS, ids=[reason[-45:] for _, reason in BAD_CELLS])
def test_a_bad_row_is_named_and_the_good_ones_are_kept(export: Export, cells: dict[str, str], reason: str) -> None:
    first, last = export.good(service_request_id="a"), export.good(service_request_id="b")

    result = export.run(rows(first, export.good(**cells), last))

    assert result.exit_code == 0, result.output
    assert "cases.csv:3: " in result.stderr
    assert reason in result.stderr
    assert "Imported: 2 new, 0 changed, 0 unchanged, 1 bad." in result.stdout
    assert set(db.session.scalars(select(Case.external_id))) == {"a", "b"}


def test_swapped_degrees_are_called_swapped(export: Export) -> None:
    latitude, longitude = export.here().values()
    result = export.run(rows(export.good(lat=longitude, lon=latitude)))
    assert "latitude and longitude are swapped" in result.stderr


def test_a_place_in_the_next_county_is_not_the_citys(export: Export) -> None:
    outside = export.sample.outside
    result = export.run(rows(export.good(lat=str(outside["lat"]), lon=str(outside["long"]))))
    assert "is outside the city" in result.stderr


def test_a_quote_that_is_never_closed_takes_no_other_row_along(export: Export) -> None:
    lines = [export.good(service_request_id=str(number)) for number in range(50)]
    lines[10] = "10," + '"' + lines[10].split(",", 1)[1]
    lines[20] += ',"'
    lines[49] = lines[49].rpartition(",")[0] + ',"'

    result = export.run(rows(*lines))

    assert "47 new, 0 changed, 0 unchanged, 3 bad" in result.stdout
    assert [line.split(": ")[0].rpartition(":")[2] for line in result.stderr.splitlines()] == ["12", "22", "51"]


def test_a_line_break_in_quotes_is_part_of_the_words(export: Export) -> None:
    export.run(export.record(description="First line.\nSecond line."))
    assert only_case().events[0].note == "First line.\nSecond line."


def test_nothing_good_at_all_is_a_failure(export: Export) -> None:
    result = export.run(rows("1,Open", "2,Open"))
    assert result.exit_code == 1
    assert "0 new, 0 changed, 0 unchanged, 2 bad" in result.stdout


def test_a_file_without_cases_is_none(export: Export) -> None:
    assert export.run(rows()).exit_code == 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "the file is empty"),
        ("id,name\n1,x\n", "no column for requested_datetime, status, service_name or service_code"),
        (rows("1", header=",".join(HEADER).replace("status", "colour")), "no column for status"),
        (rows("1", header=",".join((*HEADER, "Status"))), "two columns have the same name: Status, status"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no column for service_request_id"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_at_once(export: Export, content: str | bytes, reason: str) -> None:
    result = export.run(content)
    assert result.exit_code == 1
    assert reason in result.stderr
    assert count("cases") == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf_8_is_read_with_and_without_its_mark(export: Export, encoding: str) -> None:
    result = export.run(export.record(service_name="Café Überraschung").encode(encoding))
    assert result.stderr == ""
    assert only_case().service_name == "Café Überraschung"


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_latin_1_is_read_with_a_warning(export: Export, encoding: str) -> None:
    result = export.run(export.record(service_name="Café Überraschung").encode(encoding))
    assert "this is not UTF-8" in result.stderr
    assert only_case().service_name == "Café Überraschung"


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_lines_may_end_as_on_any_system(export: Export, end: str) -> None:
    result = export.run(rows(export.good(), "1,Open", export.good(service_request_id="2")).replace("\n", end))
    assert "2 new" in result.stdout
    assert "cases.csv:3: has 2 columns" in result.stderr
