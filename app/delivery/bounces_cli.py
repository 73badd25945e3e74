"""`flask delivery bounces`: reads the mailbox that STOOP_MAIL_FROM names."""

from collections import Counter
from mailbox import Error as MailboxError
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.delivery import bounces
from app.delivery.bounces import Meaning
from app.extensions import db

ENDS = {Meaning.GONE, Meaning.COMPLAINT}


@click.command("bounces")
@click.argument("mailbox", type=click.Path(exists=True, path_type=Path))
@with_appcontext
def read_bounces(mailbox: Path) -> None:
    """Take the reports in MAILBOX (an mbox file or a Maildir): nobody is written to again who cannot be reached or said
    that our mails are unwanted. The mailbox stays as it is; reading it twice does no harm.
    """
    counts: Counter[str] = Counter()
    try:
        for key, report in bounces.read_mailbox(mailbox):
            counts[report.meaning] += 1
            counts["channels that ended"] += bounces.apply(report)
            db.session.commit()
            if report.meaning not in ENDS:
                click.echo(f"{key}: {report.meaning} {report.detail}".rstrip())
    except (OSError, MailboxError) as error:
        raise click.ClickException(f"{mailbox} cannot be read as an mbox file or a Maildir: {error}") from error
    for what, count in counts.items():
        click.echo(f"{count:>8}  {what}")
