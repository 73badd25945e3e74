"""What people write is read in their own words and language, or in the reader's where somebody translated it."""

import re
from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import update

from app.cases import translating
from app.cases.models import Report
from app.cases.submission import DESCRIPTION_LIMIT
from app.extensions import db
from tests.client import CheckingClient, Page
from tests.factories import Phone, sent

NOTE = "The crew comes on Friday."
SPANISH = "La cuadrilla viene el viernes."
UNTRANSLATED = "There is no translation into your language."
Cases = Callable[..., Result]


@pytest.fixture
def number(client: CheckingClient) -> str:
    return sent(client)


def text(client: CheckingClient, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def said(page: str, words: str) -> dict[str, str]:
    """The attributes of the paragraph that holds these words."""
    tag = re.search(rf"<p ([^>]*)>{re.escape(words)}</p>", page)
    assert tag, f"{words!r} is not there"
    return Page(f"<p {tag[1]}>").first("p")


def line_of(listed: Result, words: str) -> str:
    found = re.search(rf"^line (\d+),.*: {re.escape(words)}$", listed.output, re.MULTILINE)
    assert found, listed.output
    return found[1]


def schedule(cases: Cases, number: str, *arguments: str) -> Result:
    """Staff plan the work and say something about it."""
    return cases("update", number, "--status", "scheduled", *arguments)


def test_words_in_another_language_say_which(client: CheckingClient, stranger: CheckingClient) -> None:
    number = sent(client, language="es", description="Hay letras rojas.")
    page = text(stranger, f"/en/cases/{number}")
    assert said(page, "Hay letras rojas.") == {"class": "said", "dir": "auto", "lang": "es"}
    assert f'Written in <bdi lang="es" dir="ltr">Español</bdi>. {UNTRANSLATED}' in page


def test_the_language_s_name_keeps_its_own_direction(client: CheckingClient, stranger: CheckingClient) -> None:
    number = sent(client, language="ar", description="حفرة كبيرة")
    assert '<bdi lang="ar" dir="rtl">العربية</bdi>' in text(stranger, f"/en/cases/{number}")


def test_words_in_the_reader_s_language_say_nothing_about_it(number: str, stranger: CheckingClient) -> None:
    page = text(stranger, f"/en/cases/{number}")
    assert "Red tags on the north wall." in page
    assert "Written in" not in page


def test_whoever_wrote_the_words_reads_them_as_they_are(client: CheckingClient) -> None:
    number = sent(client, language="es", description="Hay letras rojas.")
    page = text(client, f"/en/cases/{number}")
    assert "Hay letras rojas." in page
    assert UNTRANSLATED not in page


@pytest.mark.parametrize("pack", ["philadelphia"])
def test_own_answers_keep_their_language_too(app: Flask, client: CheckingClient) -> None:
    asking = ((service, one) for service in app.extensions["city"].open_services for one in service.questions)
    service, question = next((service, one) for service, one in asking if one.datatype == "text")
    number = sent(client, service=service.code, answers={question.code: "Junto al portón"}, language="es")
    assert '<bdi lang="es">Junto al portón</bdi>' in text(client, f"/en/cases/{number}")


def test_staff_give_a_note_in_several_languages_at_once(cases: Cases, number: str, stranger: CheckingClient) -> None:
    assert schedule(cases, number, "--note", NOTE, "--note-in", "es", SPANISH, "--note-in", "ar", "غدًا").exit_code == 0
    page = text(stranger, f"/es/cases/{number}")
    assert said(page, SPANISH)["lang"] == "es"
    assert said(page, NOTE)["lang"] == "en"
    assert page.index(SPANISH) < page.index('<details class="original">') < page.index(NOTE)
    assert '<bdi lang="en" dir="ltr">English</bdi>' in page
    assert said(text(stranger, f"/ar/cases/{number}"), "غدًا")["lang"] == "ar"
    assert SPANISH not in text(stranger, f"/en/cases/{number}")


def test_a_person_s_translation_is_not_called_software_s(cases: Cases, number: str, stranger: CheckingClient) -> None:
    schedule(cases, number, "--language", "es", "--note", SPANISH, "--note-in", "en", NOTE)
    page = text(stranger, f"/en/cases/{number}")
    assert 'Translated from <bdi lang="es" dir="ltr">Español</bdi>.' in page
    assert "The original words" in page
    assert "by software" not in page


def test_a_note_in_one_language_says_so_to_readers_of_others(
    cases: Cases, number: str, stranger: CheckingClient
) -> None:
    schedule(cases, number, "--note", SPANISH, "--language", "es")
    assert UNTRANSLATED in text(stranger, f"/en/cases/{number}")
    page = text(stranger, f"/es/cases/{number}")
    assert said(page, SPANISH)["lang"] == "es"
    assert "Español</bdi>" not in page


@pytest.mark.parametrize(
    "arguments",
    [
        ["--note-in", "es", SPANISH],
        ["--note", NOTE, "--note-in", "tlh", "nuqneH"],
        ["--note", NOTE, "--note-in", "es", SPANISH, "--note-in", "es", "Otra"],
        ["--note", NOTE, "--note-in", "en", "Again"],
        ["--note", NOTE, "--note-in", "es", "  "],
        ["--note", NOTE, "--language", "tlh"],
        ["--note", " "],
    ],
)
def test_notes_that_make_no_sense_change_nothing(
    cases: Cases, number: str, stranger: CheckingClient, arguments: list[str]
) -> None:
    assert schedule(cases, number, *arguments).exit_code == 2
    assert "The city planned the work." not in text(stranger, f"/en/cases/{number}")


def test_staff_translate_what_a_resident_wrote_and_correct_it(
    cases: Cases, number: str, stranger: CheckingClient
) -> None:
    line = line_of(cases("translate", number), "Red tags on the north wall.")
    for words in ("Letras en el muro.", "Letras rojas en el muro norte."):
        result = cases("translate", number, "--line", line, "--language", "es", "--text", words)
        assert result.exit_code == 0
        assert f"  es       by person: {words}" in result.output
    page = text(stranger, f"/es/cases/{number}")
    assert said(page, "Letras rojas en el muro norte.")["lang"] == "es"
    assert "Letras en el muro." not in page


def test_staff_take_a_translation_away(cases: Cases, number: str, stranger: CheckingClient) -> None:
    schedule(cases, number, "--note", NOTE, "--note-in", "es", SPANISH)
    line = line_of(cases("translate", number), NOTE)
    away = ("translate", number, "--line", line, "--language", "es", "--remove")
    assert cases(*away).exit_code == 0
    assert SPANISH not in text(stranger, f"/es/cases/{number}")
    assert cases(*away).exit_code == 1


def test_html_in_a_translation_is_shown_as_text(cases: Cases, number: str, stranger: CheckingClient) -> None:
    schedule(cases, number, "--note", NOTE, "--note-in", "es", "<script>%(language)s</script>")
    assert "&lt;script&gt;%(language)s&lt;/script&gt;" in text(stranger, f"/es/cases/{number}")


def test_what_cannot_be_translated_is_said(cases: Cases, number: str) -> None:
    line = line_of(cases("translate", number), "Red tags on the north wall.")
    wrong = [
        ["--line", "999999", "--language", "es", "--text", "x"],
        ["--line", line, "--language", "en", "--text", "x"],
        ["--line", line, "--language", "tlh", "--text", "x"],
        ["--line", line, "--language", "es"],
        ["--line", line, "--language", "es", "--text", "x", "--remove"],
        ["--line", line, "--text", "x"],
        ["--text", "x"],
        ["--text", ""],
        ["--language", ""],
        ["--line", "0"],
        ["--line", "0", "--language", "es", "--text", "x"],
        ["--line", line, "--language", "", "--text", "x"],
        ["--line", line, "--language", "es", "--text", ""],
        ["--line", line, "--language", "es", "--text", "x" * (DESCRIPTION_LIMIT + 1)],
        ["--again", "--line", line],
        ["--again", "--line", "0"],
        ["--again", "--language", "es"],
        ["--again", "--text", ""],
        ["--again", "--remove"],
    ]
    for arguments in wrong:
        assert cases("translate", number, *arguments).exit_code == 2, arguments
    assert cases("translate", "1234567890").exit_code == 1
    assert cases("translate", number, "--again").exit_code == 1  # there is no translator


def test_a_translation_may_be_as_long_as_a_description(cases: Cases, number: str, stranger: CheckingClient) -> None:
    line = line_of(cases("translate", number), "Red tags on the north wall.")
    words = "x" * DESCRIPTION_LIMIT
    assert cases("translate", number, "--line", line, "--language", "es", "--text", words).exit_code == 0
    assert words in text(stranger, f"/es/cases/{number}")


@pytest.mark.parametrize("change", [["--text", "Letras rojas."], ["--remove"]])
def test_words_that_are_hidden_at_the_last_moment_are_not_translated(
    cases: Cases, number: str, monkeypatch: pytest.MonkeyPatch, change: list[str]
) -> None:
    line = line_of(cases("translate", number), "Red tags on the north wall.")
    cases("translate", number, "--line", line, "--language", "es", "--text", "Letras.")
    lock = translating.lock

    def waits(case_id: int) -> None:
        """Whoever held the lock before has hidden the words."""
        hidden = update(Report).values(is_description_public=False).execution_options(synchronize_session=False)
        db.session.execute(hidden)
        lock(case_id)

    monkeypatch.setattr(translating, "lock", waits)
    assert cases("translate", number, "--line", line, "--language", "es", *change).exit_code == 2


def test_words_that_only_their_writer_reads_are_not_translated(cases: Cases, client: CheckingClient) -> None:
    number = sent(client, description="Call me at 215 555 0123.")
    listed = cases("translate", number)
    line = line_of(listed, "Call me at 215 555 0123.")
    assert "for only its writer and the city" in listed.output
    assert cases("translate", number, "--line", line, "--language", "es", "--text", "x").exit_code == 2


def test_what_is_taken_back_takes_its_translation_along(
    cases: Cases, client: CheckingClient, number: str, stranger: CheckingClient
) -> None:
    phone = Phone(client)
    phone.put(phone.report(joins=number, description="I see it too."))
    for words in ("Red tags on the north wall.", "I see it too."):
        line = line_of(cases("translate", number), words)
        cases("translate", number, "--line", line, "--language", "es", "--text", f"ES {words}")
    assert "ES Red tags" in text(stranger, f"/es/cases/{number}")
    client.get(f"/c/{number}?key={phone.id}.{phone.secret}")
    client.post(f"/es/cases/{number}/withdraw")
    page = text(stranger, f"/es/cases/{number}")
    assert ("ES Red tags" in page) != ("ES I see it" in page)
    assert cases("translate", number).output.count("by person") == 1


def test_programs_get_the_translation_that_they_ask_for(cases: Cases, number: str, stranger: CheckingClient) -> None:
    schedule(cases, number, "--note", NOTE, "--note-in", "es", SPANISH)
    for lang, made in (("es", {"text": SPANISH, "language": "es", "source": "person"}), ("en", None), ("ar", None)):
        told = stranger.get(f"/api/v1/cases/{number}?lang={lang}").get_json()["properties"]
        line = told["timeline"][0]
        assert (line["note"], line["note_language"], line["translation"]) == (NOTE, "en", made)
        assert told["words"][0]["translation"] is None
