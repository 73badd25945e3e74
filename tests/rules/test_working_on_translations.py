"""`flask i18n` says what is wrong with a file in a sentence, and then changes none."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app import create_app
from app.catalogues import cli
from app.config import PACKS
from tests.city.town import CITY, write_town
from tests.conftest import settings_for

NAMED = '"Reed"\nmsgstr "'
BROKEN = {
    "a closing quotation mark is missing": (b'msgstr "Jonc"', b'msgstr "Jonc', "line "),
    "a byte is not UTF-8": (b"Jonc", b"J\xf3nc", "utf-8"),
    "a key is unknown": (b'msgstr "Jonc"', b'msgstring "Jonc"', "keyword"),
    "a plural form has no number": (b'msgstr "Jonc"', b'msgstr[x] "Jonc"', "invalid literal"),
    "the plural rule is none": (b"nplurals=2", b"nplurals=two", ""),
}


@pytest.fixture
def reed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pack of somebody who installed the app: in French and Polish, its name translated into French."""
    # No `translations` stand beside an installed app; and no test may touch the project's own.
    monkeypatch.setattr(cli, "ROOT", tmp_path)
    folder = tmp_path / "reed"
    folder.mkdir()
    pack = write_town(folder, city_yaml=CITY.replace("[en, fr]", "[en, fr, pl]"))
    assert run(app_of(pack), "update").exit_code == 0
    french(pack).write_text(french(pack).read_text("utf-8").replace(NAMED, NAMED + "Jonc"), "utf-8")
    return pack


def app_of(pack: Path) -> Flask:
    return create_app(settings_for(pack.parent / "data", city_pack=pack))


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["i18n", *arguments])


def french(pack: Path) -> Path:
    return pack / "translations" / "fr" / "LC_MESSAGES" / "city.po"


@pytest.mark.parametrize("command", ["update", "report", "check"])
@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_file_is_named_in_a_sentence(reed: Path, command: str, fault: str) -> None:
    good, bad, told = BROKEN[fault]
    before = french(reed).read_bytes()
    assert before.count(good) == 1
    french(reed).write_bytes(before.replace(good, bad))
    result = run(app_of(reed), command)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "reed/translations/fr/LC_MESSAGES/city.po: " in result.output
    assert told in result.output


def test_nothing_is_written_where_one_file_is_broken(reed: Path) -> None:
    polish = reed / "translations" / "pl" / "LC_MESSAGES" / "city.po"
    polish.write_text(polish.read_text("utf-8") + 'msgid "Reed', "utf-8")
    french(reed).write_text(french(reed).read_text("utf-8") + "\n# a line too many\n", "utf-8")
    before = french(reed).read_bytes()
    assert run(app_of(reed), "update").exit_code == 1
    assert french(reed).read_bytes() == before


def test_a_mark_at_the_head_of_a_file_is_taken_away(reed: Path) -> None:
    before = french(reed).read_bytes()
    french(reed).write_bytes(b"\xef\xbb\xbf" + before)
    result = run(app_of(reed), "update")
    assert "written: reed/translations/fr" in result.output
    assert french(reed).read_bytes() == before


def test_templates_are_named_after_their_packs(reed: Path, tmp_path: Path) -> None:
    assert run(app_of(reed), "extract", str(tmp_path / "pot")).exit_code == 0
    assert [file.name for file in (tmp_path / "pot").iterdir()] == ["reed.pot"]


def test_a_pack_may_not_be_named_like_the_app_s_own_texts(reed: Path, tmp_path: Path) -> None:
    pack = reed.rename(reed.with_name("messages"))
    result = run(app_of(pack), "extract", str(tmp_path / "pot"))
    assert result.exit_code == 1
    assert result.output.startswith("Error: two templates would be named messages.pot")
    assert not (tmp_path / "pot").exists()


def test_two_packs_of_one_name_do_not_overwrite_each_other(
    tmp_path: Path, reed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "_packs", lambda: [reed, PACKS / "reed"])
    result = run(app_of(reed), "extract", str(tmp_path / "pot"))
    assert result.exit_code == 1
    assert "two templates would be named reed.pot" in result.output
