"""What a city hands out of its addresses comes in whole, once, and what cannot be used is named by its line."""

import codecs
import gzip
from pathlib import Path

import pytest

from app import csv_lines
from tests.conftest import count
from tests.places.town import EAST, LANDMARKS, MARKET, NORTH, POINTS, SEGMENTS, Town, point, points

INSIDE = f"{NORTH},{EAST}"
BAD_ROWS = [
    (f"MARKET ST,19107,{INSIDE}", "'MARKET ST' is no house number and street"),
    (f",19107,{INSIDE}", "'' is no house number and street"),
    (f"12 ,19107,{INSIDE}", "is no house number and street"),
    (f"12 St,19107,{INSIDE},", "has 5 columns, the first line has 4"),
    ("12 Elm St,19107", "has 2 columns, the first line has 4"),
    (f"12 Elm St,19107,{EAST},{NORTH}", "is outside the city: are they swapped?"),
    ("12 Elm St,19107,0,0", "0.0, 0.0 is outside the city"),
    ("12 Elm St,19107,95,0", "is outside the city"),
    ("12 Elm St,19107,north,0", "latitude 'north' is not a number"),
    ("12 Elm St,19107,NaN,0", "latitude 'NaN' is not a number"),
    (f"12 Elm St,19107,{NORTH},", "longitude '' is not a number"),
    (f"12 Elm St,{'1' * 13},{INSIDE}", "is no ZIP code"),
    (f"12 {'Elm ' * 40}St,19107,{INSIDE}", "has more than 120 characters"),
    (",,,", "is empty"),
    (f"1201 MARKET ST,19107,{INSIDE}", "the same as line 2"),
    (f'"12 Elm St,19107,{INSIDE}', "cannot be read"),
]


def test_the_command_says_what_came_in(empty_town: Town) -> None:
    result = empty_town.bring(MARKET, LANDMARKS)
    assert "a.csv: 7 new, 0 changed, 0 unchanged, 0 bad" in result.stdout
    assert "b.csv: 2 new, 0 changed, 0 unchanged, 0 bad" in result.stdout


@pytest.mark.parametrize(("row", "reason"), BAD_ROWS, ids=[reason[-40:] for _row, reason in BAD_ROWS])
def test_a_bad_row_is_named_and_does_not_stop_the_rest(empty_town: Town, row: str, reason: str) -> None:
    result = empty_town.bring(f"{MARKET}{row}\n1300 MARKET ST,19107,{INSIDE}\n")
    assert result.exit_code == 0, result.output
    assert "a.csv:9: " in result.stderr
    assert reason in result.stderr
    assert "8 new, 0 changed, 0 unchanged, 1 bad" in result.stdout
    assert empty_town.labels("1300 market") == ["1300 Market St"]


def test_the_same_files_again_change_nothing(empty_town: Town) -> None:
    files = (MARKET, LANDMARKS, f"{SEGMENTS}\nMARKET ST,1201,1299,1200,1298\n", "alias,street\nHigh St,Market St\n")
    empty_town.bring(*files)
    tables = ("place_names", "place_name_grams", "streets", "street_names", "addresses", "street_segments", "landmarks")
    with empty_town.app.app_context():
        before = [count(table) for table in tables]
    result = empty_town.bring(*files)
    assert [line.partition(": ")[2] for line in result.stdout.splitlines() if ".csv: " in line] == [
        f"0 new, 0 changed, {kept} unchanged, 0 bad" for kept in (7, 2, 2, 1)
    ]
    with empty_town.app.app_context():
        assert [count(table) for table in tables] == before


def test_other_names_are_read_after_the_streets_they_speak_of(empty_town: Town) -> None:
    result = empty_town.bring("alias,street\nHigh St,Market St\n", "no columns\n", MARKET)
    assert "a.csv: 1 new, 0 changed, 0 unchanged, 0 bad" in result.stdout
    assert "b.csv:1: the first line must name the columns" in result.stderr
    assert empty_town.labels("1220 high st") == ["1220 Market St"]


def test_a_point_that_moved_moves_and_so_does_the_middle_of_its_street(town: Town) -> None:
    result = town.bring(points(("1220 MARKET ST", point(1220, row=0.5)), postcode="19103"))
    assert "0 new, 1 changed, 0 unchanged, 0 bad" in result.stdout
    (place,) = town.search("1220 market st")
    assert (place["lat"], place["zip"]) == (point(1220, row=0.5)[0], "19103")
    assert town.search("market street")[0]["lat"] > NORTH
    assert [area["label"] for area in town.search("191")] == ["19103", "19107"]


def test_numbers_and_streets_may_stand_apart(empty_town: Town) -> None:
    """As OpenAddresses writes them; its flats share the point of their house."""
    rows = "LON,LAT,NUMBER,STREET,UNIT,CITY,POSTCODE\n" + "".join(
        f"{EAST},{NORTH},12,Elm Street,{unit},Town,19107\n" for unit in ("", "APT 12", "APT 13")
    )
    result = empty_town.bring(rows)
    assert "1 new, 0 changed, 0 unchanged, 2 bad" in result.stdout
    assert empty_town.labels("12 elm st") == ["12 Elm Street"]


