"""A file of cases in a spreadsheet: whatever others wrote stays in its cell, and none of it runs."""

import pytest

from app.cases import queries
from app.extensions import db
from tests.cases.test_taking_data_out import table
from tests.client import CheckingClient
from tests.factories import sent
from tests.samples import Sample


def test_excel_is_told_that_it_is_utf_8(client: CheckingClient, sample: Sample) -> None:
    sent(client, place=sample.place(address="Calle Ñandú 3"))
    data = client.get("/feeds/cases.csv").data
    assert data.startswith(b"\xef\xbb\xbfnumber,")
    assert data.count(b"\xef\xbb\xbf") == 1
    assert "Calle Ñandú 3" in data.decode()


DANGEROUS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =cmd|'/c calc'!A0", "\u00a0=1", "=\n1", "'=1",
    "\uff1d1+1", "\uff0bx", "\uff0d1", "\uff20SUM(A1)", "\ufe62x", "\ufe661", "=\u03381",
    "\u200b=1", "\ufeff=1", "\u202e=1", "\u2060 \u200d\uff1d1", "\u034f=1", "\x01=1",
]  # fmt: skip


@pytest.mark.parametrize("address", DANGEROUS)
def test_no_cell_runs_in_a_spreadsheet(client: CheckingClient, sample: Sample, inside: None, address: str) -> None:
    case = queries.find_case(sent(client))
    case.address = address
    db.session.commit()
    (row,) = table(client)
    assert row["address"].startswith("'")
    assert address.rsplit(maxsplit=1)[-1] in row["address"]
    assert len(client.get("/feeds/cases.csv").data.splitlines()) == 2


@pytest.mark.parametrize("address", ["1 Penn = Square", "\u200bPenn", "شارع=1", "＃1", "≠1", "①"])
def test_what_does_not_run_is_left_as_it_is(client: CheckingClient, sample: Sample, inside: None, address: str) -> None:
    case = queries.find_case(sent(client))
    case.address = address
    db.session.commit()
    assert table(client)[0]["address"] == address


def test_a_kind_of_problem_that_a_phone_made_up_does_not_run_either(client: CheckingClient, inside: None) -> None:
    case = queries.find_case(sent(client))
    case.service_code = "=SUM(A1)"
    db.session.commit()
    (row,) = table(client)
    assert (row["service"], row["service_name"]) == ("'=SUM(A1)", "'=SUM(A1)")


def test_numbers_stay_numbers(client: CheckingClient, sample: Sample) -> None:
    sent(client)
    (row,) = table(client)
    assert float(row["longitude"]) < 0


@pytest.mark.parametrize("address", ['a "quoted" one, with commas', "two\r\nlines", "\u2028", ";|\\"])
def test_odd_addresses_stay_in_their_cell(client: CheckingClient, sample: Sample, inside: None, address: str) -> None:
    case = queries.find_case(sent(client))
    case.address = address
    db.session.commit()
    (row,) = table(client)
    assert row["url"].endswith(row["number"])
    assert row["address"].split() == address.split()
