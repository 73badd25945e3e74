"""A translator that fails, lies, hangs or dies holds nothing up, and nothing is lost."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import Result
from flask import Flask

from app import clock
from app.cases.models import TranslationOrder
from app.cases.orders import MOST_ATTEMPTS
from app.extensions import db
from tests.cases.test_reading_other_peoples_words import text
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.factories import sent
from tests.translators import FakeTranslator, others, plugged_in, refuses, rows, work

WORDS = "Red tags on the north wall."
Cases = Callable[..., Result]


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
