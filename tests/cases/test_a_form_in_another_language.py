"""Choosing another language in the middle of the plain form: what was typed, chosen and attached goes along."""

import re
from typing import Any

import pytest

from tests.cases.test_reporting_without_scripts import attach, hidden, keys
from tests.client import CheckingClient
from tests.conftest import count
from tests.factories import photo, sent
from tests.samples import Sample

HALF = {"do": "language", "description": "Bitte & <b>", "contact_name": "Åsa", "unplaceable": "1", "language": "en"}


def test_every_language_is_a_button_of_the_form(client: CheckingClient, lang: str) -> None:
    page = client.get(f"/{lang}/report").get_data(as_text=True)
    buttons = re.findall(r'<button form="report" name="do" value="language" formaction="/([\w-]+)/report"', page)
    assert buttons == list(client.application.extensions["city"].languages)
    assert "hreflang" not in page


def test_pages_without_a_form_have_links(client: CheckingClient, lang: str) -> None:
    page = client.get(f"/{lang}/about").get_data(as_text=True)
    assert page.count("hreflang=") == len(client.application.extensions["city"].languages)
    assert 'value="language"' not in page


def test_the_form_comes_back_in_that_language_with_everything_in_it(client: CheckingClient, sample: Sample) -> None:
    form = HALF | keys(client) | {"service": sample.asking.code, "photos": attach((photo(), "wall.jpg"))}
    response = client.post("/es/report", data=form)
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert '<html lang="es"' in page
    assert hidden(page, "language") == "es"
    assert (hidden(page, "id"), hidden(page, "secret")) == (form["id"], form["secret"])
    for kept in ("Bitte &amp; &lt;b&gt;", "Åsa", 'name="remove_photo"', 'name="answer.'):
        assert kept in page
    assert re.search(rf'value="{sample.asking.code}"[^>]* checked', page)
    assert re.search(r'name="unplaceable"[^>]* checked', page)


def test_nothing_is_checked_and_nothing_is_sent(client: CheckingClient, inside: None, lang: str) -> None:
    response = client.post(f"/{lang}/report", data=HALF | keys(client) | {"contact_email": "anna@"})
    assert response.status_code == 200
    assert "field-wrong" not in response.get_data(as_text=True)
    assert count("cases") == 0


@pytest.mark.parametrize("lang", ["ar"])
def test_an_empty_form_is_simply_opened_in_that_language(client: CheckingClient, lang: str) -> None:
    fields: dict[str, Any] = {"do": "language", "language": "en", "schema": "1", "description": "", "address": ""}
    response = client.post(f"/{lang}/report", data=fields | keys(client))
    assert (response.status_code, response.location) == (303, f"/{lang}/report")


def test_what_was_kept_is_sent_from_there(client: CheckingClient, inside: None, sample: Sample) -> None:
    form = HALF | keys(client) | {"service": sample.ordinary.code, "photos": attach((photo(), "wall.jpg"))}
    client.post("/es/report", data=form)
    answers = {f"answer.{code}": text for code, text in sample.answers(sample.ordinary).items()}
    fields = {name: value for name, value in form.items() if name != "photos"}
    response = client.post("/es/report", data=fields | answers | {"do": "send", "language": "es"})
    assert response.status_code == 303
    assert (count("cases"), count("photos")) == (1, 1)


def test_words_for_a_case_come_along_and_are_not_sent(client: CheckingClient, inside: None) -> None:
    number = sent(client)
    page = client.get(f"/en/cases/{number}").get_data(as_text=True)
    assert f'<button form="addition" name="do" value="language" formaction="/es/cases/{number}/more"' in page
    answer = client.post(f"/es/cases/{number}/more", data={"do": "language", "description": "Bitte & <b>"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert '<html lang="es"' in page
    assert re.search(r'<details class="fold" id="add"[^>]* open', page)
    assert "Bitte &amp; &lt;b&gt;</textarea>" in page
    assert count("events") == 1


def test_a_photo_for_a_case_is_shown_to_nobody_before_it_is_sent(client: CheckingClient, inside: None) -> None:
    number = sent(client)
    form = {"do": "language", "description": "Look", "photos": attach((photo(), "wall.jpg"))}
    client.post(f"/es/cases/{number}/more", data=form)
    assert count("photos") == 0


def test_no_words_for_a_case_simply_open_it_in_that_language(client: CheckingClient) -> None:
    number = sent(client)
    answer = client.post(f"/ar/cases/{number}/more", data={"do": "language", "description": " "})
    assert (answer.status_code, answer.location) == (303, f"/ar/cases/{number}")


def test_strangers_find_links_on_a_case_and_take_nothing_along(client: CheckingClient) -> None:
    number = sent(client)
    stranger = client.application.test_client()
    assert f'href="/es/cases/{number}" hreflang="es"' in stranger.get(f"/en/cases/{number}").get_data(as_text=True)
    assert stranger.post(f"/es/cases/{number}/more", data={"do": "language", "description": "x"}).status_code == 404
