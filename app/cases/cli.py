"""Commands on cases: until there is a desk, staff change statuses here."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO
from uuid import UUID

import click
from flask.cli import AppGroup

from app.cases import inquiries, lateness, linking, links, operations, queries, translating
from app.cases.attachments import keep_city_photos
from app.cases.imports.columns import UnusableHeader, find_columns
from app.cases.imports.importing import Step, import_rows
from app.cases.models import Case
from app.cases.proposal_lines import case_line, proposal_line
from app.cases.translation_lines import change_translation, list_words, note_options, read_note
from app.cases.workflow import REASONS_OF_STAFF, ClosingReason, Status
from app.csv_lines import UTF_8, Line, Rows, UnreadableFile, open_text, size_of
from app.errors import DomainError
from app.extensions import db
from app.photos.operations import ring
from app.translator import is_plugged_in

SOURCE_LIMIT = 40
DAY = "%Y-%m-%d"
cases = AppGroup("cases", help="Change and import cases.")


@cases.command("update")
@click.argument("number")
@click.option("--status", required=True, type=click.Choice([status.value for status in Status]))
@click.option("--reason", type=click.Choice([reason.value for reason in REASONS_OF_STAFF]), help="Needed to close.")
@click.option("--expected", type=click.DateTime([DAY]), help="By when the city means to act now.")
@click.option(
    "--photo",
    "photos",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What it looks like now; for everybody to see. May be given several times.",
)
@note_options(is_needed=False)
def update(
    number: str,
    status: str,
    *,
    reason: str | None,
    expected: datetime | None,
    photos: tuple[Path, ...],
    note: str | None,
    language: str | None,
    note_in: list[tuple[str, str]],
) -> None:
    """Move the case NUMBER through the workflow; its timeline shows it."""
    told = read_note(note, language, note_in)
    sending_id = _kept(photos) if photos else None
    with _refusals():
        case = queries.find_case(number)
        operations.update_status(
            case,
            Status(status),
            reason=ClosingReason(reason) if reason else None,
            note=told.text,
            note_language=told.language,
            note_in=told.versions,
            sending_id=sending_id,
            expected_on=expected.date() if expected else None,
        )
    _commit(case)
    ring()


@cases.command("explain")
@click.argument("number")
@click.option("--expected", type=click.DateTime([DAY]), help="By when it will be done, if the city knows.")
@note_options(is_needed=True)
def explain(
    number: str, *, expected: datetime | None, note: str, language: str | None, note_in: list[tuple[str, str]]
) -> None:
    """Say why the case NUMBER takes longer; everybody who follows it hears of it."""
    told = read_note(note, language, note_in)
    with _refusals():
        case = queries.find_case(number)
        lateness.explain_delay(case, told, expected_on=expected.date() if expected else None)
    _commit(case)


@cases.command("ask")
@click.argument("number")
@note_options(is_needed=True)
def ask(number: str, *, note: str, language: str | None, note_in: list[tuple[str, str]]) -> None:
    """Ask whoever reported the case NUMBER. It waits until one of them adds something: that is the answer.

    Everybody who may see the case reads the question; only those who reported it are told.
    """
    told = read_note(note, language, note_in)
    with _refusals():
        case = queries.find_case(number)
        inquiries.ask_reporter(case, told)
    _commit(case)


def _kept(photos: Sequence[Path]) -> UUID:
    try:
        return keep_city_photos(photos)
    except ValueError as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def _refusals() -> Iterator[None]:
    """What cannot be done is said in words."""
    try:
        yield
    except DomainError as error:
        raise click.ClickException(str(error.message)) from error


def _commit(case: Case) -> None:
    db.session.commit()
    click.echo(case_line(case))


@cases.command("translate")
@click.argument("number")
@click.option("--line", type=int, help="Which line of the timeline, by the number that the list gives it.")
@click.option("--language", help="The language of the translation.")
@click.option("--text", help="The translation. It takes the place of the one there is.")
@click.option("--remove", is_flag=True, help="Take the translation away instead.")
@click.option(
    "--again", is_flag=True, help="Have the city's translator do what is missing or removed in the whole case."
)
def translate(
    number: str, line: int | None, language: str | None, text: str | None, *, remove: bool, again: bool
) -> None:
    """Correct how the words of the case NUMBER read in other languages; without options, list what there is.

    flask cases translate NUMBER --line 17 --language es --text "La cuadrilla viene el viernes."
    """
    is_change = remove or any(option is not None for option in (line, language, text))
    if again and is_change:
        raise click.UsageError("--again is for the whole case and goes with no other option")
    with _refusals():
        case = queries.find_case(number)
    if again:
        click.echo(f"{_order_again(case)} waiting for the translator")
    elif is_change:
        change_translation(case, line, language, text, is_removal=remove)
    db.session.commit()
    for row in list_words(case):
        click.echo(row)


def _order_again(case: Case) -> int:
    if not is_plugged_in():
        raise click.ClickException("this city has no translator: STOOP_TRANSLATOR names none")
    return translating.order_again(case)


@cases.command("release")
@click.argument("number")
def release(number: str) -> None:
    """Show the case NUMBER, which waited for a person's look."""
    with _refusals():
        case = queries.find_case(number)
        operations.release_case(case)
    _commit(case)


