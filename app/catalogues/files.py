"""One .po file: reading it, bringing it up to date, writing it always in the same shape."""

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

ONE = "nplurals=1; plural=0;"
TWO = "nplurals=2; plural=(n != 1);"
TWO_ZERO_AS_ONE = "nplurals=2; plural=(n > 1);"
# Our own table: what Babel writes for ar, bn, hi, id, my and pt differs from what translators' tools expect.
# gettext counts whole things: CLDR's fourth Russian form, for fractions, is of units alone (app/i18n/tables.py).
PLURAL_FORMS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
    "bn": TWO_ZERO_AS_ONE,
    "es": TWO,
    "fr": TWO_ZERO_AS_ONE,
    "hi": TWO_ZERO_AS_ONE,
    "ht": TWO,
    "id": ONE,
    "km": ONE,
    "ko": ONE,
    "my": ONE,
    "pt": TWO_ZERO_AS_ONE,
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "sw": TWO,
    "ur": TWO,
    "vi": ONE,
    "zh_Hans": ONE,
}


# Babel cuts the first and the last character of a text without looking at them.
TEXT_LINE = re.compile(r'(?:"|msgid|msgstr|msgctxt)')
WHOLE_TEXT_LINE = re.compile(r'[^"\s]*\s*"(?:[^"\\]|\\.)*"')


class BrokenCatalogue(Exception):
    """A .po file that cannot be read, and what is wrong with it."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(path, what)
        self.path = path
        self.what = what


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """Where one catalogue lives, and what it is made from."""

    path: Path
    template: Catalog
    locale: str
    is_sorted: bool

    @property
    def plural_forms(self) -> str:
        """The rule for its header; of a language that our table does not know, Babel's."""
        return PLURAL_FORMS.get(self.locale) or Catalog(self.locale).plural_forms

    def read(self) -> Catalog:
        """What the file holds; an empty catalogue where there is none."""
        if not self.path.is_file():
            return Catalog()
        try:
            with self.path.open(encoding="utf-8-sig") as handle:
                lines = list(handle)
            _refuse_a_torn_text(lines)
            return read_po(lines, ignore_obsolete=True, abort_invalid=True)
        except (PoFileError, ValueError, LookupError, OSError) as error:
            raise BrokenCatalogue(self.path, str(error)) from error

    def updated(self, kept: Catalog) -> Catalog:
        """The template's messages with all that is translated already, and nothing guessed."""
        fresh = Catalog()
        fresh.mime_headers = [("Plural-Forms", self.plural_forms)]
        for message in self.template:
            if message.id:
                _add(fresh, message, kept.get(message.id, message.context))
        return fresh

    def text(self) -> str:
        """The whole file as `update` writes it."""
        kept = self.read()
        body = BytesIO()
        write_po(body, self.updated(kept), width=0, no_location=True, omit_header=True, sort_output=self.is_sorted)
        return f"{self._header(kept)}\n{body.getvalue().decode('utf-8').strip()}\n"

    def _header(self, kept: Catalog) -> str:
        """Without dates: git knows them, and they would clash in every merge."""
        note = kept.header_comment if self.path.is_file() else self._first_note()
        fields = (
            "Project-Id-Version: Stoop 311",
            f"Language: {self.locale}",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
            f"Plural-Forms: {self.plural_forms}",
        )
        lines = "".join(f'"{field}\\n"\n' for field in fields)
        return f'{note}\nmsgid ""\nmsgstr ""\n{lines}'

    def _first_note(self) -> str:
        name = Locale.parse(self.locale).get_language_name("en")
        return (
            f"# {name} for Stoop 311.\n"
            "# Translated by: software.\n"
            "# Reviewed by: nobody yet. If you speak the language, please do, and put your name here."
        )


def _refuse_a_torn_text(lines: list[str]) -> None:
    for number, line in enumerate(map(str.strip, lines), start=1):
        if TEXT_LINE.match(line) and not WHOLE_TEXT_LINE.fullmatch(line):
            raise ValueError(f'line {number}: put the text between two quotation marks; one inside it is written \\"')


def _add(fresh: Catalog, message: Message, known: Message | None) -> None:
    fits = known is not None and known.pluralizable == message.pluralizable
    string: Any = known.string if known is not None and fits else ""
    fresh.add(
        message.id,
        string=_padded(string, fresh.num_plurals) if message.pluralizable else string,
        flags=known.flags & {"fuzzy"} if known is not None else (),
        auto_comments=message.auto_comments,
        user_comments=known.user_comments if known is not None else (),
        context=message.context,
    )


def _padded(forms: Any, count: int) -> tuple[str, ...]:
    return tuple([*(forms or ()), *([""] * count)][:count])


def catalogue_name(tag: str) -> str:
    """The folder of a tag's catalogue: `zh_Hans` for `zh-Hans`."""
    return tag.replace("-", "_")


def compile_catalogue(path: Path) -> None:
    """Write the .mo that pages read beside a .po."""
    with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
        write_mo(target, read_po(source))
