"""A city plugs a translator in: what everybody may read is translated, labelled, and never held up or lost."""

import threading
from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask

from app.cases.models import Translation
from app.extensions import db
from app.jobs import bell
from tests.cases.test_reading_other_peoples_words import NOTE, SPANISH, line_of, said, schedule, text
from tests.client import CheckingClient
from tests.factories import Phone, sent
from tests.samples import Sample
from tests.translators import FakeTranslator, others, plugged_in, rows, work

WORDS = "Red tags on the north wall."
Cases = Callable[..., Result]


def test_what_a_resident_wrote_is_read_in_other_languages(
    app: Flask, client: CheckingClient, stranger: CheckingClient
) -> None:
    with plugged_in(app, FakeTranslator()):
        number = sent(client)
        work(app)
    page = text(stranger, f"/es/cases/{number}")
    assert said(page, f"[es] {WORDS}")["lang"] == "es"
    assert said(page, WORDS)["lang"] == "en"
    assert rows(app, "translations") == others(app)
    assert rows(app, "translation_orders") == 0
    told = stranger.get(f"/api/v1/cases/{number}?lang=es").get_json()["properties"]
    assert told["words"][0]["translation"] == {"text": f"[es] {WORDS}", "language": "es", "source": "software"}


def test_software_is_named_as_such(app: Flask, client: CheckingClient, stranger: CheckingClient) -> None:
    with plugged_in(app, FakeTranslator()):
        number = sent(client, language="es", description="Letras rojas.")
        work(app)
    page = text(stranger, f"/en/cases/{number}")
    assert 'Translated by software from <bdi lang="es" dir="ltr">Español</bdi>.' in page


def test_notes_and_additions_are_translated_once(app: Flask, client: CheckingClient, cases: Cases) -> None:
    asked = FakeTranslator()
    with plugged_in(app, asked):
        phone = Phone(client)
        number = str(phone.put(phone.report(description="")).get_json()["number"])
        phone.add(phone.addition(description="It grew."))
        schedule(cases, number, "--note", NOTE, "--note-in", "es", SPANISH)
        work(app)
        work(app)
    assert len(asked.asked) == len(set(asked.asked)) == 2 * others(app) - 1
    assert (NOTE, "en", "es") not in asked.asked


def test_nothing_is_kept_for_a_translator_that_is_not_there(client: CheckingClient, app: Flask) -> None:
    sent(client)
    work(app)
    assert (rows(app, "translations"), rows(app, "translation_orders")) == (0, 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"description": "Call me at 215 555 0123."},
        {"service": "NO-SUCH"},
        {"service": "private", "answers": {}},
        {"description": ""},
    ],
)
def test_what_not_everybody_may_read_is_never_sent(
    app: Flask, client: CheckingClient, sample: Sample, cases: Cases, changes: dict[str, str]
) -> None:
    asked = FakeTranslator()
    if changes.get("service") == "private":
        changes = changes | {"service": sample.private.code}
    with plugged_in(app, asked):
        phone = Phone(client)
        number = str(phone.put(phone.report(**changes)).get_json()["number"])
        phone.add(phone.addition(description="Mail me: ana@example.org"))
        if "service" in changes:
            schedule(cases, number, "--note", NOTE)
        work(app)
    assert asked.asked == []
    assert rows(app, "translation_orders") == 0


def test_words_that_are_hidden_while_they_wait_are_not_sent(app: Flask, client: CheckingClient) -> None:
    asked = FakeTranslator()
    with plugged_in(app, asked):
        number = sent(client)
        client.post(f"/en/cases/{number}/withdraw")
        work(app)
    assert asked.asked == []


def test_words_that_are_hidden_while_they_are_translated_stay_hidden(app: Flask, client: CheckingClient) -> None:
    with plugged_in(app, FakeTranslator()):
        number = sent(client)

        def withdraw(_text: str, _target: str) -> str:
            client.post(f"/en/cases/{number}/withdraw")
            return "Too late"

        app.extensions["translator"] = FakeTranslator(withdraw)
        work(app)
    assert (rows(app, "translations"), rows(app, "translation_orders")) == (0, 0)


def test_hiding_takes_the_translations_along(app: Flask, client: CheckingClient, sample: Sample, cases: Cases) -> None:
    with plugged_in(app, FakeTranslator()):
        number = sent(client)
        schedule(cases, number, "--note", NOTE, "--note-in", "es", SPANISH)
        work(app)
        assert rows(app, "translations") == 2 * others(app)
        client.post(f"/en/cases/{number}/service", data={"service": sample.private.code})
    with app.app_context():
        assert [row.text for row in db.session.query(Translation)] == [SPANISH]  # staff's own, for the reporter
    assert SPANISH in text(client, f"/es/cases/{number}")


def test_what_is_shown_after_a_look_is_translated_then(
    app: Flask, client: CheckingClient, cases: Cases, stranger: CheckingClient
) -> None:
    with plugged_in(app, FakeTranslator()):
        number = sent(client, service="NO-SUCH")
        work(app)
        cases("release", number)
        work(app)
    assert f"[es] {WORDS}" in text(stranger, f"/es/cases/{number}")


def test_a_person_s_version_takes_the_place_of_software_s_and_stays(
    app: Flask, client: CheckingClient, cases: Cases, stranger: CheckingClient
) -> None:
    asked = FakeTranslator()
    with plugged_in(app, asked):
        number = sent(client)
        work(app)
        listed = cases("translate", number)
        assert f"  es       by software: [es] {WORDS}" in listed.output
        line = line_of(listed, WORDS)
        cases("translate", number, "--line", line, "--language", "es", "--text", "Letras rojas.")
        assert "1 waiting for the translator" in cases("translate", number, "--again").output
        work(app)
    page = text(stranger, f"/es/cases/{number}")
    assert "Letras rojas." in page
    assert f"[es] {WORDS}" not in page
    assert len(asked.asked) == others(app)


@pytest.mark.real_clock
def test_the_worker_translates_beside_its_other_work(app: Flask, client: CheckingClient) -> None:
    here = threading.Event()
    go_on = threading.Event()

    def slowly(text: str, target: str) -> str:
        here.set()
        assert go_on.wait(30)
        return f"{target}: {text}"

    with plugged_in(app, FakeTranslator(slowly)):
        sent(client)
        bell(app).run("translations")
        assert here.wait(30)
        bell(app).run("translations")  # one thread is enough
        assert sent(client)  # no lock of the store is held meanwhile
        working = [thread for thread in threading.enumerate() if thread.name == "translating"]
        assert len(working) == 1
        go_on.set()
        working[0].join(30)
    assert rows(app, "translations") == 2 * others(app)


def test_the_privacy_page_says_that_a_machine_may_read_along(app: Flask, client: CheckingClient) -> None:
    sentence = "A machine may translate what you write so that others can read it."
    assert sentence not in text(client, "/en/privacy")
    with plugged_in(app, FakeTranslator()):
        assert sentence in text(client, "/en/privacy")
