"""A 12 MP photo through the bounded process, against decoding it once and writing the same pictures with no checks."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from app.photos import processing
from app.photos.cleaner import ForkingCleaner
from app.photos.models import WIDTHS, shrunk
from tests.bench.measure import Figure, in_turns
from tests.photos import pictures

FLOOR = "one draft decode, same pictures, no checks"
ROUNDS = 20
TWELVE_MEGAPIXELS = 4032, 3024


def figures() -> Iterator[Figure]:
    """A plain photo, and one as a phone writes it: held upright, with a place and a colour profile.

    The floor of the second turns and converts too: without that it would make other pictures.
    """
    street = scene()
    yield measured("photo: 12 MP", pictures.encoded(street, "JPEG", quality=90))
    told = pictures.encoded(
        street, "JPEG", quality=90, exif=pictures.exif(6).tobytes(), icc_profile=pictures.blue_first_profile()
    )
    yield measured("photo: 12 MP, turned, with a colour profile", told)


def scene() -> Image.Image:
    """Surfaces, edges and grain, as compressible as a photo of a street."""
    chance = random.Random(311)
    picture = Image.new("RGB", TWELVE_MEGAPIXELS)
    for width, share in ((12, 1.0), (60, 0.4), (400, 0.25), (2016, 0.1)):
        noise = Image.frombytes("RGB", (width, width * 3 // 4), chance.randbytes(width * (width * 3 // 4) * 3))
        picture = Image.blend(picture, noise.resize(TWELVE_MEGAPIXELS, Image.Resampling.BICUBIC), share)
    return picture


def measured(name: str, content: bytes) -> Figure:
    """Both ways in turns, each into a folder of its own."""
    with TemporaryDirectory() as folder:
        source, ours, theirs = Path(folder, "photo"), Path(folder, "ours"), Path(folder, "theirs")
        source.write_bytes(content)
        ours.mkdir()
        theirs.mkdir()
        cleaner = ForkingCleaner()
        times = in_turns(lambda _: cleaner.clean(source, ours), unchecked(source, theirs), ROUNDS)
        cleaner.close()
    return Figure(name, *times, 1.3, FLOOR)


def unchecked(source: Path, folder: Path) -> Callable[[int], None]:
    """The floor."""

    def make(_round: int) -> None:
        picture = Image.open(source)
        for width in WIDTHS:
            size = shrunk(*picture.size, width)
            picture.draft("RGB", size)
            picture = picture.resize(size, Image.Resampling.LANCZOS)
            if "exif" in picture.info:
                picture = finished(picture)
            processing.write(picture, folder, width)

    return make


def finished(picture: Image.Image) -> Image.Image:
    """Turned upright and in sRGB; without what would have it done again."""
    picture = processing.to_srgb(picture, picture.info["icc_profile"]).transpose(Image.Transpose.ROTATE_270)
    picture.info.clear()
    return picture
