"""What staff removed stays removed: no machine brings it back, unless staff ask for that."""

from collections.abc import Callable
from datetime import timedelta

from click.testing import Result
from flask import Flask

from app import clock
from app.cases.models import Translation
from app.extensions import db
from tests.cases.test_reading_other_peoples_words import NOTE, line_of, schedule, text
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.factories import Phone, sent
from tests.samples import Sample
from tests.translators import Asked, FakeTranslator, plugged_in, refuses, work

WORDS = "Red tags on the north wall."
MACHINE_S = f"[es] {WORDS}"
Cases = Callable[..., Result]


def remove(cases: Cases, number: str, words: str = WORDS) -> Result:
    """Staff take the Spanish version away."""
    line = line_of(cases("translate", number), words)
    return cases("translate", number, "--line", line, "--language", "es", "--remove")


def spanish(asked: FakeTranslator) -> list[Asked]:
    """What was asked for in Spanish."""
    return [question for question in asked.asked if question[2] == "es"]


def test_what_was_removed_shows_nowhere(
    app: Flask, client: CheckingClient, stranger: CheckingClient, cases: Cases
) -> None:
    with plugged_in(app, FakeTranslator()):
        number = sent(client)
        work(app)
        listed = remove(cases, number)
    assert listed.exit_code == 0
    assert "  es       -\n" in listed.output
    page = text(stranger, f"/es/cases/{number}")
    assert WORDS in page
    assert MACHINE_S not in page
    told = stranger.get(f"/api/v1/cases/{number}?lang=es").get_json()["properties"]
    assert told["words"][0]["translation"] is None


def test_a_retry_brings_nothing_back(app: Flask, client: CheckingClient, cases: Cases) -> None:
    flaky = FakeTranslator(lambda text, target: refuses(text, target) if target == "ar" else f"[{target}] {text}")
    with plugged_in(app, flaky):
        number = sent(client)
        work(app)
        assert remove(cases, number).exit_code == 0
        with clock.stopped_at(NOON + timedelta(hours=1)):
            work(app)
        assert MACHINE_S not in cases("translate", number).output
    assert len(spanish(flaky)) == 1


def test_what_is_removed_while_it_is_translated_again_stays_away(
    app: Flask, client: CheckingClient, cases: Cases
) -> None:
    with plugged_in(app, FakeTranslator(refuses)):
        number = sent(client)
        line = line_of(cases("translate", number), WORDS)
        named = ("translate", number, "--line", line, "--language", "es")

        def removes(_text: str, target: str) -> str:
            if target == "es":
                cases(*named, "--text", "Letras rojas.")
                cases(*named, "--remove")
            return f"[{target}] too late"

        app.extensions["translator"] = FakeTranslator(removes)
        work(app)
        listed = cases("translate", number).output
    assert "[es] too late" not in listed
    assert "[ar] too late" in listed


def test_another_who_takes_a_report_back_brings_nothing_back(app: Flask, client: CheckingClient, cases: Cases) -> None:
    asked = FakeTranslator()
    with plugged_in(app, asked):
        number = sent(client)
        phone = Phone(client)
        phone.put(phone.report(joins=number, description="I see it too."))
        work(app)
        assert remove(cases, number).exit_code == 0
        before = len(asked.asked)
        client.get(f"/c/{number}?key={phone.id}.{phone.secret}")
        client.post(f"/en/cases/{number}/withdraw")
        work(app)
        assert MACHINE_S not in cases("translate", number).output
    assert len(asked.asked) == before


def test_correcting_the_service_orders_no_words_that_were_shown_before(
    app: Flask, client: CheckingClient, sample: Sample
) -> None:
    silent = FakeTranslator(lambda _text, _target: None)
    with plugged_in(app, silent):
        number = sent(client)
        work(app)
        before = len(silent.asked)
        assert before
        client.post(f"/en/cases/{number}/service", data={"service": sample.other.code})
        work(app)
    assert len(silent.asked) == before


def test_hiding_and_showing_brings_nothing_back(
    app: Flask, client: CheckingClient, cases: Cases, sample: Sample
) -> None:
    with plugged_in(app, FakeTranslator()):
        number = sent(client)
        schedule(cases, number, "--note", NOTE)
        work(app)
        assert remove(cases, number, NOTE).exit_code == 0
        for code in (sample.private.code, sample.other.code):
            client.post(f"/en/cases/{number}/service", data={"service": code})
        work(app)
        listed = cases("translate", number).output
    assert f"[ar] {NOTE}" in listed
    assert f"[es] {NOTE}" not in listed


def test_a_removal_is_no_fault_where_words_are_hidden(
    app: Flask, client: CheckingClient, cases: Cases, sample: Sample
) -> None:
    with plugged_in(app, FakeTranslator()):
        number = sent(client)
        work(app)
        remove(cases, number)
        client.post(f"/en/cases/{number}/service", data={"service": sample.private.code})
        with app.app_context():
            assert [(row.source, row.text) for row in db.session.query(Translation)] == [("removed", "")]
            db.session.rollback()
            assert "hidden words that have translations" not in app.test_cli_runner().invoke(args=["sweep"]).output


def test_staff_who_ask_for_it_again_get_it(
    app: Flask, client: CheckingClient, stranger: CheckingClient, cases: Cases
) -> None:
    with plugged_in(app, FakeTranslator()):
        number = sent(client)
        work(app)
        remove(cases, number)
        assert "1 waiting for the translator" in cases("translate", number, "--again").output
        work(app)
    assert MACHINE_S in text(stranger, f"/es/cases/{number}")


def test_a_person_s_version_takes_the_place_of_a_removal(
    app: Flask, client: CheckingClient, stranger: CheckingClient, cases: Cases
) -> None:
    with plugged_in(app, FakeTranslator()):
        number = sent(client)
        work(app)
        remove(cases, number)
        line = line_of(cases("translate", number), WORDS)
        cases("translate", number, "--line", line, "--language", "es", "--text", "Letras rojas.")
    assert "Letras rojas." in text(stranger, f"/es/cases/{number}")


def test_what_is_removed_already_cannot_be_removed(app: Flask, client: CheckingClient, cases: Cases) -> None:
    with plugged_in(app, FakeTranslator()):
        number = sent(client)
        work(app)
        assert remove(cases, number).exit_code == 0
        assert remove(cases, number).exit_code == 1
