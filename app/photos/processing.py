"""Clean photos one at a time: verify by content, turn upright, keep nothing but pixels.

Started by its path, `python -I processing.py WIDTHS MAX_PIXELS`, with none of the application's environment, so that
it knows nothing of it. Each line it reads is a JSON job, `{"source": path, "folder": path}`. For each it forks, so that
a photo that eats memory or time dies alone, and answers one JSON line, `{"status": int, "report": text}`: the exit code
of the fork (negative: the signal that ended it) and the JSON that the fork wrote, at most REPORT_BYTES of it.
"""

import json
import math
import os
import re
import resource
import signal
import struct
import sys
import warnings
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn

import pillow_heif
from PIL import (
    AvifImagePlugin,
    Image,
    ImageCms,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

FORMATS = ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"]
# Loaded before the first fork: without them every fork would import them again.
PLUGINS = (AvifImagePlugin, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin)
PAGE_BYTES = 60_000  # of one photo on a page
LIST_WIDTH = 640  # pages and lists show photos up to this: they get WebP's slow method, a fifth smaller
MEMORY_BYTES, FILE_BYTES, CPU_SECONDS, WALL_SECONDS = 1024**3, 32 * 1024**2, 20, 30
REPORT_BYTES = 4096
SRGB = ImageCms.createProfile("sRGB")

ORIENTATION, GPS, SHOT = 0x0112, 0x8825, 0x8769
GPS_LATITUDE_REF, GPS_LATITUDE, GPS_LONGITUDE_REF, GPS_LONGITUDE, GPS_ERROR_M = 1, 2, 3, 4, 31
SHOT_TIME, SHOT_OFFSET = 0x9003, 0x9011
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow raises while it reads metadata that a camera or an editor wrote wrongly.
BROKEN = (ArithmeticError, AttributeError, LookupError, OSError, SyntaxError, TypeError, ValueError, struct.error)


def serve(widths: list[int], max_pixels: int) -> None:
    """Answer jobs until whoever started this goes away."""
    prepare(max_pixels)
    for line in sys.stdin:
        job = json.loads(line)
        status, report = clean_in_fork(Path(job["source"]), Path(job["folder"]), widths)
        sys.stdout.write(json.dumps({"status": status, "report": report}) + "\n")
        sys.stdout.flush()


def prepare(max_pixels: int) -> None:
    """Tell Pillow what it may open. Its warnings are errors, but for two that only say "read as plain JPEG or EXIF"."""
    pillow_heif.register_heif_opener()
    pillow_heif.options.DECODE_THREADS = AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    Image.MAX_IMAGE_PIXELS = max_pixels
    warnings.simplefilter("error")
    warnings.filterwarnings("ignore", "Image appears to be a malformed MPO file")
    warnings.filterwarnings("ignore", module=r"PIL\.TiffImagePlugin")


def clean_in_fork(source: Path, folder: Path, widths: list[int]) -> tuple[int, str]:
    """The exit code and the report of a fork that cleans one photo."""
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        os.close(reading)
        clean_and_exit(source, folder, widths, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        report = pipe.read(REPORT_BYTES)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return status, report.decode("utf-8", "replace")


def clean_and_exit(source: Path, folder: Path, widths: list[int], writing: int) -> NoReturn:
    """The life of a fork: it cannot talk to whoever started the service, only write its report."""
    code = 1
    try:
        os.close(0)
        os.close(1)
        limit()
        os.write(writing, json.dumps(attempt(source, folder, widths)).encode())
        code = 0
    finally:
        os._exit(code)


def limit() -> None:
    """Bounds of one photo. macOS knows no limit on address space."""
    if sys.platform != "darwin":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(WALL_SECONDS)


def attempt(source: Path, folder: Path, widths: list[int]) -> dict[str, Any]:
    """What came of one photo: its size and what its camera noted, or the reason why it cannot be cleaned."""
    try:
        return clean(source, folder, widths)
    except MemoryError:
        return {"reason": "too_heavy"}
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"reason": "too_many_pixels"}
    except Exception as error:
        if isinstance(error, OSError) and error.errno:
            raise  # the disk's fault, not the photo's
        return {"reason": "broken"}  # decoders raise anything


def clean(source: Path, folder: Path, widths: list[int]) -> dict[str, Any]:
    """Write `{width}.webp` and `{width}.jpg` into `folder` for each width (of the long side, never enlarged)."""
    with Image.open(source, formats=FORMATS) as photo:
        exif = read_exif(photo)
        picture = pixels(shrink(photo, widths[0]))
    turn = TURNS.get(exif.get(ORIENTATION, 1))
    if turn is not None:  # FLIP_LEFT_RIGHT is 0
        picture = picture.transpose(turn)
    report = {"width": picture.width, "height": picture.height, "likeness": likeness(picture)} | noted(exif)
    for width in widths:
        picture = shrink(picture, width)
        write(picture, folder, width)
    return report


def likeness(picture: Image.Image) -> int:
    """64 bits that few changes turn: for each of 8 x 8 places, whether it is darker than the next one to the right.

    Another size, format, exposure or a thin crop leaves nearly all of them (a "difference hash", dHash).
    """
    light = picture.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = 0
    for place in range(72):
        if place % 9 < 8:
            bits = bits << 1 | (light[place] < light[place + 1])
    return bits


def write(picture: Image.Image, folder: Path, width: int) -> None:
    """The WebP and the JPEG of one width. What pages load by themselves stays light, however much there is to see."""
    limit = PAGE_BYTES if width <= LIST_WIDTH else None
    save(picture, folder / f"{width}.webp", "WEBP", (70, 50, 30), limit, method=4 if width <= LIST_WIDTH else 1)
    save(picture, folder / f"{width}.jpg", "JPEG", (75, 55, 35), limit, optimize=True)


def save(
    picture: Image.Image, path: Path, kind: str, qualities: tuple[int, ...], limit: int | None, **options: Any
) -> None:
    """Write a picture whole, in the best of the qualities that keeps to the limit of bytes, or else the last.

    A full disk so says it by its own error number, not as an encoder's.
    """
    for quality in qualities:
        encoded = BytesIO()
        picture.save(encoded, kind, quality=quality, **options)
        if limit is None or encoded.tell() <= limit:
            break
    path.write_bytes(encoded.getvalue())


def shrink(picture: Image.Image, width: int) -> Image.Image:
    """At most `width` pixels on the long side. A JPEG is decoded at ½, ¼ or ⅛ where that is enough."""
    long = max(picture.size)
    if long <= width:
        return picture
    size = max(1, picture.width * width // long), max(1, picture.height * width // long)
    picture.draft("RGB", size)
    return opaque(picture).resize(size, Image.Resampling.LANCZOS)


def opaque(picture: Image.Image) -> Image.Image:
    """Without transparency (on white) and without palettes, which cannot be scaled."""
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(white, picture).convert("RGB")
    return picture if picture.mode in {"RGB", "L", "CMYK"} else picture.convert("RGB")


def pixels(picture: Image.Image) -> Image.Image:
    """A new sRGB picture of the same pixels: whatever else the file carried stays behind."""
    profile = picture.info.get("icc_profile")
    picture = opaque(picture)
    if profile:
        picture = to_srgb(picture, profile)
    picture = picture.convert("RGB")
    return Image.frombytes("RGB", picture.size, picture.tobytes())


def to_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Colours as the camera meant them. A profile that cannot be used is no reason to lose the photo."""
    try:
        converted = ImageCms.profileToProfile(
            picture, ImageCms.ImageCmsProfile(BytesIO(profile)), SRGB, outputMode="RGB"
        )
    except (ImageCms.PyCMSError, *BROKEN):
        return picture
    return converted or picture


def read_exif(photo: Image.Image) -> Image.Exif:
    """The photo's EXIF; empty where it cannot be read."""
    try:
        return photo.getexif()
    except BROKEN:
        return Image.Exif()


def noted(exif: Image.Exif) -> dict[str, Any]:
    """Where and when, as the camera noted it: degrees, metres, ISO 8601 by the camera's own clock."""
    try:
        gps, shot = exif.get_ifd(GPS), exif.get_ifd(SHOT)
    except BROKEN:
        return {}
    return place(gps) | time(shot)


def place(gps: dict[int, Any]) -> dict[str, float | None]:
    """Latitude, longitude and, where the camera said so, the accuracy; nothing where any of it is not a place."""
    try:
        latitude = degrees(gps[GPS_LATITUDE], -1 if gps[GPS_LATITUDE_REF] == "S" else 1)
        longitude = degrees(gps[GPS_LONGITUDE], -1 if gps[GPS_LONGITUDE_REF] == "W" else 1)
        error_m = float(gps.get(GPS_ERROR_M, math.nan))
    except BROKEN:
        return {}
    # A comparison with a number that is not one (0/0 in the file) is false.
    is_place = abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude, longitude) != (0, 0)
    accuracy_m = error_m if 0 <= error_m < math.inf else None
    return {"latitude": latitude, "longitude": longitude, "accuracy_m": accuracy_m} if is_place else {}


def degrees(parts: tuple[Any, Any, Any], sign: int) -> float:
    """Degrees, minutes and seconds as a number."""
    return sign * sum(float(part) / unit for part, unit in zip(parts, (1, 60, 3600), strict=True))


def time(shot: dict[int, Any]) -> dict[str, str]:
    """`2026-11-21T14:05:09`, with an offset where the camera knew one (EXIF 2.31, DateTimeOriginal)."""
    found = re.fullmatch(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)", str(shot.get(SHOT_TIME, "")).strip("\0 "), re.ASCII)
    if found is None:
        return {}
    offset = str(shot.get(SHOT_OFFSET, "")).strip("\0 ")
    zone = offset if re.fullmatch(r"[+-]\d\d:\d\d", offset, re.ASCII) else ""
    return {"time": "{}-{}-{}T{}".format(*found.groups()) + zone}


if __name__ == "__main__":
    serve([int(width) for width in sys.argv[1].split(",")], int(sys.argv[2]))
