"""Machine translators for tests: honest, slow, failing and lying ones. Each remembers what it was asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask

from app.cases.jobs import TRANSLATING
from app.translator import NotTranslated, Translator
from tests.conftest import count

Asked = tuple[str, str, str]


class FakeTranslator:
    """Says the words again with the language in front; `says` makes it say something else."""

    def __init__(self, says: Callable[[str, str], str | None] | None = None) -> None:
        self.says = says or (lambda text, target: f"[{target}] {text}")
        self.asked: list[Asked] = []

    def translate(self, text: str, *, source: str, target: str) -> str | None:
        self.asked.append((text, source, target))
        return self.says(text, target)


def refuses(_text: str, _target: str) -> str | None:
    """What a guarded translator does with whatever its own raises."""
    raise NotTranslated("it raised OSError")


@contextmanager
def plugged_in(app: Flask, translator: Translator) -> Iterator[None]:
    """The city has this translator."""
    before = app.extensions["translator"]
    app.extensions["translator"] = translator
    try:
        yield
    finally:
        app.extensions["translator"] = before


def work(app: Flask) -> None:
    """What the worker does in a minute."""
    with app.app_context():
        TRANSLATING.work_now()


def rows(app: Flask, table: str) -> int:
    """How many there are; the look ends its transaction."""
    with app.app_context():
        return count(table)


def others(app: Flask) -> int:
    """In how many languages but one the city speaks."""
    return len(app.extensions["city"].languages) - 1
