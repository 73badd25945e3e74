"""Catalogues of the app and of the city packs: `update` brings them up to date, `check` names every mistake,
`report` says how far each language is.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from catalogues import PLURAL_FORMS, BrokenCatalogue, CatalogueFile, catalogue_name
from extraction import app_template, pack_languages, pack_template
from wording import mistakes_of

ROOT = Path(__file__).resolve().parent.parent
SOURCE = "en"
# Nothing may be missing in these.
COMPLETE = ("ar", "es")


def files(root: Path = ROOT) -> Iterator[CatalogueFile]:
    """Every catalogue there must be."""
    messages = app_template(root)
    for locale in sorted(PLURAL_FORMS):
        yield CatalogueFile(root / "translations" / locale / "LC_MESSAGES" / "messages.po", messages, locale, True)
    for pack in sorted((root / "app" / "city" / "packs").iterdir()):
        if (pack / "city.yaml").is_file():
            yield from _pack_files(pack)


def _pack_files(pack: Path) -> Iterator[CatalogueFile]:
    texts = pack_template(pack)
    for tag in sorted(set(pack_languages(pack)) - {SOURCE}):
        locale = catalogue_name(tag)
        yield CatalogueFile(pack / "translations" / locale / "LC_MESSAGES" / "city.po", texts, locale, False)


def update(root: Path = ROOT) -> list[str]:
    """Write what has changed; what is translated stays."""
    for file in files(root):
        text = file.text()
        if not file.path.is_file() or file.path.read_text("utf-8") != text:
            file.path.parent.mkdir(parents=True, exist_ok=True)
            file.path.write_text(text, "utf-8")
    return []


def check(root: Path = ROOT) -> list[str]:
    """Every mistake of every catalogue, one sentence each."""
    return [f"{file.path.relative_to(root)}: {mistake}" for file in files(root) for mistake in _mistakes(file)]


def _mistakes(file: CatalogueFile) -> Iterator[str]:
    if not file.path.is_file():
        yield "is missing: run `make messages`"
        return
    try:
        yield from mistakes_of(file, must_be_complete=file.locale in COMPLETE)
    except BrokenCatalogue as error:
        yield str(error)


def report(root: Path = ROOT) -> list[str]:
    """Print how much of each catalogue is translated."""
    for file in files(root):
        fresh = file.updated(file.read())
        done = sum(1 for message in fresh if message.id and _is_translated(message.string) and not message.fuzzy)
        print(f"{done:5} of {len(fresh):4}  {file.path.relative_to(root)}")
    return []


def _is_translated(string: object) -> bool:
    return all(string) if isinstance(string, tuple) else bool(string)


COMMANDS = {"update": update, "check": check, "report": report}


def main(words: list[str]) -> int:
    """Run one command; 1 where it found mistakes."""
    if len(words) != 1 or words[0] not in COMMANDS:
        print(f"usage: messages.py {'|'.join(COMMANDS)}", file=sys.stderr)
        return 2
    mistakes = COMMANDS[words[0]]()
    print(*mistakes, sep="\n", end="\n" if mistakes else "", file=sys.stderr)
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