def test_other_names_come_either_way_around(empty_town: Town) -> None:
    result = empty_town.bring(
        MARKET, "Pre,Name,Suffix,Post,USPS\n,MARKET,ST,,HIGH ST\nN,FRONT,ST,,MARKET ST\n,A,ST,,B ST\n"
    )
    assert "b.csv:4: no street is called 'B ST' or 'A ST': import the streets first" in result.stderr
    assert empty_town.labels("1220 high st") == ["1220 Market St"]
    assert empty_town.labels("1220 n front") == ["1220 Market St"]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_file_of_another_time_is_read_too(empty_town: Town, ends: str) -> None:
    text = points(("12 CALLE PEÑA", point(12)), ("14 CALLE PEÑA", point(14))).replace("\n", ends)
    latin = empty_town.bring(text.encode("latin-1"))
    assert "it is read as Latin-1" in latin.stderr
    marked = empty_town.bring(codecs.BOM_UTF8 + text.encode())
    assert "0 new, 0 changed, 2 unchanged, 0 bad" in marked.stdout
    assert empty_town.labels("12 calle pena") == ["12 Calle Peña"]


def test_a_file_that_only_begins_as_utf_8_is_read_as_latin_1(empty_town: Town) -> None:
    result = empty_town.bring(codecs.BOM_UTF8 + points(("12 CALLE PEÑA", point(12))).encode("latin-1"))
    assert result.exit_code == 0, result.output
    assert "it is read as Latin-1" in result.stderr
    assert empty_town.labels("12 calle pena") == ["12 Calle Peña"]


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_a_packed_file_is_unpacked(empty_town: Town, encoding: str) -> None:
    result = empty_town.bring(gzip.compress(points(("12 CALLE PEÑA", point(12))).encode(encoding)))
    assert "a.csv: 1 new, 0 changed, 0 unchanged, 0 bad" in result.stdout
    assert empty_town.labels("12 calle pena") == ["12 Calle Peña"]


@pytest.mark.parametrize(
    "broken", [gzip.compress(MARKET.encode())[:-9], gzip.compress(MARKET.encode())[:30] + b"?" * 90, b"\x1f\x8bMARKET"]
)
def test_a_file_that_cannot_be_unpacked_whole_brings_nothing(empty_town: Town, broken: bytes) -> None:
    result = empty_town.bring(broken)
    assert result.exit_code == 1
    assert "a.csv:1: this is packed, and cannot be unpacked whole; nothing of this file was read" in result.stderr
    assert empty_town.labels("1220 market") == []


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(empty_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_lines, "MOST_BYTES", 1 << 20)
    result = empty_town.bring(gzip.compress(MARKET.encode() + b"\n" * (1 << 21)))
    assert result.exit_code == 1
    assert "a.csv:1: this has more than 1 MB unpacked: give it in parts" in result.stderr
    assert empty_town.labels("1220 market") == []


@pytest.mark.parametrize("unusable", [b"", b"a,b\n1,2\n", b"\x1f\x8bMARKET"])
def test_a_file_that_cannot_be_used_does_not_keep_the_next_from_being_read(empty_town: Town, unusable: bytes) -> None:
    result = empty_town.bring(unusable, MARKET)
    assert result.exit_code == 1
    assert "a.csv:1: " in result.stderr
    assert "b.csv: 7 new, 0 changed, 0 unchanged, 0 bad" in result.stdout
    assert empty_town.labels("1220 market") == ["1220 Market St"]
    assert empty_town.labels("market street") == ["Market St"]


def test_the_packed_points_of_a_real_city_come_in(empty_town: Town, shared: Path, pack: str) -> None:
    if pack != "philadelphia":
        pytest.skip("these are the addresses of Philadelphia")
    file = str(shared / "addresses" / "philadelphia_address_points.csv.gz")
    result = empty_town.app.test_cli_runner().invoke(args=["places", "import", file])
    assert result.exit_code == 0, result.output
    assert "philadelphia_address_points.csv.gz: " in result.stdout


@pytest.mark.parametrize(
    ("text", "options", "reason"),
    [
        ("", [], "the file is empty"),
        ("a,b\n1,2\n", [], "the first line must name the columns"),
        (MARKET, ["--as", "landmarks"], "landmarks: name, latitude, longitude"),
    ],
)
def test_a_file_of_no_known_kind_is_refused(empty_town: Town, text: str, options: list[str], reason: str) -> None:
    result = empty_town.bring(text, options=options)
    assert result.exit_code == 1
    assert reason in result.stderr


def test_a_file_of_nothing_but_bad_rows_says_so_in_its_exit(empty_town: Town) -> None:
    assert empty_town.bring(f"{POINTS}\nnowhere,,0,0\n").exit_code == 1
    assert empty_town.bring(f"{POINTS}\n").exit_code == 0


def test_broken_bytes_are_no_traceback(empty_town: Town) -> None:
    result = empty_town.bring(b"\xff\xfe\x00\x01" * 50)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert isinstance(result.exception, SystemExit)


def test_the_number_of_a_block_is_no_word(empty_town: Town) -> None:
    result = empty_town.bring(f"{SEGMENTS}\nELM ST,1,99,x,98\nELM ST,0,0,0,0\nELM ST,,,2,98\n")
    assert "a.csv:2: 'x' is no house number" in result.stderr
    assert "1 new, 0 changed, 0 unchanged, 1 bad" in result.stdout
