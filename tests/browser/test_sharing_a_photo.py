"""A photo from another app begins a report: shared as the phone's share sheet does, by a form from elsewhere."""

import hashlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import expect

from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone
from tests.browser.offline import comes_home, no_network
from tests.browser.phone import Phone
from tests.browser.pictures import iphone_photo, street_photo

GALLERY = """<!doctype html><title>Gallery</title>
<form method="post" enctype="multipart/form-data" action="{url}/share">
<input type="text" name="title"><input type="text" name="text"><input type="text" name="url">
<input type="file" name="photos" multiple><button>Share</button></form>"""
# Photos stay as they came on a phone that cannot draw them: what the outbox holds can then be compared with the files.
CANNOT_DRAW = "() => { globalThis.createImageBitmap = () => Promise.reject(new Error('this phone draws nothing')); }"
KEPT = """async () => {
  const database = await new Promise((resolve) => {
    indexedDB.open('stoop').onsuccess = ({ target }) => resolve(target.result);
  });
  const all = (store) => new Promise((resolve) => {
    database.transaction(store).objectStore(store).getAll().onsuccess = ({ target }) => resolve(target.result);
  });
  const digest = async (bytes) => Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)),
    (byte) => byte.toString(16).padStart(2, '0')).join('');
  const [rows, photos] = [await all('sendings'), await all('photos')];
  database.close();
  return { states: rows.map(({ state }) => state), digests: await Promise.all(photos.map(digest)) };
}"""


@pytest.fixture
def gallery(server: CityServer) -> Iterator[str]:
    """The address of another app with photos."""
    page = GALLERY.format(url=server.url).encode()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, format: str, *args: object) -> None:
            """Nobody reads it."""

    other = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=other.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{other.server_port}/"
    other.shutdown()
    other.server_close()


def photos(folder: Path) -> list[Path]:
    """A JPEG, and a HEIC where there is one: Chromium cannot show it, and the city can."""
    heic = iphone_photo()
    return [street_photo(folder), *([heic] if heic else [])]


def share(phone: Phone, gallery: str, files: list[Path], text: str) -> None:
    """Choose photos in the other app and share them with this one."""
    phone.expects(f"left the city: {gallery}")
    phone.page.goto(gallery)
    phone.page.locator("[name=text]").fill(text)
    phone.page.locator("[name=photos]").set_input_files(files)
    phone.page.get_by_role("button", name="Share").click()


def is_in_the_report(phone: Phone, files: list[Path], text: str) -> None:
    """The report shows what was shared."""
    expect(phone.page.locator("[data-photos] > li")).to_have_count(len(files))
    expect(phone.page.locator("textarea[name=description]")).to_have_value(text)


def digests(files: list[Path]) -> set[str]:
    return {hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_shared_photo_begins_a_report(lasting_phone: OpenPhone, gallery: str, tmp_path: Path, lang: str) -> None:
    phone, files = lasting_phone(lang=lang), photos(tmp_path)
    comes_home(phone)
    share(phone, gallery, files, "A lamp hangs over the sidewalk")
    phone.page.wait_for_url(f"{phone.url}/{lang}/report?draft=*")
    is_in_the_report(phone, files, "A lamp hangs over the sidewalk")


def test_shared_without_a_network_it_is_kept_byte_for_byte(
    lasting_phone: OpenPhone, server: CityServer, gallery: str, tmp_path: Path
) -> None:
    phone, files = lasting_phone(), photos(tmp_path)
    comes_home(phone)
    phone.context.add_init_script(f"({CANNOT_DRAW})()")
    with no_network(server, phone):
        share(phone, gallery, files, "No network here")
        phone.page.wait_for_url(f"{phone.url}/en/report?draft=*")
        is_in_the_report(phone, files, "No network here")
        kept = phone.page.evaluate(KEPT)
    assert kept["states"] == ["draft"]
    assert set(kept["digests"]) == digests(files)


def test_a_share_waits_for_its_person_while_the_browser_is_away(
    lasting_phone: OpenPhone, gallery: str, tmp_path: Path
) -> None:
    phone, files = lasting_phone(), photos(tmp_path)
    comes_home(phone)
    share(phone, gallery, files, "Still here tomorrow")
    is_in_the_report(phone, files, "Still here tomorrow")
    address = phone.page.url
    phone.context.close()
    again = lasting_phone()
    again.page.goto(address)
    is_in_the_report(again, files, "Still here tomorrow")


def test_where_no_worker_runs_the_server_shows_the_form(phone: OpenPhone, gallery: str, tmp_path: Path) -> None:
    visitor, files = phone(java_script_enabled=False), photos(tmp_path)
    share(visitor, gallery, files, "Without scripts")
    assert visitor.page.url == f"{visitor.url}/share"
    expect(visitor.page.locator("textarea[name=description]")).to_have_value("Without scripts")
    expect(visitor.page.locator("[name=remove_photo]")).to_have_count(len(files))
