"""Every real photo does what its name says. They are data of the workshop, not of the repository."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from tests.photos import bare
from tests.photos.conftest import Worker
from tests.photos.phone import Phone

# Name: size after turning, and the signs of latitude and longitude where the name says so.
GOOD = {
    "01_jpeg_gps_NE_nikon.jpg": ((640, 480), (1, 1)),
    "03_jpeg_gps_SE_kodak_tiny.jpg": ((100, 78), (-1, 1)),
    "05_webp_gps_NW_orientation6_iphoneX.webp": ((240, 320), (1, -1)),
    "06_heic_gps_NW_iphone11promax.HEIC": ((1239, 1600), (1, -1)),
    "07_jpeg_orientation6_portrait_real.jpg": ((450, 600), None),
    "15_jpeg_cmyk.jpg": ((100, 100), None),
} | {f"08_jpeg_orientation{turn}_small.jpg": ((128, 128), None) for turn in range(2, 9)}


def sign(number: float | None) -> int:
    return 0 if number is None else int(number > 0) - int(number < 0)


def content_of(shared: Path, name: str) -> bytes:
    file = shared / "photos" / name
    if not file.is_file():
        pytest.skip(f"{name} is not here")
    return file.read_bytes()


@pytest.mark.parametrize("name", GOOD)
def test_a_real_photo_is_shown_and_its_place_kept(
    phone: Phone, worker: Worker, folder: Path, shared: Path, name: str
) -> None:
    content = content_of(shared, name)
    size, signs = GOOD[name]
    assert phone.bring(content).status_code == 204
    worker.run()
    photo = phone.photo(content)
    assert (photo.width_px, photo.height_px) == size
    assert (sign(photo.taken_latitude), sign(photo.taken_longitude)) == (signs or (0, 0))
    for width in (1600, 640, 160):
        for suffix in ("webp", "jpg"):
            served = phone.look_at(content, width, suffix)
            assert served.status_code == 200
            assert bare.faults(served.data) == []
            assert Image.open(io.BytesIO(served.data)).mode == "RGB"
    assert bare.exiftool_faults(folder / "pictures") == []


def test_the_same_scene_in_seven_orientations_looks_the_same(phone: Phone, worker: Worker, shared: Path) -> None:
    seen = []
    for turn in range(2, 9):
        content = content_of(shared, f"08_jpeg_orientation{turn}_small.jpg")
        other = Phone(phone.app)
        other.bring(content)
        worker.run()
        seen.append(Image.open(io.BytesIO(other.look_at(content, 640, "jpg").data)).convert("L"))
    differences = [ImageStat.Stat(ImageChops.difference(seen[0], picture)).mean[0] for picture in seen[1:]]
    assert max(differences) < 12


def test_a_truncated_photo_is_withheld(phone: Phone, worker: Worker, shared: Path) -> None:
    content = content_of(shared, "11_jpeg_truncated.jpg")
    assert phone.bring(content).status_code == 204
    worker.run()
    assert phone.state(content) == "withheld: broken"


@pytest.mark.parametrize("name", ["14_gif_decompression_bomb.gif", "19_not_an_image_mp3_data.jpg"])
def test_what_is_no_photo_is_refused_at_once(phone: Phone, shared: Path, name: str) -> None:
    content = content_of(shared, name)
    response = phone.bring(content)
    assert (response.status_code, response.get_json()["title"]) == (422, "not a photo")
    assert phone.state(content) == "withheld: not_a_photo"
