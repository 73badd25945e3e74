"""The report page as one plain form: nothing that was typed or attached is ever asked for twice."""

import errno
import re
from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.extensions import db
from app.photos.storage import LocalStorage
from tests.client import CheckingClient
from tests.conftest import count
from tests.factories import photo
from tests.samples import Sample

WORDS: dict[str, Any] = {
    "address": "1 Penn Square",
    "description": "Tags on the wall",
    "language": "en",
    "schema": "1",
    "do": "send",
}


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, f"no hidden {name}"
    return found[1]


def keys(client: CheckingClient, lang: str = "en") -> dict[str, str]:
    page = client.get(f"/{lang}/report").get_data(as_text=True)
    return {"id": hidden(page, "id"), "secret": hidden(page, "secret")}


@pytest.fixture
def fields(sample: Sample) -> dict[str, Any]:
    """What is typed and chosen in an ordinary report."""
    service = sample.ordinary
    return (
        WORDS | {"service": service.code} | {f"answer.{code}": text for code, text in sample.answers(service).items()}
    )


def attach(*files: tuple[bytes, str]) -> list[tuple[BytesIO, str]]:
    return [(BytesIO(data), name) for data, name in files]


def test_the_form_opens_a_case_and_shows_its_receipt(
    client: CheckingClient, inside: None, lang: str, fields: dict[str, Any]
) -> None:
    form = fields | keys(client, lang) | {"language": lang}
    response = client.post(f"/{lang}/report", data=form, follow_redirects=True)
    assert response.status_code == 200
    assert response.request.path.endswith("/receipt")
    assert count("cases") == 1


def test_sending_the_form_twice_opens_one_case(client: CheckingClient, inside: None, fields: dict[str, Any]) -> None:
    form = fields | keys(client)
    first, again = (client.post("/en/report", data=form) for _ in range(2))
    assert first.status_code == again.status_code == 303
    assert first.location == again.location
    assert count("cases") == 1


def test_going_back_and_changing_words_leads_to_the_case_that_is_there(
    client: CheckingClient, inside: None, fields: dict[str, Any]
) -> None:
    form = fields | keys(client)
    first = client.post("/en/report", data=form)
    edited = client.post("/en/report", data=form | {"description": "Other words"})
    assert edited.location.startswith(first.location)
    assert "We had this report already." in client.get(edited.location).get_data(as_text=True)
    assert count("cases") == 1


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"service": ""}, "service"),
    ({"service": "NO-SUCH"}, "service"),
    ({"address": ""}, "address"),
    ({"latitude": "0", "longitude": "0"}, "place"),
    ({"latitude": "NaN", "longitude": "NaN"}, "place"),
    ({"description": "x" * 20_000}, "description"),
    ({"contact_email": "anna@"}, "contact_email"),
]


@pytest.mark.parametrize(("changes", "field"), REFUSED)
def test_what_can_be_mended_is_said_and_nothing_is_lost(
    client: CheckingClient, inside: None, lang: str, changes: dict[str, Any], field: str, fields: dict[str, Any]
) -> None:
    form = fields | {"description": "Bitte & <b>", "contact_name": "Åsa"} | keys(client, lang) | changes
    form |= {"photos": attach((photo(), "wall.jpg"))}
    response = client.post(f"/{lang}/report", data=form)
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert f'href="#{field}"' in page
    assert "Åsa" in page
    assert changes.get("description", "Bitte &amp; &lt;b&gt;")[:5000] in page
    assert (count("cases"), count("photos")) == (0, 1)
    assert hidden(page, "id") == form["id"]


@pytest.mark.parametrize("what_fails", ["the disk", "the store"])
def test_a_disk_that_fails_takes_nothing_of_what_was_typed(
    app: Flask,
    client: CheckingClient,
    inside: None,
    lang: str,
    fields: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    what_fails: str,
) -> None:
    form = fields | {"description": "Bitte & <b>", "contact_name": "Åsa"} | keys(client, lang)
    if what_fails == "the disk":
        edges = app.extensions["photos"]
        monkeypatch.setitem(app.extensions, "photos", replace(edges, storage=FullStorage(edges.workbench.parent)))
    else:
        monkeypatch.setattr(db.session, "commit", failing_commit)
    response = client.post(f"/{lang}/report", data=form | {"photos": attach((photo(), "wall.jpg"))})
    page = response.get_data(as_text=True)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assert "Bitte &amp; &lt;b&gt;" in page
    assert "Åsa" in page
    assert hidden(page, "id") == form["id"]
    monkeypatch.undo()
    assert client.post(f"/{lang}/report", data=form).status_code == 303
    assert count("cases") == 1


