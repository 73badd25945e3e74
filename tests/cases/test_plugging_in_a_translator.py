"""A city plugs a translator in: what everybody may read is translated, labelled, and never held up or lost."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import Result
from flask import Flask

from app import clock
from app.cases.models import Translation, TranslationOrder
from app.cases.translating import MOST_ATTEMPTS
from app.extensions import db
from app.jobs import bell
from tests.cases.test_reading_other_peoples_words import NOTE, SPANISH, line_of, said, schedule, text
from tests.client import CheckingClient
from tests.conftest import NOON, count
from tests.factories import Phone, sent
from tests.samples import Sample
from tests.translators import FakeTranslator, plugged_in, refuses, work

WORDS = "Red tags on the north wall."
Cases = Callable[..., Result]


@pytest.fixture
def cases(app: Flask) -> Cases:
    """`flask cases …`, as staff type it."""
    return lambda *arguments: app.test_cli_runner().invoke(args=["cases", *arguments])


@pytest.fixture
def stranger(client: CheckingClient) -> CheckingClient:
    other = client.application.test_client()
    assert isinstance(other, CheckingClient)
    return other


def rows(app: Flask, table: str) -> int:
    """How many there are; the look ends its transaction."""
    with app.app_context():
        return count(table)


def others(app: Flask) -> int:
    """In how many languages but one the city speaks."""
    return len(app.extensions["city"].languages) - 1


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


def test_a_translator_that_fails_is_asked_again_later_and_given_up_in_the_end(
    app: Flask, client: CheckingClient, cases: Cases, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    failing = FakeTranslator(refuses)
    with plugged_in(app, failing):
        number = sent(client)
        work(app)
        work(app)
        assert len(failing.asked) == others(app)  # not twice in a minute
        for day in range(1, MOST_ATTEMPTS + 3):
            with clock.stopped_at(NOON + timedelta(days=2 * day)):
                work(app)
        assert len(failing.asked) == MOST_ATTEMPTS * others(app)
        with app.app_context():
            swept = app.test_cli_runner().invoke(args=["sweep"]).output
        assert "1  texts that the translator could not do" in swept
        assert WORDS not in caplog.text
        app.extensions["translator"] = FakeTranslator()
        cases("translate", number, "--again")
        work(app)
    assert rows(app, "translations") == others(app)


def test_one_language_that_fails_keeps_no_other_waiting(app: Flask, client: CheckingClient) -> None:
    flaky = FakeTranslator(lambda text, target: refuses(text, target) if target == "es" else f"{target}: {text}")
    with plugged_in(app, flaky):
        sent(client)
        work(app)
        assert rows(app, "translations") == others(app) - 1
        app.extensions["translator"] = again = FakeTranslator()
        with clock.stopped_at(NOON + timedelta(hours=1)):
            work(app)
    assert [target for _text, _source, target in again.asked] == ["es"]


def test_a_text_that_always_fails_does_not_stop_the_others(app: Flask, client: CheckingClient) -> None:
    picky = FakeTranslator(lambda text, target: refuses(text, target) if "poison" in text else f"{target}: {text}")
    with plugged_in(app, picky):
        sent(client, description="This is poison.")
        sent(client)
        work(app)
    assert rows(app, "translations") == others(app)


def test_an_ill_translator_is_left_alone_after_three_texts(app: Flask, client: CheckingClient) -> None:
    failing = FakeTranslator(refuses)
    with plugged_in(app, failing):
        for _ in range(5):
            sent(client)
        work(app)
    assert len(failing.asked) == 3 * others(app)


@pytest.mark.parametrize("lie", ["", " \n ", "\u202e\u0000", "\u200b\u200e", "\u00ad\u0301", "...?!", "x" * 5000])
def test_what_cannot_be_a_translation_is_not_believed(app: Flask, client: CheckingClient, lie: str) -> None:
    with plugged_in(app, FakeTranslator(lambda _text, _target: lie)):
        sent(client)
        work(app)
    assert (rows(app, "translations"), rows(app, "translation_orders")) == (0, 1)


@pytest.mark.parametrize("words", [WORDS, "?!"])
def test_the_same_words_again_are_no_translation(
    app: Flask, client: CheckingClient, stranger: CheckingClient, words: str
) -> None:
    with plugged_in(app, FakeTranslator(lambda text, _target: f" {text}\r\n")):
        number = sent(client, description=words)
        work(app)
    assert (rows(app, "translations"), rows(app, "translation_orders")) == (0, 0)
    assert '<details class="original">' not in text(stranger, f"/es/cases/{number}")


@pytest.mark.parametrize("answer", ["5", "👍", "红"])
def test_one_number_symbol_or_letter_can_be_a_translation(app: Flask, client: CheckingClient, answer: str) -> None:
    with plugged_in(app, FakeTranslator(lambda _text, _target: answer)):
        sent(client)
        work(app)
    assert rows(app, "translations") == others(app)


def test_what_a_translator_says_is_shown_as_text(app: Flask, client: CheckingClient, stranger: CheckingClient) -> None:
    with plugged_in(app, FakeTranslator(lambda _text, _target: "<img src=x onerror=alert(1)>%(language)s\u202e")):
        number = sent(client)
        work(app)
    assert "&lt;img src=x onerror=alert(1)&gt;%(language)s</p>" in text(stranger, f"/es/cases/{number}")


def test_a_language_it_does_not_speak_is_not_asked_for_again(app: Flask, client: CheckingClient) -> None:
    silent = FakeTranslator(lambda _text, _target: None)
    with plugged_in(app, silent):
        sent(client)
        work(app)
        with clock.stopped_at(NOON + timedelta(days=9)):
            work(app)
    assert len(silent.asked) == others(app)
    assert rows(app, "translations") == 0


def test_very_long_words_stay_as_they_are(app: Flask, client: CheckingClient) -> None:
    asked = FakeTranslator()
    with plugged_in(app, asked):
        sent(client, description="word " * 2000)
        work(app)
    assert asked.asked == []
    assert rows(app, "translation_orders") == 0


def test_who_dies_over_a_text_leaves_it_to_the_next(app: Flask, client: CheckingClient) -> None:
    def dies(_text: str, _target: str) -> str:
        raise KeyboardInterrupt

    with plugged_in(app, FakeTranslator(dies)):
        sent(client)
        with pytest.raises(KeyboardInterrupt):
            work(app)
        with app.app_context():
            waiting = db.session.query(TranslationOrder).one()
        assert waiting.attempts == 1
        assert waiting.due_at is not None
        assert waiting.due_at > NOON
        app.extensions["translator"] = FakeTranslator()
        with clock.stopped_at(NOON + timedelta(hours=1)):
            work(app)
    assert rows(app, "translations") == others(app)


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
