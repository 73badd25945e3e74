"""Catalogues are up to date, complete, and break no page."""

import re
from collections.abc import Callable
from gettext import c2py
from pathlib import Path

import pytest

from app.catalogues import upkeep
from app.catalogues.files import PLURAL_FORMS, CatalogueFile, catalogue_name
from app.config import ROOT
from app.i18n import NATIVE_NAMES

LOCALES = ("es", "fr")
TOWN = """
name: Brook
outside_help: ""
groups: []
languages: [en, es, fr]
"""
SOURCE = """
from app.i18n import _, ngettext
_("Call %(phone)s.", phone=phone)
ngettext("%(num)s photo", "%(num)s photos", count)
_("<b>Now</b>")
_("Who takes care of it")
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


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A project with three messages, translated into nothing yet, and a pack in Spanish and French."""
    pack = tmp_path / "app" / "city" / "packs" / "brook"
    pack.mkdir(parents=True)
    (pack / "city.yaml").write_text(TOWN, "utf-8")
    (tmp_path / "translations").mkdir()
    (tmp_path / "app" / "page.py").write_text(SOURCE, "utf-8")
    update(tmp_path)
    return tmp_path


def all_files(root: Path) -> list[CatalogueFile]:
    return list(upkeep.files(root, upkeep.packs_in(root)))


def update(root: Path) -> None:
    upkeep.update(all_files(root))


def check(root: Path) -> list[str]:
    return [f"{path.relative_to(root)}: {mistake}" for path, mistake in upkeep.check(all_files(root))]


def catalogue(root: Path, locale: str = "es", name: str = "messages.po") -> Path:
    return root / "translations" / locale / "LC_MESSAGES" / name


def translate(root: Path, source: str, *forms: str, locale: str = "es", name: str = "messages.po") -> None:
    path = catalogue(root, locale, name)
    before, _found, after = path.read_text("utf-8").partition(source)
    has_plural = before.endswith("msgid_plural ")
    for place, form in enumerate(forms):
        name = f"msgstr[{place}]" if has_plural else "msgstr"
        after = re.sub(rf'^{re.escape(name)} ".*"$', lambda _: f'{name} "{form}"', after, count=1, flags=re.M)  # noqa: B023
    path.write_text(before + source + after, "utf-8")


def translate_all(root: Path) -> None:
    for locale in LOCALES:
        translate(root, '"Call %(phone)s."', "Llame al %(phone)s.", locale=locale)
        translate(root, '"%(num)s photos"', "%(num)s fotos", "%(num)s fotos", locale=locale)
        translate(root, '"<b>Now</b>"', "<b>Ahora</b>", locale=locale)
        translate(root, '"Who takes care of it"', "Quién lo atiende", locale=locale)
        translate(root / "app" / "city" / "packs" / "brook", '"Brook"', "Brook", locale=locale, name="city.po")


def test_the_catalogues_have_no_mistake() -> None:
    assert check(ROOT) == []


def test_no_plural_rule_is_of_a_language_that_nobody_has() -> None:
    assert set(PLURAL_FORMS) <= {catalogue_name(tag) for tag in NATIVE_NAMES}


def test_a_language_that_a_pack_begins_gets_its_catalogues(small: Path) -> None:
    town = small / "app" / "city" / "packs" / "brook"
    (town / "city.yaml").write_text(TOWN.replace("fr]", "fr, pl]"), "utf-8")
    update(small)
    assert "nplurals=3" in catalogue(small, "pl").read_text("utf-8")
    assert 'msgid "Brook"' in catalogue(town, "pl", "city.po").read_text("utf-8")


def test_plural_rules_are_those_of_the_language() -> None:
    for locale, rule in PLURAL_FORMS.items():
        form_of = c2py(rule.partition("plural=")[2].rstrip(";"))
        wanted = FORMS.get(locale, dict.fromkeys((0, 1, 2, 5), 0))
        assert {number: form_of(number) for number in wanted} == wanted, locale


def test_updating_keeps_what_is_translated(small: Path) -> None:
    translate_all(small)
    before = catalogue(small).read_text("utf-8")
    update(small)
    assert catalogue(small).read_text("utf-8") == before
    assert check(small) == []


def test_a_new_message_is_empty_and_an_old_one_goes(small: Path) -> None:
    translate_all(small)
    (small / "app" / "page.py").write_text(SOURCE.replace("<b>Now</b>", "<b>Not now</b>"), "utf-8")
    said = [line for line in check(small) if line.startswith("translations/es/")]
    assert [line.partition(": ")[2].partition(": run")[0] for line in said] == [
        "“<b>Not now</b>”: is not in the catalogue",
        "“<b>Now</b>”: is no longer used",
        "“<b>Not now</b>”: is not translated",
    ]
    update(small)
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
        (wrong('"Who takes care of it"', "Who takes care of it", locale="fr"), "is the English text"),
        (wrong('"<b>Now</b>"', " <b>Maintenant</b>", locale="fr"), "white space"),
        (wrong('"%(num)s photos"', "une photo", "%(num)s photos", locale="fr"), "placeholders differ"),
        (wrong('"%(num)s photos"', "%(num)s photo", "", locale="fr"), "a plural form that is empty"),
        (rewritten('msgstr "Llame al %(phone)s."', 'msgstr ""'), "is not translated"),
        (rewritten("#, python-format", "#, fuzzy, python-format"), "is marked fuzzy"),
        (rewritten("#, python-format", "#: app/page.py:3\n#, python-format"), "not in the shape"),
        (rewritten('"Language:', '"POT-Creation-Date: 2026-11-18 12:00+0000\\n"\n"Language:'), "not in the shape"),
        (rewritten("(n != 1)", "(n > 1)"), "not in the shape"),
        (rewritten('msgstr "Llame', 'msgstr Llame'), "messages.po: line "),
        (rewritten('msgstr "Llame al %(phone)s."', 'msgstr "Llame al %(phone)s.'), "messages.po: line 24: "),
        (rewritten('msgstr "Llame al %(phone)s."', 'msgstr "Llame al %(phone)s.\\"'), "messages.po: line "),
        (rewritten('msgstr "Llame al %(phone)s."', 'msgstr ""\n"Llame al %(phone)s.'), "messages.po: line "),
        (rewritten('msgid "Call', 'msgid Call'), "messages.po: line "),
        (rewritten("msgstr[1]", "msgstr[x]"), "messages.po: "),
    ],
)  # fmt: skip
def test_each_mistake_is_named(small: Path, mistake: Callable[[Path], None], named: str) -> None:
    translate_all(small)
    mistake(small)
    said = check(small)
    assert len(said) == 1
    assert said[0].startswith("translations/")
    assert named in said[0]
