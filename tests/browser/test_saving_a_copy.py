"""People take a copy of what the city does not have: as a ZIP, or to the share sheet."""

import json
import re
import zipfile
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone
from tests.browser.kept import TROUBLE, keep, named
from tests.browser.mine import BODY, cuts_off_the_city, looks_at_mine, picture
from tests.browser.offline import comes_home, no_network
from tests.browser.resident import Resident


def test_a_copy_is_a_zip_with_the_words_the_data_and_the_photos(phone: OpenPhone, tmp_path: Path) -> None:
    person = Resident(phone())
    page = looks_at_mine(person.phone)
    cuts_off_the_city(person.phone)
    photos = (named(picture("red")), named(picture("blue")))
    keep(page, state="needs-you", body=BODY, photos=photos, trouble=TROUBLE)
    with page.expect_download() as downloading:
        person.presses("Save a copy")
    assert re.fullmatch(r"reports-\d{4}-\d\d-\d\d\.zip", downloading.value.suggested_filename)
    downloading.value.save_as(tmp_path / "copy.zip")
    expect(page.locator("[data-said]")).to_have_text("A copy is saved.")
    with zipfile.ZipFile(tmp_path / "copy.zip") as copy:
        assert copy.testzip() is None
        assert [named(copy.read(f"report-1-photo-{number}.jpg"))[0] for number in (1, 2)] == [
            photo[0] for photo in photos
        ]
        assert json.loads(copy.read("report-1.json")) == BODY
        words = copy.read("report-1.txt").decode()
    assert words.startswith("Graffiti\n")
    assert "Ugly and large" in words
    assert "1234 Market St" in words


def test_a_copy_needs_no_network_and_names_the_answers(phone: OpenPhone, server: CityServer, tmp_path: Path) -> None:
    person = Resident(phone())
    comes_home(person.phone)
    person.fills_in()
    person.is_kept()
    with no_network(server, person.phone):
        page = looks_at_mine(person.phone)
        with page.expect_download() as downloading:
            person.presses("Save a copy")
        downloading.value.save_as(tmp_path / "copy.zip")
    with zipfile.ZipFile(tmp_path / "copy.zip") as copy:
        words = copy.read("report-1.txt").decode()
        answers = json.loads(copy.read("report-1.json"))["answers"]
    assert "Not finished. The city does not have it." in words
    assert "A bridge" in words
    assert answers


def test_a_phone_with_a_share_sheet_is_given_the_words_and_the_photos(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.page.add_init_script("""
      navigator.canShare = ({ files }) => files.length > 0;
      navigator.share = async ({ files }) => {
        window.shared = files.map(({ name, type, size }) => [name, type, size > 0]);
      };
    """)
    page = looks_at_mine(person.phone)
    keep(page, photos=(named(picture()),))
    person.presses("Save a copy")
    page.wait_for_function("() => window.shared")
    assert page.evaluate("() => window.shared") == [
        ["report-1.txt", "text/plain", True],
        ["report-1-photo-1.jpg", "image/jpeg", True],
    ]


def test_whoever_closes_the_share_sheet_gets_no_file_instead(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.page.add_init_script("""
      navigator.canShare = () => true;
      navigator.share = async () => { window.isAsked = true; throw new DOMException('closed', 'AbortError'); };
    """)
    page = looks_at_mine(person.phone)
    keep(page)
    page.on("download", lambda download: person.phone.faults.append(f"download: {download.url}"))
    person.presses("Save a copy")
    page.wait_for_function("() => window.isAsked")
    person.presses("Delete")
    expect(page.locator("[data-said]")).to_have_text("")
