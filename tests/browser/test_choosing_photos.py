"""What people hand over as photos: too many, the same again, something else; and taking one back."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import OpenPhone
from tests.browser.killing import outbox_of
from tests.browser.resident import Resident


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Six different small photos."""
    names = [tmp_path / f"{number}.jpg" for number in range(6)]
    for number, name in enumerate(names):
        Image.new("RGB", (320, 240), (40 * number, 90, 60)).save(name, "JPEG")
    return names


def test_a_sixth_photo_is_one_too_many(phone: OpenPhone, files: list[Path]) -> None:
    person = Resident(phone())
    person.opens_report()
    person.page.get_by_label("Choose photos").set_input_files(files)
    expect(person.page.locator("[data-photos] > li")).to_have_count(5)
    person.reads("5 photos added.")


def test_the_same_photo_again_is_one_photo(phone: OpenPhone, files: list[Path]) -> None:
    person = Resident(phone())
    person.opens_report()
    person.takes_photo(files[0])
    person.page.get_by_label("Choose photos").set_input_files(files[:2])
    expect(person.page.locator("[data-photos] > li")).to_have_count(2)


def test_a_file_that_is_no_photo_is_left_out(phone: OpenPhone, files: list[Path], tmp_path: Path) -> None:
    (tmp_path / "song.jpg").write_bytes(b"ID3\x04" + b"la" * 2000)
    person = Resident(phone())
    person.opens_report()
    person.takes_photo(files[0])
    person.page.get_by_label("Choose photos").set_input_files(tmp_path / "song.jpg")
    person.reads("This file is not a photo")
    expect(person.page.locator("[data-photos] > li")).to_have_count(1)


def test_a_photo_can_be_taken_back(phone: OpenPhone, files: list[Path]) -> None:
    person = Resident(phone())
    person.opens_report()
    person.takes_photo(*files[:2], button="Choose photos")
    person.presses("Remove: Photo 1")
    expect(person.page.locator("[data-photos] > li")).to_have_count(1)
    person.reads("1 photo added.")


def test_the_draft_is_there_before_the_camera_opens(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.opens_report()
    with person.page.expect_file_chooser():
        person.taps_on(person.page.get_by_label("Take a photo"))
    expect(person.page).to_have_url(re.compile(r"\?draft="))
    expect(person.page.locator("form[data-draft=kept]")).to_have_count(1)
    assert [row["state"] for row in outbox_of(person.page)] == ["draft"]
