"""What can be wrong with a catalogue: it is out of date, a text is missing, or a translation would break a page."""

import re
from collections.abc import Iterator
from gettext import c2py
from typing import Any

from babel.messages.catalog import Message

from app.catalogues.files import CatalogueFile

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w+\}")
PERCENT = re.compile(r"%(?:%|\(\w+\)[a-z])?")
MARKUP = re.compile(r"</?[A-Za-z][^>]*>|&#?\w+;")
# A name may stay English, and "photos" is a French word too; two plain words in a row were forgotten.
PLAIN_WORDS = re.compile(r"\b[a-z]{3,}\b")
NUMBERS = frozenset({"%(num)s", "%(count)s", "%(number)s", "%(days)s"})
PROBES = 1000


def mistakes_of(file: CatalogueFile) -> Iterator[str]:
    """One sentence for each mistake."""
    kept = file.read()
    fresh = file.updated(kept)
    yield from _staleness(file)
    lone = forms_of_one_number(file.plural_forms)
    for message in fresh:
        if message.id:
            name = f"“{_sources(message)[0]}”"
            yield from (f"{name}: {what}" for what in (_is_missing(message), *_breaks(message, lone)) if what)


def forms_of_one_number(plural_forms: str) -> set[int]:
    """The plural forms that stand for a single number, and so need not show it: “two cases” may be one word."""
    count, rule = re.fullmatch(r"nplurals=(\d+); plural=(.+);", plural_forms).groups()  # type: ignore[union-attr]
    form_of = c2py(rule)
    used = [form_of(number) for number in range(PROBES)]
    return {form for form in range(int(count)) if used.count(form) == 1}


def _staleness(file: CatalogueFile) -> Iterator[str]:
    """Dates, line numbers and guesses are in no file that `update` wrote."""
    kept = {(_key(message), message.context) for message in file.read() if message.id}
    wanted = {(_key(message), message.context) for message in file.template if message.id}
    yield from (
        f"“{source}”: is not in the catalogue: run `flask i18n update`" for source, _ in sorted(wanted - kept, key=str)
    )
    yield from (
        f"“{source}”: is no longer used: run `flask i18n update`" for source, _ in sorted(kept - wanted, key=str)
    )
    if kept == wanted and file.path.read_text("utf-8") != file.text():
        yield "is not in the shape that `flask i18n update` writes (order, comments, dates, line numbers): run it"


def _key(message: Message) -> str:
    return " | ".join(_sources(message))


def _sources(message: Message) -> tuple[str, ...]:
    source: Any = message.id
    return tuple(source) if message.pluralizable else (source,)


def forms_of(message: Message) -> tuple[str, ...]:
    """What it is translated into: one text, or one for each plural form; an empty one is not translated."""
    string: Any = message.string
    return tuple(string) if message.pluralizable else (string or "",)


def _is_missing(message: Message) -> str:
    if message.fuzzy:
        return "is marked fuzzy"
    return "" if any(forms_of(message)) else "is not translated"


def _breaks(message: Message, lone: set[int]) -> Iterator[str]:
    forms = forms_of(message)
    if any(forms) and not all(forms):
        yield "has a plural form that is empty"
    for place, form in enumerate(forms):
        if form:
            yield from _differences(_sources(message), form, may_hide_number=message.pluralizable and place in lone)


def _differences(sources: tuple[str, ...], form: str, *, may_hide_number: bool) -> Iterator[str]:
    wanted = set(PLACEHOLDER.findall(sources[-1]))
    needed = wanted - NUMBERS if may_hide_number else wanted
    found = set(PLACEHOLDER.findall(form))
    if not needed <= found <= wanted:
        yield f"placeholders differ: {sorted(wanted)} in English, {sorted(found)} here"
    if form in sources and len(_plain_words(form)) > 1:
        yield "is the English text"
    if _has_names(sources) and "%" in PERCENT.findall(form):
        yield "a lone % breaks the sentence: write %%"
    if sorted(MARKUP.findall(form)) != sorted(MARKUP.findall(sources[-1])):
        yield "markup differs from the English"
    if _edges(form) != _edges(sources[-1]):
        yield "white space at its beginning or end differs from the English"


def _plain_words(text: str) -> list[str]:
    return PLAIN_WORDS.findall(PLACEHOLDER.sub(" ", text))


def _has_names(sources: tuple[str, ...]) -> bool:
    return any("%(" in source for source in sources)


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
