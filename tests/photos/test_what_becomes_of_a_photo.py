"""A photo comes in and only its pixels go out, upright."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from tests.photos import bare, pictures
from tests.photos.conftest import Worker
from tests.photos.phone import Phone

SIZES = [(width, suffix) for width in (1600, 640, 160) for suffix in ("webp", "jpg")]
KINDS = {"JPEG": {}, "PNG": {}, "WEBP": {"quality": 95}, "HEIF": {"quality": 90}, "AVIF": {"quality": 90}}


def shown(phone: Phone, content: bytes, width: int = 640, suffix: str = "jpg") -> Image.Image:
    """The picture that the world gets."""
    return Image.open(io.BytesIO(phone.look_at(content, width, suffix).data))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_upright(phone: Phone, worker: Worker, kind: str, orientation: int) -> None:
    content = pictures.turned(orientation, kind, **KINDS[kind])
    phone.bring(content)
    worker.run()
    picture = shown(phone, content)
    assert picture.size == (96, 64)
    assert pictures.is_close(pictures.corners(picture))


@pytest.mark.parametrize("kind", pictures.TELLING)
def test_nothing_but_pixels_is_stored_or_served(phone: Phone, worker: Worker, folder: Path, kind: str) -> None:
    content = pictures.TELLING[kind]()
    assert pictures.CANARY.encode() in content
    phone.bring(content)
    worker.run()
    assert phone.state(content) == "ready"
    for width, suffix in SIZES:
        served = phone.look_at(content, width, suffix).data
        assert bare.faults(served) == []
        assert pictures.CANARY.encode() not in served
    assert bare.exiftool_faults(folder / "pictures") == []


@pytest.mark.parametrize("kind", pictures.TELLING)
def test_what_the_camera_noted_is_kept_for_the_city_alone(phone: Phone, worker: Worker, kind: str) -> None:
    content = pictures.TELLING[kind]()
    phone.bring(content)
    worker.run()
    photo = phone.photo(content)
    assert photo.taken_latitude == pytest.approx(pictures.LATITUDE, abs=1e-6)
    assert photo.taken_longitude == pytest.approx(pictures.LONGITUDE, abs=1e-6)
    assert photo.taken_accuracy_m == pytest.approx(12.5)
    assert photo.taken_time == "2026-11-21T14:05:09-05:00"


def test_a_large_photo_comes_in_three_sizes(phone: Phone, worker: Worker) -> None:
    content = pictures.jpeg(2001, 3000)
    phone.bring(content)
    worker.run()
    photo = phone.photo(content)
    assert photo.size(1600) == (1067, 1600)
    for width, suffix in SIZES:
        picture = shown(phone, content, width, suffix)
        assert max(picture.size) == width
        assert picture.size == photo.size(width)
        assert pictures.is_close(pictures.corners(picture))


def test_a_small_photo_is_not_enlarged(phone: Phone, worker: Worker) -> None:
    content = pictures.jpeg(300, 200)
    phone.bring(content)
    worker.run()
    assert [shown(phone, content, width).size for width in (1600, 640, 160)] == [(300, 200), (300, 200), (160, 106)]


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_an_animation_gives_its_first_picture(phone: Phone, worker: Worker, kind: str) -> None:
    content = pictures.animated(kind)
    phone.bring(content)
    worker.run()
    assert pictures.is_close(pictures.corners(shown(phone, content)))


ODD = {
    "CMYK": pictures.encoded(pictures.scene().convert("CMYK"), "JPEG"),
    "palette": pictures.encoded(pictures.scene().quantize(8), "PNG"),
    "half transparent": pictures.encoded(pictures.scene().convert("RGBA"), "PNG"),
    "with a clear colour": pictures.encoded(pictures.scene(), "PNG", transparency=(1, 2, 3)),
    "progressive": pictures.encoded(pictures.scene(), "JPEG", progressive=True),
    "with a broken profile": pictures.encoded(pictures.scene(), "JPEG", icc_profile=b"not a profile"),
    "with broken EXIF": pictures.encoded(pictures.scene(), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\xff"),
    "16 bits": pictures.encoded(pictures.scene().convert("RGB"), "PNG"),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_photo_looks_as_it_should(phone: Phone, worker: Worker, name: str) -> None:
    phone.bring(ODD[name])
    worker.run()
    assert phone.state(ODD[name]) == "ready"
    assert pictures.is_close(pictures.corners(shown(phone, ODD[name])))


GREYS = {"L": "PNG", "LA": "PNG", "1": "PNG", "I;16": "PNG"}


@pytest.mark.parametrize("mode", GREYS)
def test_a_grey_photo_keeps_its_greys(phone: Phone, worker: Worker, mode: str) -> None:
    picture = Image.new("L", (90, 60), 0)
    ImageDraw.Draw(picture).rectangle((45, 0, 90, 60), fill=255)
    if mode == "I;16":
        deep = Image.new("I;16", (90, 60), 0)
        deep.paste(65535, (45, 0, 90, 60))
        content = pictures.encoded(deep, "PNG")
    else:
        content = pictures.encoded(picture.convert(mode), "PNG")
    phone.bring(content)
    worker.run()
    left, right, *_ = pictures.corners(shown(phone, content))
    assert max(left) < 20
    assert min(right) > 235


def test_transparency_becomes_white(phone: Phone, worker: Worker) -> None:
    content = pictures.encoded(Image.new("RGBA", (40, 40), (0, 0, 0, 0)), "PNG")
    phone.bring(content)
    worker.run()
    assert min(pictures.corners(shown(phone, content))[0]) > 245


def test_colours_are_what_the_camera_meant(phone: Phone, worker: Worker) -> None:
    red, green, blue = pictures.scene().split()
    content = pictures.encoded(Image.merge("RGB", (blue, green, red)), "PNG", icc_profile=pictures.blue_first_profile())
    phone.bring(content)
    worker.run()
    assert pictures.is_close(pictures.corners(shown(phone, content)))


BROKEN = {
    "truncated": (pictures.jpeg()[:-300], "broken"),
    "half a HEIC": (pictures.telling_heic()[:900], "broken"),
    "a PNG without pixels": (pictures.png_header(90, 60), "broken"),
    "text that unpacks to 100 MB": (pictures.png_text_bomb(), "broken"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_photo_that_cannot_be_cleaned_is_withheld(phone: Phone, worker: Worker, folder: Path, name: str) -> None:
    content, reason = BROKEN[name]
    assert phone.bring(content).status_code == 204
    worker.run()
    assert phone.state(content) == f"withheld: {reason}"
    assert phone.look_at(content).status_code == 404
    assert not [path for path in (folder / "pictures").rglob("*") if path.is_file()]


def test_one_bad_photo_does_not_hold_up_the_next(phone: Phone, worker: Worker) -> None:
    bad, good = BROKEN["truncated"][0], pictures.jpeg()
    phone.declare(bad, good)
    phone.send(bad)
    phone.send(good)
    worker.run()
    assert [phone.state(bad), phone.state(good)] == ["withheld: broken", "ready"]


def test_a_mutated_photo_is_clean_or_withheld(phone: Phone, worker: Worker) -> None:
    good = pictures.telling_jpeg()
    for step in range(7, len(good), len(good) // 40):
        content = good[:step] + bytes([good[step] ^ 0x55]) + good[step + 1 :]
        other = Phone(phone.app)
        if other.bring(content).status_code == 204:
            worker.run()
            assert other.state(content) in {"ready", "withheld: broken", "withheld: too_many_pixels"}
            if other.state(content) == "ready":
                assert bare.faults(other.look_at(content).data) == []
