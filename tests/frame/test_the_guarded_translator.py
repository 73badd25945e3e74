"""A translator that hangs, raises or talks nonsense keeps nobody waiting, and nobody's words reach a log."""

import logging
import threading
from pathlib import Path
from threading import Event

import pytest

from app import create_app
from app.config import SettingsError
from app.translator import MOST_HANGING, GuardedTranslator, NotTranslated, NullTranslator, Translator, factory_named
from tests.conftest import settings_for
from tests.translators import FakeTranslator

WORDS = "My neighbour Ana fell here."


def ask(translator: Translator) -> str | None:
    return translator.translate(WORDS, source="en", target="es")


def hanging(until: Event) -> FakeTranslator:
    return FakeTranslator(lambda _text, _target: str(until.wait(30)))


def test_it_says_what_the_city_s_translator_says() -> None:
    assert ask(GuardedTranslator(FakeTranslator)) == f"[es] {WORDS}"
    assert ask(GuardedTranslator(lambda: FakeTranslator(lambda _text, _target: None))) is None


def test_it_is_made_once_and_only_when_it_is_needed() -> None:
    made: list[FakeTranslator] = []

    def make() -> FakeTranslator:
        made.append(FakeTranslator())
        return made[-1]

    guarded = GuardedTranslator(make)
    assert made == []
    assert ask(guarded) == ask(guarded)
    assert len(made) == 1


def test_one_that_hangs_is_given_up_and_heard_again_later() -> None:
    until = Event()
    guarded = GuardedTranslator(lambda: hanging(until), seconds=0.05)
    for _ in range(MOST_HANGING + 3):
        with pytest.raises(NotTranslated):
            ask(guarded)
    left = [thread for thread in threading.enumerate() if thread.name == "translator"]
    assert len(left) == MOST_HANGING
    until.set()
    for thread in left:
        thread.join(10)
    assert ask(guarded) == "True"


@pytest.mark.parametrize("error", [OSError(WORDS), SystemExit(WORDS), KeyError(WORDS)])
def test_what_it_raises_is_named_without_what_it_says(error: BaseException) -> None:
    def fail(_text: str, _target: str) -> str:
        raise error

    with pytest.raises(NotTranslated) as caught:
        ask(GuardedTranslator(lambda: FakeTranslator(fail)))
    assert type(error).__name__ in str(caught.value)
    assert "Ana" not in str(caught.value)


def test_one_that_cannot_be_made_fails_like_one_that_cannot_speak() -> None:
    def make() -> FakeTranslator:
        raise ConnectionRefusedError(WORDS)

    with pytest.raises(NotTranslated, match="ConnectionRefusedError"):
        ask(GuardedTranslator(make))


def test_words_must_be_words() -> None:
    with pytest.raises(NotTranslated, match="bytes"):
        ask(GuardedTranslator(lambda: FakeTranslator(lambda _text, _target: b"hola")))  # type: ignore[arg-type, return-value]


@pytest.mark.parametrize("path", ["tests.translators:FakeTranslator", "tests.translators.FakeTranslator"])
def test_a_dotted_path_names_the_translator(tmp_path: Path, path: str) -> None:
    app = create_app(settings_for(tmp_path, translator=path))
    assert ask(app.extensions["translator"]) == f"[es] {WORDS}"


@pytest.mark.parametrize("path", ["no.such.module", "tests.translators:nothing", "tests.factories:__doc__", "a b"])
def test_a_path_that_leads_nowhere_is_named_at_the_start(path: str) -> None:
    with pytest.raises(SettingsError, match="STOOP_TRANSLATOR"):
        factory_named(path)


def test_a_city_without_one_has_one_that_speaks_no_language(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    app = create_app(settings_for(tmp_path))
    assert isinstance(app.extensions["translator"], NullTranslator)
    assert ask(app.extensions["translator"]) is None
    assert caplog.records == []