@cases.command("link")
@click.argument("number")
@click.argument("other")
def link(number: str, other: str) -> None:
    """The case NUMBER is about the same problem as OTHER, which goes on.

    NUMBER is closed as a duplicate, its page leads to OTHER, and its people hear what becomes of OTHER.
    """
    with _refusals():
        case = queries.find_case(number)
        leader = linking.link_cases(case, queries.find_case(other))
    db.session.commit()
    click.echo(f"{case_line(case)}; it follows {case_line(leader)}, reported by {leader.report_count}")


@cases.command("unlink")
@click.argument("number")
@click.argument("other")
def unlink(number: str, other: str) -> None:
    """The cases NUMBER and OTHER are not about the same problem.

    What linking them changed is as it was before. A proposal is answered with no; the two are never proposed again.
    """
    with _refusals():
        one, another = queries.find_case(number), queries.find_case(other)
        linking.unlink_cases(one, another)
    db.session.commit()
    click.echo(f"{case_line(one)}; {case_line(another)}")


@cases.command("proposals")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many to list.")
def proposals(limit: int) -> None:
    """List open cases that look like the same problem, the likeliest first.

    Answer each with `flask cases link NUMBER OTHER` or `flask cases unlink NUMBER OTHER`.
    """
    found = links.list_proposals(limit)
    for one in found:
        click.echo(proposal_line(one))
    if not found:
        click.echo("Nothing is proposed.")


@cases.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="open-data", show_default=True, help="The system whose case ids the file holds.")
def import_(file: Path, source: str) -> None:
    """Import the cases of FILE, a CSV (.gz too) with the columns of Open311's bulk format or of a city's open data.

    It needs service_request_id, requested_datetime, status and service_name or service_code, and takes
    updated_datetime, closed_datetime, expected_datetime, closing_reason, status_notes, agency_responsible,
    description, address, zipcode, lat and lon; common other spellings are understood. Times without an offset are
    the city's. A case that was closed without a date of closing counts as closed when it was last updated, or else
    when it was received.

    An id that is known already updates its case; the same file twice changes nothing. Rows that cannot be used are
    listed on standard error as FILE:LINE: reason, and the others are kept.

    Exits with 0 if any row could be used or there was none, with 1 if every row was bad or a column is missing.
    """
    if len(source) > SOURCE_LIMIT:
        raise click.BadParameter(f"a source has at most {SOURCE_LIMIT} characters", param_hint="--source")
    try:
        with open_text(file) as text:
            total = _import(file, text, source)
    except UnreadableFile as error:
        raise click.ClickException(f"{file}: {error}") from error
    click.echo(_summary(total))
    if total["bad"] and not total["good"]:
        raise SystemExit(1)


def _import(file: Path, text: TextIO, source: str) -> Counter[str]:
    if text.encoding != UTF_8:
        click.echo(
            f"{file}: this is not UTF-8; it is read as Latin-1 ({text.encoding}), so check the accents", err=True
        )
    rows = iter(Rows(text))
    header = next(rows, Line(1, problem="the file is empty"))
    if header.problem:
        raise click.ClickException(f"{file}:1: {header.problem}")
    try:
        columns = find_columns(header.cells)
    except UnusableHeader as error:
        raise click.ClickException(f"{file}: {error}") from error
    total: Counter[str] = Counter()
    for step in _shown(import_rows(rows, columns, source=source), text):
        db.session.commit()
        for bad in step.bad:
            click.echo(f"{file}:{bad.line}: {bad.reason}", err=True)
        total.update(new=step.added, changed=step.changed, unchanged=step.unchanged, bad=len(step.bad))
    total["good"] = total["new"] + total["changed"] + total["unchanged"]
    return total


def _shown(steps: Iterator[Step], text: TextIO) -> Iterator[Step]:
    """The steps, with a bar that shows how much of the file they have read."""
    with click.progressbar(length=size_of(text), label="Importing") as bar:
        for step in steps:
            yield step
            bar.update(text.buffer.tell() - bar.pos)


def _summary(total: Counter[str]) -> str:
    counted = f"{total['new']} new, {total['changed']} changed, {total['unchanged']} unchanged, {total['bad']} bad"
    if total["good"] and not total["new"] + total["changed"]:
        return f"Nothing changed: every case was here already ({counted})."
    return f"Imported: {counted}."
