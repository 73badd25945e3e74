"""What the service worker stands on: its file, the marks of pages, the page for no connection, the switch for off."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import create_app
from app.config import ROOT
from app.extensions import db
from app.pwa.worker import BUILD, MOMENT, read_build
from app.shell import PRELOAD
from tests.client import CheckingClient
from tests.conftest import settings_for
from tests.factories import sent

MARKS = (ROOT / "service_worker" / "marks.ts").read_text("utf-8")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A small build."""
    (tmp_path / "service_worker.js").write_text("listen();")
    return tmp_path


@pytest.fixture
def switched_off(tmp_path: Path) -> Iterator[CheckingClient]:
    """A visitor of a city whose operator said STOOP_WORKER=off."""
    app = create_app(settings_for(tmp_path, worker=False))
    app.test_client_class = CheckingClient
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    yield client
    with app.app_context():
        db.engine.dispose()


def known_to_worker(client: CheckingClient) -> dict[str, Any]:
    line = client.get("/service_worker.js").get_data(as_text=True).partition("\n")[0]
    known = re.fullmatch(r"self\.STOOP = (.*);", line)
    assert known
    return dict(json.loads(known[1]))


def moment_of(page: TestResponse) -> str:
    return unquote(page.headers[MOMENT])


def test_a_phone_always_asks_whether_the_worker_is_the_newest(client: CheckingClient) -> None:
    first = client.get("/service_worker.js")
    assert first.mimetype == "text/javascript"
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get("/service_worker.js", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_the_worker_knows_the_build_and_the_languages(client: CheckingClient) -> None:
    known = known_to_worker(client)
    assert known["build"] == client.get("/en/").headers[BUILD]
    assert known["language"] == "en"
    assert {"en", "es", "ar", "zh-Hans"} <= set(known["languages"])
    assert known["rightToLeft"] == ["ar", "ur"]


def test_every_file_that_the_worker_saves_is_served(client: CheckingClient) -> None:
    files = known_to_worker(client)["files"]
    assert len(files) > 5
    for file in files:
        with client.get(file) as response:
            assert response.status_code == 200, file


def test_all_files_come_in_one_answer_too(client: CheckingClient) -> None:
    known = known_to_worker(client)
    with client.get(known["together"]) as answer:
        texts = answer.get_json()
    assert set(texts) == set(known["files"])
    for address, text in texts.items():
        with client.get(address) as file:
            assert file.get_data(as_text=True) == text, address


def test_the_files_of_every_saved_page_are_saved_with_it(client: CheckingClient) -> None:
    files = set(known_to_worker(client)["files"])
    for page in ("", "report", "mine", "phone", "offline"):
        html = client.get(f"/en/{page}").get_data(as_text=True)
        needed = set(re.findall(r'(?:src|href)="(/static/[^"#]+\.(?:js|css|svg))', html))
        assert needed
        assert needed <= files, page


@pytest.mark.parametrize("name", ["service_worker.js", "service_worker_off.js", "manifest.json"])
def test_the_worker_is_not_among_the_files_that_are_kept_for_ever(client: CheckingClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_another_file_is_another_build(built: Path) -> None:
    before = read_build(built, {"js/main.js": "js/main-AAAAAAAA.js"})
    assert read_build(built, {"js/main.js": "js/main-AAAAAAAA.js"}) == before
    assert read_build(built, {"js/main.js": "js/main-BBBBBBBB.js"}).id != before.id


def test_what_only_a_map_needs_is_not_fetched_ahead(built: Path) -> None:
    names = {
        "js/main.js": "js/main-A.js",
        "js/lib/map/city-map.js": "js/parts/city-map-A.js",
        "css/map.css": "css/map-A.css",
    }
    assert read_build(built, names).files == ("/static/js/main-A.js",)


def test_parts_that_only_a_map_shares_are_not_fetched_ahead_either(built: Path) -> None:
    parts = {f"js/parts/chunk-{name}.js": f"js/parts/chunk-{name}.js" for name in "ABC"}
    names = {"js/main.js": "js/main-A.js", "js/later/map.js": "js/parts/map-A.js"} | parts
    imports = {
        "js/main.js": ["js/parts/chunk-A.js"],
        "js/later/map.js": ["js/parts/chunk-A.js", "js/parts/chunk-B.js", "js/parts/chunk-C.js"],
        "js/parts/chunk-B.js": ["js/parts/chunk-C.js"],
    }
    assert read_build(built, names, imports).files == ("/static/js/main-A.js", "/static/js/parts/chunk-A.js")


@pytest.mark.parametrize("source", ["js/later/push.js", "js/alerts.js", "css/alerts.css"])
def test_what_only_messages_need_is_not_fetched_ahead(app: Flask, source: str) -> None:
    assert f"/static/{app.extensions['assets'][source]}" not in app.extensions["build"].files


def test_another_worker_is_another_build(built: Path) -> None:
    before = read_build(built, {})
    (built / "service_worker.js").write_text("listenMore();")
    assert read_build(built, {}).id != before.id


def test_a_page_says_its_build_and_its_moment_in_its_language(client: CheckingClient, lang: str) -> None:
    page = client.get(f"/{lang}/about")
    assert re.fullmatch("[0-9a-f]{12}", page.headers[BUILD])
    assert "2026" in moment_of(page)
    assert "12:00" in moment_of(page)
    assert ("November" in moment_of(page)) == (lang == "en")


def test_a_case_that_did_not_change_says_its_new_moment(client: CheckingClient) -> None:
    path = f"/en/cases/{sent(client)}"
    again = client.get(path, headers={"If-None-Match": client.get(path).headers["ETag"]})
    assert again.status_code == 304
    assert "12:00" in moment_of(again)


@pytest.mark.parametrize("path", ["/en/nope", "/en/cases/1234567890", "/", "/api/v1/services", "/healthz", "/c/1"])
def test_what_is_no_page_to_keep_is_not_marked(client: CheckingClient, path: str) -> None:
    headers = client.get(path).headers
    assert BUILD not in headers
    assert MOMENT not in headers


def test_a_form_that_came_back_is_not_marked(client: CheckingClient) -> None:
    refused = client.post("/en/report", data={"do": "send"})
    assert refused.status_code == 422
    assert BUILD not in refused.headers


def test_the_worker_finds_its_places_on_a_page(client: CheckingClient, lang: str) -> None:
    page = client.get(f"/{lang}/report").get_data(as_text=True)
    literal = re.search(r"MOMENT_PLACE = '(.*)'", MARKS)
    assert literal
    assert page.count(literal[1]) == 1
    patterns = re.findall(r"^const (?:HIDDEN_LINE|OWN_ID|OWN_SECRET) = /(.*)/;$", MARKS, re.MULTILINE)
    assert [len(re.findall(pattern, page)) for pattern in patterns] == [1, 1, 1]


def test_without_a_connection_a_page_says_what_works(client: CheckingClient, lang: str) -> None:
    page = client.get(f"/{lang}/offline").get_data(as_text=True)
    assert f'href="/{lang}/report"' in page
    assert f'href="/{lang}/mine"' in page
    assert "tel:" in page


@pytest.mark.parametrize("path", ["/en/", "/en/mine"])
def test_a_page_asked_for_by_the_worker_is_nobodys(client: CheckingClient, path: str) -> None:
    number = sent(client)
    assert number in client.get(path).get_data(as_text=True)
    assert number not in client.get(path, headers={PRELOAD: "true"}).get_data(as_text=True)


def test_a_case_asked_for_by_the_worker_is_still_its_reporters(client: CheckingClient) -> None:
    path = f"/en/cases/{sent(client)}"
    own = client.get(path).get_data(as_text=True)
    assert client.get(path, headers={PRELOAD: "true"}).get_data(as_text=True) == own


def test_where_the_operator_said_off_the_worker_goes(switched_off: CheckingClient) -> None:
    script = switched_off.get("/service_worker.js")
    text = script.get_data(as_text=True)
    assert "unregister" in text
    assert "indexedDB" not in text
    assert '"fetch"' not in text
    assert script.headers["Cache-Control"] == "no-cache"


def test_where_the_operator_said_off_pages_take_the_worker_away(switched_off: CheckingClient, app: Flask) -> None:
    assert "data-off" in switched_off.get("/en/about").get_data(as_text=True)
    assert "data-off" not in app.test_client().get("/en/about").get_data(as_text=True)
