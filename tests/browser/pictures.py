"""Photos as phones take them; real ones where the folder of real data is there."""

from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.conftest import SHARED

REAL = SHARED / "photos"


def street_photo(folder: Path) -> Path:
    """A photo straight from a phone that was held upright."""
    real = REAL / "07_jpeg_orientation6_portrait_real.jpg"
    return real if real.is_file() else _saved(_drawn(), folder / "street.jpg", Image.Exif())


def iphone_photo() -> Path | None:
    """A HEIC file, which Chromium cannot show; None where there is none."""
    real = REAL / "06_heic_gps_NW_iphone11promax.HEIC"
    return real if real.is_file() else None


def photo_taken_at(latitude: float, longitude: float, folder: Path) -> Path:
    """A photo whose file says where it was taken."""
    real = REAL / "07_jpeg_orientation6_portrait_real.jpg"
    picture = Image.open(BytesIO(real.read_bytes())) if real.is_file() else _drawn()
    exif = picture.getexif()
    place = {1: "N" if latitude >= 0 else "S", 2: _sexagesimal(latitude)}
    exif.get_ifd(0x8825).update(place | {3: "E" if longitude >= 0 else "W", 4: _sexagesimal(longitude)})
    return _saved(picture, folder / "placed.jpg", exif)


def _drawn() -> Image.Image:
    """A picture with enough detail to weigh something."""
    return Image.effect_noise((1500, 2000), 90).convert("RGB")


def _saved(picture: Image.Image, file: Path, exif: Image.Exif) -> Path:
    picture.save(file, "JPEG", quality=85, exif=exif)
    return file


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    minutes = abs(degrees) % 1 * 60
    return float(int(abs(degrees))), float(int(minutes)), round(minutes % 1 * 60, 4)