class FullStorage(LocalStorage):
    """A disk without room."""

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        raise OSError(errno.ENOSPC, "no room")


def failing_commit() -> None:
    raise OperationalError("COMMIT", {}, OSError("disk I/O error"))


def test_photos_survive_a_refusal_and_belong_to_the_case_then(
    client: CheckingClient, inside: None, fields: dict[str, Any]
) -> None:
    form = fields | keys(client)
    client.post("/en/report", data=form | {"address": "", "photos": attach((photo("blue"), "a.jpg"))})
    response = client.post("/en/report", data=form, follow_redirects=True)
    assert response.status_code == 200
    row = db.session.connection().exec_driver_sql("SELECT is_public, state FROM photos").one()
    assert tuple(row) == (1, "received")


def test_a_photo_can_be_taken_out_again(client: CheckingClient, inside: None, fields: dict[str, Any]) -> None:
    form = fields | keys(client)
    page = client.post("/en/report", data=form | {"address": "", "photos": attach((photo(), "a.jpg"))}).get_data(
        as_text=True
    )
    digest = re.search(r'name="remove_photo"[^>]*value="(\w{64})"', page)
    assert digest
    page = client.post("/en/report", data=form | {"address": "", "remove_photo": digest[1]}).get_data(as_text=True)
    assert 'name="remove_photo"' not in page


def test_a_file_that_is_no_photo_is_named_and_the_rest_is_kept(
    client: CheckingClient, inside: None, fields: dict[str, Any]
) -> None:
    form = fields | keys(client)
    files = attach((photo(), "good.jpg"), (b"%PDF-1.7 not a photo", "letter.pdf"))
    response = client.post("/en/report", data=form | {"photos": files})
    assert response.status_code == 422
    assert "letter.pdf" in response.get_data(as_text=True)
    assert count("photos") == 1


def test_asking_for_the_questions_checks_nothing_yet(
    client: CheckingClient, inside: None, lang: str, sample: Sample
) -> None:
    form = keys(client, lang) | {"service": sample.asking.code, "do": "questions", "description": "Kept words"}
    response = client.post(f"/{lang}/report", data=form)
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert 'name="answer.' in page
    assert "Kept words" in page


def test_a_question_left_open_is_asked_again(
    client: CheckingClient, inside: None, fields: dict[str, Any], sample: Sample
) -> None:
    form = fields | keys(client) | {"service": sample.asking.code}
    response = client.post("/en/report", data=form)
    assert response.status_code == 422
    assert re.search(r'href="#answer\.\w+"', response.get_data(as_text=True))


def test_a_link_may_choose_the_service(client: CheckingClient, lang: str, sample: Sample) -> None:
    page = client.get(f"/{lang}/report?service={sample.other.code}").get_data(as_text=True)
    assert re.search(rf'value="{sample.other.code}"[^>]* checked', page)


@pytest.mark.parametrize("service", ["'\"><script>", "../../etc/passwd", "%00", "x" * 5000, "\u202e"])
def test_tricks_in_the_address_do_nothing(client: CheckingClient, service: str) -> None:
    response = client.get("/en/report", query_string={"service": service})
    assert response.status_code == 200
    assert (
        "<script>"
        not in response.get_data(as_text=True).replace('<script type="application/json"', "").split("<body>")[1]
    )


def test_the_id_of_another_form_shows_none_of_its_photos(client: CheckingClient, fields: dict[str, Any]) -> None:
    form = fields | keys(client) | {"address": "", "photos": attach((photo(), "mine.jpg"))}
    client.post("/en/report", data=form)
    stolen = {"id": form["id"], "secret": "x" * 32, "do": "questions"}
    assert client.application.test_client().post("/en/report", data=stolen).status_code == 404
