"""What staff read and type about words in other languages: the parts of `flask cases` that are about translations."""

from collections.abc import Callable, Iterable, Iterator

import click

from app.cases import queries, translating
from app.cases.models import Case, Event
from app.cases.notes import Note
from app.cases.submission import DESCRIPTION_LIMIT, clean_text
from app.city import city
from app.extensions import db
from app.i18n import default_language

NONE = "-"


def note_options(*, is_needed: bool) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options of a command that tells residents something: `note`, `language` and `note_in`."""
    options = (
        click.option("--note", required=is_needed, help="What residents read beside it."),
        click.option("--language", help="The note's language; the city's own if not given."),
        click.option(
            "--note-in", type=(str, str), multiple=True, metavar="LANGUAGE TEXT",
            help="The note in another language; may be given several times.",
        ),
    )  # fmt: skip

    def with_options(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(options):
            command = option(command)
        return command

    return with_options


def read_note(text: str | None, language: str | None, versions: Iterable[tuple[str, str]]) -> Note:
    """The note as it was typed; raises click's BadParameter for what makes no sense."""
    spoken = language_typed(language or default_language(), "--language")
    note = words_typed(text, "--note") if text is not None else None
    others: dict[str, str] = {}
    for tag, version in versions:
        if note is None or tag == spoken or tag in others:
            raise click.BadParameter("a --note has each language once, its own too", param_hint="--note-in")
        others[language_typed(tag, "--note-in")] = words_typed(version, "--note-in")
    return Note(note, spoken if note else None, others)


def language_typed(tag: str, option: str) -> str:
    """A language of the city."""
    if tag not in city.languages:
        raise click.BadParameter(
            f"there is no language {tag!r} here, only {', '.join(city.languages)}", param_hint=option
        )
    return tag


def words_typed(text: str, option: str) -> str:
    """Words as they are kept."""
    words = clean_text(text)
    if not words:
        raise click.BadParameter("there are no words in it", param_hint=option)
    return words


def list_words(case: Case) -> Iterator[str]:
    """The words of a case, oldest first, each with what there is of it in the city's languages."""
    made = queries.list_translations(case)
    for event in queries.list_events(case):
        if not event.words:
            continue
        who = "everybody" if event.has_public_words else "only its writer and the city"
        yield f"line {event.id}, by {event.actor}, in {event.words_language or NONE}, for {who}: {_flat(event.words)}"
        versions = {version.language: version for version in made.get(event.id, [])}
        for tag in city.languages:
            if tag != event.words_language:
                version = versions.get(tag)
                yield f"  {tag:8} {f'by {version.source}: {_flat(version.text)}' if version else NONE}"


def _flat(text: str) -> str:
    return " ".join(text.split())


def change_translation(
    case: Case, line: int | None, language: str | None, text: str | None, *, is_removal: bool
) -> None:
    """The words of one line read as staff say, or have no translation any more."""
    if line is None or language is None or (text is None) != is_removal:
        raise click.UsageError("name the --line and the --language, and give a --text or say --remove")
    translating.lock(case.id)
    db.session.expire_all()  # the words may have been hidden while this waited
    event = _event(case, line)
    if event.words_language is None:
        raise click.BadParameter("nobody knows which language it was written in", param_hint="--line")
    if event.words_language == language:
        raise click.BadParameter("this is the language it was written in", param_hint="--language")
    language_typed(language, "--language")
    if text is not None:
        translating.translate_event(event, language, _translation_typed(text))
    elif not translating.take_away(event, language):
        raise click.ClickException("there is no such translation")


def _translation_typed(text: str) -> str:
    words = words_typed(text, "--text")
    if len(words) > DESCRIPTION_LIMIT:
        raise click.BadParameter(f"a translation has at most {DESCRIPTION_LIMIT} characters", param_hint="--text")
    return words


def _event(case: Case, line: int) -> Event:
    """The line, if it has words that somebody else than their writer reads."""
    event = next((event for event in case.events if event.id == line and event.words), None)
    if event is None:
        raise click.BadParameter(f"line {line} of this case has no words", param_hint="--line")
    if not event.has_shown_words or (event.actor == "resident" and not event.has_public_words):
        raise click.BadParameter(f"nobody reads line {line} but who wrote it", param_hint="--line")
    return event
