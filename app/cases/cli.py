"""Commands on cases: until there is a desk, staff change statuses here."""

import click
from flask.cli import AppGroup

from app.cases import operations, queries
from app.cases.numbers import spaced
from app.cases.wording import status_text
from app.cases.workflow import REASONS_OF_STAFF, ClosingReason, Status
from app.errors import DomainError
from app.extensions import db
from app.i18n import default_language

cases = AppGroup("cases", help="Change and import cases.")


@cases.command("update")
@click.argument("number")
@click.option("--status", required=True, type=click.Choice([status.value for status in Status]))
@click.option("--reason", type=click.Choice([reason.value for reason in REASONS_OF_STAFF]), help="Needed to close.")
@click.option("--note", help="What residents read beside the change.")
@click.option("--language", "note_language", help="The note's language; the city's own if not given.")
def update(number: str, status: str, reason: str | None, note: str | None, note_language: str | None) -> None:
    """Move the case NUMBER through the workflow; its timeline shows it."""
    try:
        case = queries.find_case(number)
        operations.update_status(
            case,
            Status(status),
            reason=ClosingReason(reason) if reason else None,
            note=note,
            note_language=(note_language or default_language()) if note else None,
        )
    except DomainError as error:
        raise click.ClickException(str(error.message)) from error
    db.session.commit()
    click.echo(f"{spaced(case.number)}: {status_text(case)}")
