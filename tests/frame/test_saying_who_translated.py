"""A page in another language says honestly who translated it and whether a person checked it."""

from pathlib import Path

import pytest
from flask import Flask

from app.config import PACKS, ROOT
from app.credits import CatalogueNote, Credit, Credits, people_in, read_note
from tests.client import CheckingClient

HEAD = '# Polish for Stoop 311.\n# Translated by: {0}\n# Reviewed by: {1}\nmsgid ""\nmsgstr ""\n# Reviewed by: Eve\n'
NOBODY = "nobody yet. If you speak the language, please do, and put your name here."
CATALOGUES = [*ROOT.glob("translations/*/*/*.po"), *PACKS.glob("*/translations/*/*/*.po")]
UNCHECKED = "Translated by software, not yet checked by a person."


def written(folder: Path, app: tuple[str, str] | None, city: tuple[str, str] | None) -> Credits:
    """The credits of an installation with one catalogue of the app, and one of the city."""
    places = ((folder / "app", "messages.po"), (folder / "city", "city.po"))
    for (place, name), said in zip(places, (app, city), strict=True):
        if said:
            file = place / "pt_BR" / "LC_MESSAGES" / name
            file.parent.mkdir(parents=True)
            file.write_text(HEAD.format(*said), "utf-8")
    return Credits(places)


SOFTWARE, CHECKED, WRITTEN = ("the project.", NOBODY), ("software.", "Ana Ruiz, Omar Haddad."), ("Eva.", NOBODY)


@pytest.mark.parametrize(
    ("app", "city", "said"),
    [
        (SOFTWARE, SOFTWARE, Credit()),
        (CHECKED, SOFTWARE, Credit()),
        (SOFTWARE, CHECKED, Credit()),
        (CHECKED, None, Credit()),
        (None, None, Credit()),
        (CHECKED, CHECKED, Credit(("Ana Ruiz", "Omar Haddad"))),
        (CHECKED, WRITTEN, Credit(("Ana Ruiz", "Omar Haddad", "Eva"))),
        (WRITTEN, WRITTEN, None),
    ],
)
def test_both_catalogues_count(
    tmp_path: Path, app: tuple[str, str] | None, city: tuple[str, str] | None, said: Credit | None
) -> None:
    assert written(tmp_path, app, city).of("pt-BR") == said


def test_the_source_language_is_nobody_s_translation(tmp_path: Path) -> None:
    assert written(tmp_path, None, None).of("en") is None


@pytest.mark.parametrize(
    "text",
    ["", ".", "-", "?", NOBODY, "Nobody", "no one yet", "No one. If you speak it, please do", "none", "software.",
     "the project", "Software.", "Software (DeepL).", "software\t"],
)  # fmt: skip
def test_software_and_nobody_are_no_people(text: str) -> None:
    assert people_in(text) == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ana Ruiz, Omar Haddad.", ("Ana Ruiz", "Omar Haddad")),
        ("سارة خان، عمر حداد", ("سارة خان", "عمر حداد")),
        ("李明、王芳，陈静", ("李明", "王芳", "陈静")),
        ("software, Ana Ruiz", ("Ana Ruiz",)),
        ("Nona Nobel", ("Nona Nobel",)),
        ("Ana Ruiz, nobody else", ("Ana Ruiz",)),
    ],
)
def test_people_are_named_with_the_commas_of_their_own_language(text: str, names: tuple[str, ...]) -> None:
    assert people_in(text) == names


def noted(folder: Path, head: bytes) -> CatalogueNote:
    """What is read of a catalogue that begins so."""
    file = folder / "messages.po"
    file.write_bytes(head + b'msgid ""\nmsgstr ""\n')
    return read_note(file)


def test_whoever_worked_beside_software_did_not_translate_it_alone(tmp_path: Path) -> None:
    assert noted(tmp_path, b"# Translated by: software, Ana Ruiz\n") == CatalogueNote()


def test_every_line_of_those_who_checked_it_counts(tmp_path: Path) -> None:
    head = (
        f"# Translated by: software.\n# Reviewed by: {NOBODY}\n# Reviewed by: Ana Ruiz\n# Reviewed by: Omar, Ana Ruiz\n"
    )
    assert noted(tmp_path, head.encode()).reviewers == ("Ana Ruiz", "Omar")


def test_a_mark_before_the_first_comment_hides_nobody(tmp_path: Path) -> None:
    assert noted(tmp_path, b"\xef\xbb\xbf# Reviewed by: Ana Ruiz\n").reviewers == ("Ana Ruiz",)


def test_a_byte_that_is_no_text_ends_no_page(tmp_path: Path) -> None:
    head = "# Espa\u00f1ol.\n# Reviewed by: Ana Ruiz\n".encode("latin-1")
    assert noted(tmp_path, head).reviewers == ("Ana Ruiz",)


def test_a_catalogue_that_nobody_can_open_says_nothing(tmp_path: Path) -> None:
    assert read_note(tmp_path / "messages.po") == CatalogueNote()
    assert read_note(tmp_path) == CatalogueNote()


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: "/".join(file.parts[-5:]))
def test_every_catalogue_says_who_translated_and_who_checked_it(file: Path) -> None:
    head = file.read_text("utf-8").partition("\nmsgid")[0]
    assert head.count("# Translated by: ") == head.count("# Reviewed by: ") == 1
    read_note(file)


def credited(app: Flask, monkeypatch: pytest.MonkeyPatch, credit: Credit | None) -> None:
    """As if the catalogues said so."""
    known = dict.fromkeys(app.extensions["city"].languages, credit)
    monkeypatch.setitem(app.extensions, "credits", Credits((), known))


def test_a_page_of_software_s_words_asks_to_be_told(
    app: Flask, client: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    credited(app, monkeypatch, Credit())
    page = client.get("/en/").get_data(as_text=True)
    assert f'{UNCHECKED} <a href="/en/about#words">Tell us what is wrong</a>' in page
    about = client.get("/en/about").get_data(as_text=True)
    assert '<h2 id="words">' in about
    assert "No person has checked them yet." in about


def test_whoever_checked_it_is_named(app: Flask, client: CheckingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    credited(app, monkeypatch, Credit(("Ana <b>Ruiz</b>", "Omar")))
    page = client.get("/en/about").get_data(as_text=True)
    names = "<bdi>Ana &lt;b&gt;Ruiz&lt;/b&gt; and Omar</bdi>"
    assert f"Translated by software, checked by {names}." in page
    assert f"Software translated these pages into your language, and {names} checked them." in page


def test_people_s_own_words_need_no_remark(app: Flask, client: CheckingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    credited(app, monkeypatch, None)
    page = client.get("/en/about").get_data(as_text=True)
    assert "by software" not in page
    assert "#words" not in page


def test_every_language_but_the_source_says_it_today(app: Flask, client: CheckingClient) -> None:
    for tag in app.extensions["city"].languages:
        page = client.get(f"/{tag}/").get_data(as_text=True)
        assert (f"/{tag}/about#words" in page) == (tag != "en")


@pytest.mark.parametrize(("pack", "is_there"), [("philadelphia", False), ("tansy-ford", True)])
def test_a_city_may_name_an_address_for_corrections(client: CheckingClient, pack: str, is_there: bool) -> None:
    about = client.get("/ar/about").get_data(as_text=True)
    assert ('<a href="mailto:words@tansyford.example"><bdi dir="ltr">' in about) == is_there
