"""`flask sweep` proves that every case is whole, and names what is not."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Connection, delete, select, update

from app.cases.invariants import invariants, unowned_rows
from app.cases.links import CaseLink, LinkKind
from app.cases.models import Case, Event, Report, TranslationOrder
from app.cases.translating import translate_event
from app.dispatch import Dispatch
from app.extensions import db
from app.photos.models import Photo
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.factories import Phone, declared, photo
from tests.samples import Sample

pytestmark = pytest.mark.usefixtures("inside")
GUARDS = {
    "sqlite": ("PRAGMA foreign_keys = off", "PRAGMA foreign_keys = on"),
    "postgresql": ("SET session_replication_role = replica", "SET session_replication_role = origin"),
}


@pytest.fixture
def number(app: Flask, client: CheckingClient) -> str:
    """The number of a report with a photo, in a city with other cases."""
    assert app.test_cli_runner().invoke(args=["demo", "seed", "--cases", "60"]).exit_code == 0
    picture = photo()
    phone = Phone(client)
    answer = phone.put(phone.report(photos=[declared(picture)])).get_json()
    assert phone.patch(picture).status_code == 204
    return str(answer["number"])


def sweep(app: Flask) -> Result:
    return app.test_cli_runner().invoke(args=["sweep"])


def case_id(number: str) -> int:
    return db.session.scalars(select(Case.id).where(Case.number == number)).one()


@contextmanager
def without_guards() -> Iterator[Connection]:
    """As if the store did not watch over foreign keys."""
    off, on = GUARDS[db.engine.dialect.name]
    with db.engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        driver.execute(off)
        yield connection
        connection.commit()
        driver.execute(on)
        driver.commit()  # else the pool rolls it back, and hands out a connection without guards


def test_what_residents_staff_and_files_made_is_whole(app: Flask, number: str) -> None:
    closing = ["cases", "update", number, "--status", "closed", "--reason", "fixed"]
    assert app.test_cli_runner().invoke(args=closing).exit_code == 0

    result = sweep(app)

    assert result.exit_code == 0, result.output
    assert "61  cases looked at" in result.output
    assert "FAULT" not in result.output.replace("0  FAULT photos", "")


def test_an_empty_store_is_whole(app: Flask) -> None:
    assert sweep(app).exit_code == 0


BROKEN_CASES: dict[str, dict[str, object]] = {
    "cases with an unknown status or reason": {"status": "lost"},
    "cases whose status, closing and reason disagree": {"closed_at": NOON},
    "cases whose timeline ends otherwise": {"status": "scheduled"},
    "cases whose moments are out of order": {"received_at": NOON + timedelta(days=3)},
    "cases expected on an impossible day": {"expected_on": date(2020, 1, 1)},
    "cases with more reports than they count": {"report_count": 0},
    "cases that count more people than they have": {"report_count": 2},
    "hidden cases that show a place": {"is_private": True},
    "hidden cases whose words or photos are shown": {"is_held": True},
    "cases in an unknown neighbourhood": {"neighbourhood": "atlantis"},
    "cases with a wrong number": {"number": "1234567890"},
    "cases on the wrong tile": {"tile": 7},
}


@pytest.mark.parametrize("fault", BROKEN_CASES)
def test_a_broken_case_is_named_by_its_number(app: Flask, number: str, fault: str) -> None:
    values = BROKEN_CASES[fault]
    db.session.execute(update(Case).where(Case.number == number).values(values))
    db.session.commit()

    result = sweep(app)

    assert result.exit_code == 1
    assert f"1  FAULT {fault}: {values.get('number', number)}\n" in result.output


def test_a_case_without_its_first_event_was_never_received(app: Flask, number: str) -> None:
    db.session.execute(delete(Dispatch).where(Dispatch.subject_id == case_id(number)))
    db.session.execute(delete(Event).where(Event.case_id == case_id(number)))
    db.session.commit()

    result = sweep(app)

    assert result.exit_code == 1
    assert f"1  FAULT cases that were never received: {number}\n" in result.output
    assert f"1  FAULT reports that no timeline tells of: {number}\n" in result.output


def test_a_closing_at_another_moment_than_its_event_is_found(app: Flask, number: str) -> None:
    closing = ["cases", "update", number, "--status", "closed", "--reason", "fixed"]
    assert app.test_cli_runner().invoke(args=closing).exit_code == 0
    db.session.execute(update(Case).where(Case.number == number).values(closed_at=NOON + timedelta(hours=2)))
    db.session.commit()
    assert f"FAULT cases whose timeline ends otherwise: {number}\n" in sweep(app).output


def test_an_event_that_nobody_is_told_of_is_found(app: Flask, number: str) -> None:
    db.session.execute(delete(Dispatch))
    db.session.commit()
    assert f"1  FAULT events that nobody will be told of: {number}\n" in sweep(app).output


def test_no_more_than_five_examples_are_named(app: Flask, number: str) -> None:
    db.session.execute(update(Case).values(neighbourhood="atlantis"))
    db.session.commit()
    line = next(line for line in sweep(app).output.splitlines() if "unknown neighbourhood" in line)
    assert line.split()[0] == "61"
    assert line.count(",") == 4


def test_rows_whose_owner_is_gone_are_found(app: Flask, number: str) -> None:
    lost = {
        "id": case_id(number),
        "report": db.session.scalars(select(Report.id).join(Case).where(Case.number == number)).one(),
    }
    event = db.session.scalars(select(Event.id).where(Event.case_id == lost["id"])).one()
    key = db.session.scalars(select(Photo.key)).one()
    db.session.rollback()
    with without_guards() as connection:
        connection.execute(delete(Case).where(Case.id == lost["id"]))

    output = sweep(app).output

    assert f"1  FAULT reports of no case: report {lost['report']}".replace("-", "") in output.replace("-", "")
    assert f"1  FAULT events of no case: event {event}\n" in output

    with without_guards() as connection:
        connection.execute(delete(Report).where(Report.id == lost["report"]))
        connection.execute(delete(Event).where(Event.id == event))

    output = sweep(app).output

    assert f"1  FAULT photos of no report: photo {key}\n" in output
    assert "1  FAULT dispatches of no event: dispatch " in output


def arrival(number: str) -> Event:
    return db.session.scalars(select(Event).where(Event.case_id == case_id(number))).one()


@pytest.mark.parametrize(
    ("model", "values"),
    [(Report, {"is_description_public": False}), (Event, {"is_public": False}), (Case, {"is_held": True})],
)
def test_hidden_words_that_can_be_read_in_another_language_are_found(
    app: Flask, number: str, model: type[Any], values: dict[str, bool]
) -> None:
    translate_event(arrival(number), "es", "Letras rojas.")
    db.session.commit()
    assert "hidden words that have translations" not in sweep(app).output
    db.session.execute(update(model).values(values))
    db.session.commit()
    assert f"1  FAULT hidden words that have translations: {number}\n" in sweep(app).output


def test_staff_s_own_versions_of_a_note_are_no_fault_in_a_private_case(app: Flask, number: str, sample: Sample) -> None:
    values = {"is_private": True, "latitude": None, "longitude": None, "tile": None, "address": None}
    db.session.execute(update(Case).where(Case.number == number).values(values))
    db.session.execute(update(Report).values(is_description_public=False))
    db.session.execute(update(Photo).values(is_public=False))
    note = ["--note", "On Friday.", "--note-in", "es", "El viernes."]
    assert app.test_cli_runner().invoke(args=["cases", "update", number, "--status", "scheduled", *note]).exit_code == 0
    assert sweep(app).exit_code == 0


def test_words_of_events_that_are_gone_are_found(app: Flask, number: str) -> None:
    event = arrival(number)
    gone = event.id
    translate_event(event, "es", "Letras rojas.")
    db.session.add(TranslationOrder(event_id=gone, due_at=NOON, attempts=0))
    db.session.commit()
    with without_guards() as connection:
        connection.execute(delete(Event).where(Event.id == gone))
    output = sweep(app).output
    assert f"1  FAULT translations of no event: words of event {gone}\n" in output
    assert f"1  FAULT translation orders of no event: words of event {gone}\n" in output


def test_a_photo_of_a_hidden_case_that_everybody_may_see_is_found(app: Flask, number: str) -> None:
    db.session.execute(update(Report).values(is_description_public=False))
    db.session.execute(update(Case).where(Case.number == number).values(is_private=True))
    db.session.commit()
    assert f"1  FAULT hidden cases whose words or photos are shown: {number}\n" in sweep(app).output


def test_a_link_to_a_case_that_is_hidden_is_found(app: Flask, number: str) -> None:
    other = db.session.scalars(select(Case.id).where(Case.number != number, Case.tile.is_not(None)).limit(1)).one()
    db.session.add(CaseLink(case_id=other, other_id=case_id(number), kind=LinkKind.SAME, made_at=NOON))
    db.session.execute(update(Case).where(Case.number == number).values(is_held=True))
    db.session.commit()
    assert f"1  FAULT hidden cases that are linked: {number}\n" in sweep(app).output


def test_a_photo_that_waits_for_its_report_is_no_fault(app: Flask, number: str) -> None:
    db.session.execute(update(Photo).values(is_draft=True, owner_id=uuid4()))
    db.session.commit()
    assert sweep(app).exit_code == 0


def test_every_fault_is_tried() -> None:
    """Whoever adds one adds its test."""
    tried = Path(__file__).read_text("utf-8")
    assert all(fault in tried for fault in {**invariants(), **unowned_rows()})
