"""Commands on places."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import click
from flask.cli import AppGroup

from app.csv_lines import UTF_8, Line, Rows, UnreadableFile, open_text, size_of
from app.extensions import db
from app.places.home import current_home
from app.places.imports.columns import Kind, UnusableHeader, find_columns
from app.places.imports.importing import Step, import_rows
from app.places.imports.middles import find_middles

places = AppGroup("places", help="Import addresses.")


@places.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--as",
    "kind",
    type=click.Choice([kind.value for kind in Kind]),
    help="What the files hold, where the first line does not tell.",
)
def import_(files: tuple[Path, ...], kind: str | None) -> None:
    """Import what the address search knows, from FILES: CSV with the names of their columns in the first line, .gz too.

    \b
    addresses  address (or number and street), lat, lon; zip_code
    segments   street, l_f_add, l_t_add, r_f_add, r_t_add: the numbers of each side of a block
    landmarks  name, lat, lon; address
    aliases    alias, street: another or a former name (or pre, name, suffix, post, usps)

    Common other spellings are understood, OpenAddresses' too. Files of aliases are read last: they speak of streets.
    What is known already is moved where it has moved; the same file twice changes nothing; nothing is taken away.
    Rows that cannot be used are listed on standard error as FILE:LINE: reason, and the others are kept; so is a file
    that cannot be read.

    Exits with 0 if every file could be read and had a row that could be used or none at all, with 1 otherwise.
    """
    wanted = Kind(kind) if kind else None
    totals = [_import_file(file, wanted) for file in sorted(files, key=lambda file: _holds_aliases(file, wanted))]
    find_middles()
    db.session.commit()
    if any(total is None or (total["bad"] and not total["good"]) for total in totals):
        raise SystemExit(1)


def _holds_aliases(file: Path, wanted: Kind | None) -> bool:
    """Whether its first line says so; what is wrong with a file is said when it is read."""
    try:
        with open_text(file) as text:
            return find_columns(next(iter(Rows(text)), Line(1)).cells, wanted).kind is Kind.ALIASES
    except (UnreadableFile, UnusableHeader):
        return False


def _import_file(file: Path, kind: Kind | None) -> Counter[str] | None:
    """What came of it; None where it could not be read, which keeps no other file from being read."""
    try:
        with open_text(file) as text:
            total = _import(file, text, kind)
    except (UnreadableFile, UnusableHeader) as error:
        click.echo(f"{file}:1: {error}; nothing of this file was read", err=True)
        return None
    click.echo(f"{file.name}: {_summary(total)}")
    return total


def _import(file: Path, text: TextIO, kind: Kind | None) -> Counter[str]:
    if text.encoding != UTF_8:
        click.echo(
            f"{file}: this is not UTF-8; it is read as Latin-1 ({text.encoding}), so check the accents", err=True
        )
    rows = iter(Rows(text))
    header = next(rows, Line(1, problem="the file is empty"))
    if header.problem:
        raise UnusableHeader(header.problem)
    columns = find_columns(header.cells, kind)
    total: Counter[str] = Counter()
    for step in _shown(import_rows(rows, columns, current_home()), text, f"Importing {columns.kind}"):
        db.session.commit()
        for bad in step.bad:
            click.echo(f"{file}:{bad.line}: {bad.reason}", err=True)
        total.update(new=step.added, changed=step.changed, unchanged=step.unchanged, bad=len(step.bad))
    total["good"] = total["new"] + total["changed"] + total["unchanged"]
    return total


def _shown(steps: Iterator[Step], text: TextIO, label: str) -> Iterator[Step]:
    """The steps, with a bar that shows how much of the file they have read."""
    with click.progressbar(length=size_of(text), label=label) as bar:
        for step in steps:
            yield step
            bar.update(text.buffer.tell() - bar.pos)


def _summary(total: Counter[str]) -> str:
    return f"{total['new']} new, {total['changed']} changed, {total['unchanged']} unchanged, {total['bad']} bad"
