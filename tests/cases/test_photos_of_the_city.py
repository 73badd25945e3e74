"""The city shows what the finished work looks like."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.cases import queries
from app.delivery.wording import Words, words_for
from app.extensions import db
from app.jobs import bell
from tests.client import CheckingClient
from tests.conftest import count
from tests.factories import Phone, photo
from tests.samples import Sample

Cases = Callable[..., Result]


@pytest.fixture
def phone(client: CheckingClient) -> Phone:
    """A phone whose report is with the city."""
    phone = Phone(client)
    assert phone.put(phone.report()).status_code == 201
    return phone


@pytest.fixture
def number(phone: Phone) -> str:
    return str(phone.put(phone.report()).get_json()["number"])


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A real photo in a file."""
    file = tmp_path / "after.jpg"
    file.write_bytes(photo("green"))
    return file


def close(cases: Cases, number: str, *files: Path) -> Result:
    named = [word for file in files for word in ("--photo", str(file))]
    return cases("update", number, "--status", "closed", "--reason", "fixed", *named)


def pictures(client: CheckingClient, number: str) -> list[str]:
    bell(client.application).run("photos")
    page = client.get(f"/en/cases/{number}").get_data(as_text=True)
    return re.findall(r'src="(/media/[^"]+)"', page)


def words(app: Flask, number: str) -> Words:
    with app.app_context():
        case = queries.find_case(number)
        event = queries.list_events(case)[-1]
        return words_for(event, case, language="en", is_own=False, is_area=False)


def test_everybody_sees_the_finished_work_in_the_timeline(
    number: str, cases: Cases, picture: Path, stranger: CheckingClient
) -> None:
    assert close(cases, number, picture).exit_code == 0
    seen = pictures(stranger, number)
    assert len(seen) == 1
    assert stranger.get(seen[0]).status_code == 200
    timeline = stranger.get(f"/api/v1/cases/{number}").get_json()["properties"]["timeline"]
    assert [len(line["photos"]) for line in timeline] == [1, 0]


def test_who_follows_is_told_that_there_is_a_photo(app: Flask, number: str, cases: Cases, picture: Path) -> None:
    close(cases, number, picture)
    assert words(app, number).body.startswith("The city says it is fixed. There is a photo. Case")


def test_no_photo_is_promised_that_is_not_there(app: Flask, number: str, cases: Cases) -> None:
    close(cases, number)
    assert "There is a photo" not in words(app, number).body


def test_what_is_no_photo_leaves_the_case_as_it_was(app: Flask, number: str, cases: Cases, tmp_path: Path) -> None:
    (tmp_path / "list.pdf").write_bytes(b"%PDF-1.7")
    refused = close(cases, number, tmp_path / "list.pdf")
    assert refused.exit_code == 1
    assert "list.pdf" in refused.output
    with app.app_context():
        assert queries.find_case(number).status == "received"


def test_a_private_case_takes_no_photo_for_everybody(
    app: Flask, client: CheckingClient, cases: Cases, picture: Path, sample: Sample
) -> None:
    other = Phone(client)
    body = other.report(service=sample.private.code, answers=sample.answers(sample.private))
    private = other.put(body).get_json()["number"]
    assert close(cases, private, picture).exit_code == 1
    with app.app_context():
        assert count("photos WHERE is_public") == 0


def test_a_case_that_turns_private_takes_its_photos_along(
    app: Flask, phone: Phone, number: str, cases: Cases, picture: Path, stranger: CheckingClient, sample: Sample
) -> None:
    cases("update", number, "--status", "acknowledged", "--photo", str(picture))
    address = pictures(stranger, number)[0]
    phone.client.post(f"/en/cases/{number}/service", data={"service": sample.private.code})
    assert stranger.get(address).status_code == 404


def test_the_sweep_knows_whose_photos_these_are(app: Flask, number: str, cases: Cases, picture: Path) -> None:
    close(cases, number, picture)
    bell(app).run("photos")
    with app.app_context():
        db.session.rollback()
    assert "photos of no report" not in app.test_cli_runner().invoke(args=["sweep"]).output
