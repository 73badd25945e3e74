"""A photo shared from another app begins a report, also where no worker runs to take it."""

import re
from io import BytesIO
from typing import Any

import pytest

from tests.client import CheckingClient
from tests.conftest import count
from tests.factories import photo

FROM_AN_APP = {"Origin": "null", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}


def share(client: CheckingClient, headers: dict[str, str] | None = None, **fields: Any) -> Any:
    return client.post("/share", data=fields, headers=FROM_AN_APP | (headers or {}))


def attached(*files: tuple[bytes, str]) -> list[tuple[BytesIO, str]]:
    return [(BytesIO(content), name) for content, name in files]


def words_of(page: str) -> str:
    found = re.search(r'<textarea[^>]*name="description"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found
    return found[1].strip()


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found
    return found[1]


def test_a_shared_photo_waits_in_the_form(client: CheckingClient, inside: None) -> None:
    response = share(client, photos=attached((photo("red"), "IMG_1.jpg"), (photo("blue"), "IMG_2.jpg")))
    assert response.status_code == 200
    assert len(re.findall(r'name="remove_photo"', response.get_data(as_text=True))) == 2
    assert (count("photos"), count("cases")) == (2, 0)


def test_what_was_shared_becomes_a_report_like_any_other(client: CheckingClient, inside: None, sample: Any) -> None:
    page = share(client, text="Paint on the wall", photos=attached((photo(), "a.jpg"))).get_data(as_text=True)
    service = sample.ordinary
    form = {name: hidden(page, name) for name in ("id", "secret", "language", "schema")}
    form |= {"service": service.code, "address": "1 Main St", "description": words_of(page), "do": "send"}
    form |= {f"answer.{code}": text for code, text in sample.answers(service).items()}
    response = client.post(f"/{form['language']}/report", data=form, follow_redirects=True)
    assert response.request.path.endswith("/receipt")
    assert (count("cases"), count("photos")) == (1, 1)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": "Graffiti", "text": "On the bridge"}, "Graffiti\nOn the bridge"),
        ({"title": "A page", "url": "https://example.org/"}, "A page\nhttps://example.org/"),
        ({"text": "See https://example.org/a", "url": "https://example.org/a"}, "See https://example.org/a"),
        ({"title": "The same", "text": "The same"}, "The same"),
        ({"text": "<b>&"}, "&lt;b&gt;&amp;"),
        ({}, ""),
    ],
)
def test_shared_words_stand_in_the_form_once(client: CheckingClient, fields: dict[str, str], words: str) -> None:
    assert words_of(share(client, **fields).get_data(as_text=True)) == words


@pytest.mark.parametrize("lang", ["ar", "es"])
@pytest.mark.parametrize("is_known", [True, False])
def test_the_form_speaks_the_language_of_whoever_shares(client: CheckingClient, lang: str, is_known: bool) -> None:
    if is_known:
        client.set_cookie("lang", lang)
    page = share(client, {"Accept-Language": "fr" if is_known else lang}, text="x").get_data(as_text=True)
    assert f'<html lang="{lang}"' in page
    assert f'action="/{lang}/report"' in page


def test_what_is_no_photo_is_named_and_the_rest_is_kept(client: CheckingClient, inside: None) -> None:
    files = attached((b"%PDF-1.7 a letter", "letter.pdf"), (photo(), "wall.jpg"))
    response = share(client, text="Words stay", photos=files)
    assert response.status_code == 422
    assert "letter.pdf" in response.get_data(as_text=True)
    assert words_of(response.get_data(as_text=True)) == "Words stay"
    assert count("photos") == 1


def test_at_most_five_photos_are_kept(client: CheckingClient, inside: None) -> None:
    files = attached(*((photo("red", (100 + n, 100)), f"{n}.jpg") for n in range(7)))
    assert share(client, photos=files).status_code == 422
    assert count("photos") == 5


def test_more_than_a_form_may_weigh_is_refused(client: CheckingClient, inside: None) -> None:
    size = {"CONTENT_LENGTH": str(200 * 1024 * 1024), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    response = client.post("/share", headers=FROM_AN_APP, environ_overrides=size)
    assert response.status_code == 413
    assert count("photos") == 0


@pytest.mark.parametrize("path", ["/en/report", "/share/", "/Share", "/en/share"])
def test_no_other_address_takes_a_post_from_elsewhere(client: CheckingClient, inside: None, path: str) -> None:
    response = client.post(path, data={"text": "x", "photos": attached((photo(), "a.jpg"))}, headers=FROM_AN_APP)
    assert response.status_code == 403
    assert count("photos") == 0


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_other_method_is_taken_from_elsewhere(client: CheckingClient, method: str) -> None:
    assert client.open("/share", method=method, headers=FROM_AN_APP).status_code == 403


def test_a_share_opens_nothing_of_an_earlier_one(client: CheckingClient, inside: None) -> None:
    first = share(client, photos=attached((photo("red"), "a.jpg"))).get_data(as_text=True)
    stolen = share(client, id=hidden(first, "id"), secret=hidden(first, "secret")).get_data(as_text=True)
    assert hidden(stolen, "id") != hidden(first, "id")
    assert 'name="remove_photo"' not in stolen


def test_coming_back_to_the_address_begins_a_report(client: CheckingClient) -> None:
    response = client.get("/share", headers={"Accept-Language": "es"})
    assert (response.status_code, response.location) == (302, "/es/report")
    assert {"Accept-Language", "Cookie"} <= set(response.vary)
