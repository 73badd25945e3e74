"""Errors are pages or problems in the reader's language; health pages say how the server is."""

import errno

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.extensions import db
from tests.client import CheckingClient
from tests.factories import Phone


def test_a_missing_page_is_a_page_in_the_readers_language(client: CheckingClient, lang: str) -> None:
    response = client.get(f"/{lang}/nope")
    assert response.status_code == 404
    assert response.mimetype == "text/html"
    assert f'lang="{lang}"' in response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("accept", "lang"),
    [("ar", "ar"), ("ur-PK", "ur"), ("zh-TW", "zh-Hans"), ("pt-PT", "pt"), ("xx", "en"), ("", "en"),
     ("es;q=0", "en"), ("es;q=0, fr;q=0.1", "fr"), ("es;q=0.1", "es")],
)  # fmt: skip
def test_the_first_address_leads_to_the_language_the_browser_asks_for(
    client: CheckingClient, accept: str, lang: str
) -> None:
    response = client.get("/", headers={"Accept-Language": accept})
    assert response.location == f"/{lang}/"
    assert {"Accept-Language", "Cookie"} <= set(response.vary)


def test_a_language_once_read_is_remembered(client: CheckingClient) -> None:
    client.get("/vi/")
    assert client.get("/", headers={"Accept-Language": "ar"}).location == "/vi/"


def test_a_language_we_do_not_have_is_a_missing_page(client: CheckingClient) -> None:
    for tag in ("tlh", "EN", "zh_Hans", "en-US", "..", "%00"):
        assert client.get(f"/{tag}/").status_code == 404


def test_every_language_of_the_city_has_every_page(client: CheckingClient) -> None:
    for tag in client.application.extensions["city"].languages:
        for path in ("", "report", "nearby", "mine", "cases", "about", "privacy", "accessibility"):
            assert client.get(f"/{tag}/{path}").status_code == 200


def test_the_menu_names_every_language_in_itself(client: CheckingClient, lang: str) -> None:
    page = client.get(f"/{lang}/nearby?status=closed").get_data(as_text=True)
    assert page.count("hreflang=") == len(client.application.extensions["city"].languages)
    assert "Kreyòl ayisyen" in page
    assert 'href="/ht/nearby?status=closed"' in page


def test_the_interface_answers_problems(client: CheckingClient) -> None:
    for path, status in {"/api/v1/nope": 404, "/api/v1/cases/1": 404, "/api/v1/services/NOPE": 404}.items():
        response = client.get(path)
        assert (response.status_code, response.mimetype) == (status, "application/problem+json")
        problem = response.get_json()
        assert problem["status"] == status
        assert problem["type"] == f"/problems/{problem['code']}"


def test_whatever_an_outbox_sends_wrongly_is_answered_with_a_code(client: CheckingClient) -> None:
    phone = Phone(client)
    phone.put(phone.report())
    tries = {
        409: lambda: phone.put(phone.report(description="Edited")),
        401: lambda: phone.put({}, Authorization=""),
        403: lambda: phone.put({}, Origin="https://evil.example"),
        411: lambda: phone.put(b"{}", **{"Transfer-Encoding": "chunked"}),
        413: lambda: phone.put(b" " * 300_000),
        415: lambda: phone.put(b"a=b", **{"Content-Type": "text/plain"}),
        405: lambda: client.post(f"/api/v1/reports/{phone.id}"),
    }
    for status, send in tries.items():
        problem = send().get_json()
        assert (problem["status"], problem["type"]) == (status, f"/problems/{problem['code']}")


def test_a_problem_speaks_the_language_that_is_asked_for(client: CheckingClient) -> None:
    english = client.get("/api/v1/cases?near=x").get_json()["errors"][0]["message"]
    spanish = client.get("/api/v1/cases?near=x&lang=es").get_json()["errors"][0]["message"]
    assert english != spanish


def test_a_wrong_method_is_named(client: CheckingClient) -> None:
    response = client.post("/en/about")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_an_unexpected_error_is_a_page_and_a_line_in_the_log(
    city_app: Flask, client: CheckingClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(city_app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(city_app.view_functions, "pages.about", lambda: 1 / 0)
    response = client.get("/en/about")
    assert response.status_code == 500
    assert "ZeroDivisionError" in caplog.text
    assert "ZeroDivisionError" not in response.get_data(as_text=True)


def test_health_pages(client: CheckingClient) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_a_store_that_is_not_there_is_not_ready(client: CheckingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_args: object, **_more: object) -> None:
        raise OSError("disk gone")

    monkeypatch.setattr(db.session, "execute", gone)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.headers["Retry-After"]


def test_texts_travel_compressed_where_the_client_reads_it(client: CheckingClient) -> None:
    plain = client.get("/en/", headers={"Accept-Encoding": "identity"})
    packed = client.get("/en/", headers={"Accept-Encoding": "gzip"}, buffered=True)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 2
    assert "Accept-Encoding" in plain.vary


def test_a_store_that_fails_is_no_receipt_but_a_call_to_try_again(
    client: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise OperationalError("INSERT", {}, OSError("database or disk is full"))

    phone = Phone(client)
    monkeypatch.setattr(db.session, "commit", full)
    response = phone.put(phone.report())
    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    monkeypatch.undo()
    assert phone.put(phone.report()).status_code == 201


@pytest.mark.parametrize(("error", "status"), [(errno.ENOSPC, 503), (errno.EROFS, 503), (errno.ENOENT, 500)])
def test_a_disk_that_fails_asks_to_try_again_and_a_mistake_of_ours_does_not(
    city_app: Flask, client: CheckingClient, monkeypatch: pytest.MonkeyPatch, error: int, status: int
) -> None:
    def fail() -> None:
        raise OSError(error, "the disk refuses")

    monkeypatch.setitem(city_app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(city_app.view_functions, "pages.about", fail)
    response = client.get("/en/about")
    assert response.status_code == status
    assert response.headers.get("Retry-After") == ("10" if status == 503 else None)
