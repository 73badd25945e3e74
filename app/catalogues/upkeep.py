"""All catalogues of a project and its packs: bringing them up to date, checking them, counting what is done."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Message

from app.catalogues.extraction import app_template, pack_languages, pack_template
from app.catalogues.files import BrokenCatalogue, CatalogueFile, catalogue_name
from app.catalogues.mistakes import forms_of, mistakes_of

SOURCE = "en"
APP, CITY = "messages.po", "city.po"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one catalogue is."""

    path: Path
    done: int
    of: int


def packs_in(root: Path) -> list[Path]:
    """The city packs that come with the project."""
    return sorted(file.parent for file in (root / "app" / "city" / "packs").glob("*/city.yaml"))


def files(root: Path, packs: Iterable[Path]) -> Iterator[CatalogueFile]:
    """Every catalogue there must be: the app's in each language that is begun or that a pack lists, and the packs' own.

    An installed app has no `translations` beside it, and then no catalogue of its own to work on.
    """
    folder, packs = root / "translations", list(packs)
    if folder.is_dir():
        messages = app_template(root)
        for locale in sorted(_begun(folder).union(*map(_wanted, packs))):
            yield CatalogueFile(_path(folder, locale, APP), messages, locale, True)
    for pack in packs:
        texts = pack_template(pack)
        for locale in sorted(_wanted(pack)):
            yield CatalogueFile(_path(pack / "translations", locale, CITY), texts, locale, False)


def update(catalogues: Iterable[CatalogueFile]) -> list[Path]:
    """Write what has changed; what is translated stays. The files that were written."""
    written = []
    # A broken file among them is found before the first is written.
    for file, text in [(file, file.text().encode()) for file in catalogues]:
        if not file.path.is_file() or file.path.read_bytes() != text:
            file.path.parent.mkdir(parents=True, exist_ok=True)
            file.path.write_bytes(text)
            written.append(file.path)
    return written


def check(catalogues: Iterable[CatalogueFile]) -> Iterator[tuple[Path, str]]:
    """Every mistake, a sentence each; a text that is not translated is one."""
    for file in catalogues:
        for mistake in _mistakes(file):
            yield file.path, mistake


def report(catalogues: Iterable[CatalogueFile]) -> Iterator[Progress]:
    """How much of each is translated."""
    for file in catalogues:
        fresh = [message for message in file.updated(file.read()) if message.id]
        yield Progress(file.path, sum(map(_is_translated, fresh)), len(fresh))


def _begun(folder: Path) -> set[str]:
    return {path.parent.parent.name for path in folder.glob(f"*/LC_MESSAGES/{APP}")}


def _wanted(pack: Path) -> set[str]:
    return {catalogue_name(tag) for tag in pack_languages(pack) if tag != SOURCE}


def _path(folder: Path, locale: str, name: str) -> Path:
    return folder / locale / "LC_MESSAGES" / name


def _mistakes(file: CatalogueFile) -> Iterator[str]:
    if not file.path.is_file():
        yield "is missing: run `flask i18n update`"
        return
    try:
        yield from mistakes_of(file)
    except BrokenCatalogue as error:
        yield error.what


def _is_translated(message: Message) -> bool:
    return all(forms_of(message)) and not message.fuzzy
