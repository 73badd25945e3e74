"""Catalogues are up to date and break no page; Spanish is complete, and no English shows on a Spanish page."""

import importlib
import sys
from collections.abc import Callable
from gettext import c2py
from pathlib import Path
from types import ModuleType

import pytest

from app.config import PACKS, ROOT
from app.i18n import NATIVE_NAMES

SOURCE = """
from app.i18n import _, ngettext
_("Call %(phone)s.", phone=phone)
ngettext("%(num)s photo", "%(num)s photos", count)
_("<b>Now</b>")
"""
# numbers whose forms differ, and the form of each
FORMS = {
    "ar": {0: 0, 1: 1, 2: 2, 3: 3, 10: 3, 11: 4, 99: 4, 100: 5, 102: 5, 103: 3},
    "bn": {0: 0, 1: 0, 2: 1},
    "es": {0: 1, 1: 0, 2: 1},
    "fr": {0: 0, 1: 0, 2: 1},
    "hi": {0: 0, 1: 0, 2: 1},
    "ht": {0: 1, 1: 0, 2: 1},
    "pt": {0: 0, 1: 0, 2: 1},
    "ru": {1: 0, 2: 1, 5: 2, 11: 2, 21: 0, 22: 1, 112: 2},
    "sw": {0: 1, 1: 0, 2: 1},
    "ur": {0: 1, 1: 0, 2: 1},
}


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    """The command of .ci, as `make check` runs it."""
    sys.path.insert(0, str(ROOT / ".ci"))
    return importlib.import_module("messages")


@pytest.fixture
def small(messages: ModuleType, tmp_path: Path) -> Path:
    """A project with three messages, translated into nothing yet."""
    (tmp_path / "app" / "city" / "packs").mkdir(parents=True)
    (tmp_path / "app" / "page.py").write_text(SOURCE, "utf-8")
    messages.update(tmp_path)
    return tmp_path


def catalogue(root: Path, locale: str = "es") -> Path:
    return root / "translations" / locale / "LC_MESSAGES" / "messages.po"


def translate(root: Path, source: str, *forms: str, locale: str = "es") -> None:
    path = catalogue(root, locale)
    before, _found, after = path.read_text("utf-8").partition(source)
    has_plural = before.endswith("msgid_plural ")
    for place, form in enumerate(forms):
        name = f"msgstr[{place}]" if has_plural else "msgstr"
        after = after.replace(f'{name} ""', f'{name} "{form}"', 1)
    path.write_text(before + source + after, "utf-8")


def translate_all(messages: ModuleType, root: Path) -> None:
    """Into every language in which nothing may be missing."""
    for locale in messages.COMPLETE:
        count = int(messages.PLURAL_FORMS[locale].removeprefix("nplurals=").partition(";")[0])
        translate(root, '"Call %(phone)s."', "Llame al %(phone)s.", locale=locale)
        translate(root, '"%(num)s photos"', *["%(num)s fotos"] * count, locale=locale)
        translate(root, '"<b>Now</b>"', "<b>Ahora</b>", locale=locale)


def test_the_catalogues_have_no_mistake(messages: ModuleType) -> None:
    assert messages.check() == []


def test_every_language_of_every_pack_has_its_catalogues(messages: ModuleType) -> None:
    tags = set(NATIVE_NAMES) - {"en"}
    for pack in PACKS.iterdir():
        if (pack / "city.yaml").is_file():
            assert set(messages.pack_languages(pack)) - {"en"} <= tags
    assert {messages.catalogue_name(tag) for tag in tags} == set(messages.PLURAL_FORMS)


def test_plural_rules_are_those_of_the_language(messages: ModuleType) -> None:
    for locale, rule in messages.PLURAL_FORMS.items():
        form_of = c2py(rule.partition("plural=")[2].rstrip(";"))
        wanted = FORMS.get(locale, dict.fromkeys((0, 1, 2, 5), 0))
        assert {number: form_of(number) for number in wanted} == wanted, locale


def test_updating_keeps_what_is_translated(messages: ModuleType, small: Path) -> None:
    translate_all(messages, small)
    before = catalogue(small).read_text("utf-8")
    messages.update(small)
    assert catalogue(small).read_text("utf-8") == before
    assert messages.check(small) == []


def test_a_new_message_is_empty_and_an_old_one_goes(messages: ModuleType, small: Path) -> None:
    translate_all(messages, small)
    (small / "app" / "page.py").write_text(SOURCE.replace("<b>Now</b>", "<b>Not now</b>"), "utf-8")
    said = [line for line in messages.check(small) if line.startswith("translations/es/")]
    assert [line.partition(": ")[2].partition(": run")[0] for line in said] == [
        "“<b>Not now</b>”: is not in the catalogue",
        "“<b>Now</b>”: is no longer used",
        "“<b>Not now</b>”: is not translated",
    ]
    messages.update(small)
    assert 'msgid "<b>Not now</b>"\nmsgstr ""' in catalogue(small).read_text("utf-8")


def wrong(source: str, *forms: str, locale: str = "es") -> Callable[[Path], None]:
    return lambda root: translate(root, source, *forms, locale=locale)


def rewritten(old: str, new: str) -> Callable[[Path], None]:
    def rewrite(root: Path) -> None:
        path = catalogue(root)
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")

    return rewrite


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        (wrong('"Call %(phone)s."', "Llame al %(telefono)s.", locale="fr"), "placeholders differ"),
        (wrong('"Call %(phone)s."', "Llame.", locale="fr"), "placeholders differ"),
        (wrong('"Call %(phone)s."', "Llame al 100 % %(phone)s.", locale="fr"), "a lone %"),
        (wrong('"<b>Now</b>"', "<b>Maintenant", locale="fr"), "markup differs"),
        (wrong('"<b>Now</b>"', " <b>Maintenant</b>", locale="fr"), "white space"),
        (wrong('"%(num)s photos"', "une photo", "%(num)s photos", locale="fr"), "placeholders differ"),
        (wrong('"%(num)s photos"', "%(num)s photo", "", locale="fr"), "a plural form that is empty"),
        (rewritten('msgstr "Llame al %(phone)s."', 'msgstr ""'), "is not translated"),
        (rewritten("#, python-format", "#, fuzzy, python-format"), "is marked fuzzy"),
        (rewritten("#, python-format", "#: app/page.py:3\n#, python-format"), "not in the shape"),
        (rewritten('"Language:', '"POT-Creation-Date: 2026-11-18 12:00+0000\\n"\n"Language:'), "not in the shape"),
        (rewritten("(n != 1)", "(n > 1)"), "not in the shape"),
        (rewritten('msgstr "Llame', 'msgstr Llame'), "messages.po: "),
    ],
)  # fmt: skip
def test_each_mistake_is_named(messages: ModuleType, small: Path, mistake: Callable[[Path], None], named: str) -> None:
    translate_all(messages, small)
    mistake(small)
    said = messages.check(small)
    assert len(said) == 1
    assert said[0].startswith("translations/")
    assert named in said[0]
