"""Small photos made for tests: upright and turned, with everything a camera may write into them, and broken ones."""

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pillow_heif
from PIL import Image, ImageCms, PngImagePlugin

pillow_heif.register_heif_opener()
RED, GREEN, BLUE, WHITE = (220, 20, 20), (20, 200, 20), (20, 20, 220), (250, 250, 250)
CORNERS = (RED, GREEN, BLUE, WHITE)  # top left, top right, bottom left, bottom right
CANARY = "CANARY-4711"
LATITUDE, LONGITUDE = 39.9526, -75.1652
UNTURN = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def scene(width: int = 96, height: int = 64) -> Image.Image:
    """A picture of four colours, so that nobody can mistake which way is up."""
    picture = Image.new("RGB", (width, height))
    for number, colour in enumerate(CORNERS):
        left, top = number % 2 * width // 2, number // 2 * height // 2
        picture.paste(colour, (left, top, left + width // 2, top + height // 2))
    return picture


def corners(picture: Image.Image) -> list[tuple[int, ...]]:
    """The colours near the four corners."""
    picture = picture.convert("RGB")
    across, down = (picture.width // 6, picture.width * 5 // 6), (picture.height // 6, picture.height * 5 // 6)
    return [picture.getpixel((x, y)) for y in down for x in across]  # type: ignore[misc]


def is_close(found: list[tuple[int, ...]], wanted: tuple[tuple[int, int, int], ...] = CORNERS) -> bool:
    """Whether the colours are these, but for what compression does to them."""
    pairs = [pair for one, other in zip(found, wanted, strict=True) for pair in zip(one, other, strict=True)]
    return all(abs(a - b) < 40 for a, b in pairs)


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """The picture as a file of this kind."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone writes: where, when, and which phone."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x9286] = orientation, CANARY, CANARY
    gps, shot = exif.get_ifd(0x8825), exif.get_ifd(0x8769)
    gps.update({1: "N", 2: sexagesimal(LATITUDE), 3: "W", 4: sexagesimal(-LONGITUDE), 31: 12.5})
    shot.update({0x9003: "2026:11:21 14:05:09", 0x9011: "-05:00"})
    return exif


def sexagesimal(degrees: float) -> tuple[float, float, float]:
    minutes = degrees % 1 * 60
    return float(int(degrees)), float(int(minutes)), round(minutes % 1 * 60, 3)


def turned(orientation: int, kind: str = "JPEG", **options: Any) -> bytes:
    """The scene as a sensor held that way sees it, with the note that says how to turn it."""
    turn = UNTURN[orientation]
    picture = scene() if turn is None else scene().transpose(turn)
    return encoded(picture, kind, exif=exif(orientation).tobytes(), **options)


def jpeg(width: int = 96, height: int = 64) -> bytes:
    """A plain photo."""
    return encoded(scene(width, height), "JPEG")


def telling_jpeg() -> bytes:
    """A JPEG that carries everything: EXIF, XMP, IPTC, a colour profile, a comment, a preview, bytes after its end."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = encoded(scene(), "JPEG", exif=exif().tobytes(), icc_profile=profile, comment=CANARY)
    caption = b"\x1c\x02\x78\0" + bytes([len(CANARY)]) + CANARY.encode()
    photoshop = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(caption)) + caption
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + CANARY.encode() + b"</x:xmpmeta>"
    return content[:2] + segment(0xE1, xmp) + segment(0xED, photoshop) + content[2:] + b"PK\x03\x04" + CANARY.encode()


def segment(marker: int, content: bytes) -> bytes:
    """One segment of a JPEG."""
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def blue_first_profile() -> bytes:
    """sRGB, but what a file calls red is blue, and the other way round."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")


def telling_png() -> bytes:
    """A PNG with texts, EXIF and XMP."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", CANARY)
    info.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{CANARY}</x:xmpmeta>")
    info.add_text("Long", CANARY * 10, zip=True)
    return encoded(scene(), "PNG", pnginfo=info, exif=exif().tobytes())


def telling_webp() -> bytes:
    """A WebP with EXIF, XMP and a colour profile."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return encoded(scene(), "WEBP", exif=exif().tobytes(), xmp=CANARY.encode(), icc_profile=profile)


def telling_heic() -> bytes:
    """A HEIC with EXIF and XMP."""
    return encoded(scene(), "HEIF", exif=exif().tobytes(), xmp=CANARY.encode())


def telling_avif() -> bytes:
    """An AVIF with EXIF and XMP."""
    return encoded(scene(), "AVIF", exif=exif().tobytes(), xmp=CANARY.encode())


TELLING: dict[str, Callable[[], bytes]] = {
    "jpeg": telling_jpeg,
    "png": telling_png,
    "webp": telling_webp,
    "heic": telling_heic,
    "avif": telling_avif,
}


def animated(kind: str) -> bytes:
    """Two frames: the scene, then black."""
    return encoded(scene(), kind, save_all=True, append_images=[Image.new("RGB", (96, 64))], duration=100)


def png_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and has no pixels for it."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + png_chunk(b"IDAT", zlib.compress(bytes(1000))) + png_chunk(b"IEND", b"")


def png_text_bomb() -> bytes:
    """A PNG whose text unpacks to 100 MB."""
    content = encoded(scene(), "PNG")
    bomb = png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(100 * 1024**2)))
    return content[:33] + bomb + content[33:]


def jpeg_with_size(width: int, height: int) -> bytes:
    """A JPEG whose frame claims another size than it has."""
    content = jpeg()
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + struct.pack(">HH", height, width) + content[at + 4 :]
