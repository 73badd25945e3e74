"""`flask i18n`: for translators, and for whoever changes a text."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from babel.messages.pofile import write_po
from flask import current_app
from flask.cli import AppGroup

from app.catalogues import upkeep
from app.catalogues.extraction import app_template, pack_template
from app.catalogues.files import BrokenCatalogue, CatalogueFile, compile_catalogue
from app.config import ROOT

APP_TEMPLATE = "messages"

cli = AppGroup("i18n", short_help="Work on translations.")


@cli.command("extract")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def extract(folder: Path) -> None:
    """Write everything there is to translate into FOLDER, as templates for translators' tools."""
    packs = _packs()
    _refuse_names_that_clash([pack.name for pack in packs])
    folder.mkdir(parents=True, exist_ok=True)
    templates = {pack.name: pack_template(pack) for pack in packs}
    if (ROOT / "translations").is_dir():
        templates[APP_TEMPLATE] = app_template(ROOT)
    for name, template in sorted(templates.items()):
        with (folder / f"{name}.pot").open("wb") as handle:
            write_po(handle, template, width=0, no_location=True, omit_header=False)
        click.echo(f"{len(template):5}  {folder / name}.pot")


@cli.command("update")
def update() -> None:
    """Bring every catalogue up to date with the texts; what is translated stays. A new language gets its files."""
    catalogues = list(_files())
    with _broken_files_in_a_sentence():
        written = upkeep.update(catalogues)
    for path in written:
        click.echo(f"written: {_shown(path)}")
    for file in catalogues:
        compile_catalogue(file.path)


@cli.command("check")
def check() -> None:
    """Name every mistake; exit 1 if there is one."""
    mistakes = list(upkeep.check(_files()))
    for path, mistake in mistakes:
        click.echo(f"{_shown(path)}: {mistake}", err=True)
    if mistakes:
        raise SystemExit(1)
    click.echo("ok")


@cli.command("report")
def report() -> None:
    """Say how far each language is."""
    with _broken_files_in_a_sentence():
        for progress in upkeep.report(_files()):
            click.echo(f"{progress.done:5} of {progress.of:4}  {_shown(progress.path)}")


@contextmanager
def _broken_files_in_a_sentence() -> Iterator[None]:
    try:
        yield
    except BrokenCatalogue as error:
        raise click.ClickException(f"{_shown(error.path)}: {error.what}") from error


def _refuse_names_that_clash(names: list[str]) -> None:
    """Each template is named after its pack's folder."""
    for name, count in Counter([*names, APP_TEMPLATE]).items():
        if count > 1:
            raise click.ClickException(f"two templates would be named {name}.pot: rename the folder of one city pack")


def _packs() -> list[Path]:
    """Those of the project and, if it lives elsewhere, this installation's own."""
    own = current_app.config["SETTINGS"].city_pack.resolve()
    packs = upkeep.packs_in(ROOT) if (ROOT / "translations").is_dir() else []
    return packs if own in packs else [*packs, own]


def _files() -> Iterator[CatalogueFile]:
    return upkeep.files(ROOT, _packs())


def _shown(path: Path) -> Path:
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
