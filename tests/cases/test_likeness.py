"""How alike words and photos are."""

import random
from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageEnhance

from app.cases.likeness import photos_alike, words_alike
from app.photos.processing import likeness

ALIKE = [
    ("Red tags on the north wall", "red tag on north wall of the school"),
    ("A deep pothole near the bus stop", "POTHOLE at the bus stop, deep!"),
    ("Hay un bache junto a la parada", "un bache en la parada del autobús"),
    ("路灯不亮了", "这里的路灯不亮"),
    ("حفرة كبيرة في الشارع", "الحفرة الكبيرة بالشارع"),
]
OTHER = [
    ("Red tags on the north wall", "A sofa on the sidewalk"),
    ("It is on the corner", "He sat at a table"),
    ("路灯不亮了", "有人倒垃圾"),
    ("", "A sofa"),
    ("...", "..."),
    ("on at it", "on at it"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_words_about_the_same_are_alike(one: str, other: str) -> None:
    assert words_alike(one, other) >= 0.4
    assert words_alike(one, other) == words_alike(other, one)
    assert words_alike(one, one) == pytest.approx(1.0)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_words_about_something_else_are_not(one: str, other: str) -> None:
    assert words_alike(one, other) < 0.2


def test_a_book_is_compared_by_its_beginning() -> None:
    assert words_alike("pothole " + "x" * 200_000, "pothole") > 0


def scene(seed: int) -> Image.Image:
    """A made-up street: a sky, a ground and things in it."""
    chance = random.Random(seed)
    picture = Image.new("RGB", (640, 480), (chance.randrange(150, 230),) * 3)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 300, 640, 480), fill=(chance.randrange(60, 120),) * 3)
    for _ in range(12):
        left, top = chance.randrange(560), chance.randrange(400)
        box = (left, top, left + chance.randrange(40, 220), top + chance.randrange(40, 200))
        draw.rectangle(box, fill=tuple(chance.randrange(256) for _ in range(3)))
    return picture


def bits(picture: Image.Image) -> bytes:
    return likeness(picture).to_bytes(8, "big")


def sent_elsewhere(picture: Image.Image) -> Image.Image:
    """As another phone or a messenger makes it: smaller, compressed hard, brighter, cut a little."""
    file = BytesIO()
    cut = picture.crop((6, 4, picture.width - 6, picture.height - 4)).resize((400, 300))
    ImageEnhance.Brightness(cut).enhance(1.15).save(file, "JPEG", quality=35)
    return Image.open(file)


@pytest.mark.parametrize("seed", range(40))
def test_the_same_photo_is_known_again(seed: int) -> None:
    assert photos_alike(bits(scene(seed)), bits(sent_elsewhere(scene(seed)))) >= 0.5


def test_other_photos_are_seldom_taken_for_the_same() -> None:
    all_bits = [bits(scene(seed)) for seed in range(80)]
    pairs = [(one, other) for at, one in enumerate(all_bits) for other in all_bits[at + 1 :]]
    assert sum(photos_alike(*pair) >= 0.5 for pair in pairs) <= len(pairs) / 100


@pytest.mark.parametrize("colour", ["black", "white", "grey"])
def test_a_photo_of_the_night_is_like_no_other(colour: str) -> None:
    night = bits(Image.new("RGB", (640, 480), colour))
    assert photos_alike(night, night) == 0.0
