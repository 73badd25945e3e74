"""What a file says of itself in its first bytes: enough to refuse at once what is no photo.

Nothing is decoded here: whether the rest is a photo is found out in a bounded process (processing.py).
"""

import re
import struct

from app.photos.models import MAX_PIXELS, WithheldReason

HEAD_BYTES = 256 * 1024  # EXIF, colour profile and preview of a JPEG stand before its size
HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"})
# SOF0 to SOF15, without DHT, JPG and DAC which stand between them (ITU T.81, table B.1).
JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def look(head: bytes) -> WithheldReason | None:
    """Why these first HEAD_BYTES cannot begin a photo that we show; None when they may."""
    if head.startswith(b"\xff\xd8\xff"):
        size = jpeg_size(head)
    elif head.startswith(b"\x89PNG\r\n\x1a\n"):
        size = fields(">II", head, 16)
    elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        size = webp_size(head)
    elif head[4:8] == b"ftyp" and HEIF_BRANDS & set(re.findall(b"....", head[8:64], re.DOTALL)):
        size = heif_size(head)
    else:
        return WithheldReason.NOT_A_PHOTO
    return WithheldReason.TOO_MANY_PIXELS if size and size[0] * size[1] > MAX_PIXELS else None


def fields(form: str, head: bytes, start: int) -> tuple[int, ...] | None:
    """The numbers that stand at `start`, where the head is that long."""
    return struct.unpack_from(form, head, start) if len(head) >= start + struct.calcsize(form) else None


def jpeg_size(head: bytes) -> tuple[int, ...] | None:
    """Height and width of the first frame: walk from marker to marker."""
    at = 2
    while found := fields(">BBH", head, at):
        sign, marker, length = found
        if sign != 0xFF:
            return None
        if marker in JPEG_FRAMES:
            return fields(">HH", head, at + 5)
        at += 1 if marker == 0xFF else 2 + length
    return None


def webp_size(head: bytes) -> tuple[int, ...] | None:
    """Width and height: of the canvas, of the lossless or of the lossy picture (RFC 9649)."""
    if head[12:16] == b"VP8X" and len(head) >= 30:
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if head[12:16] == b"VP8L" and len(head) >= 25:
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return fields("<HH", head, 26)


def heif_size(head: bytes) -> tuple[int, ...] | None:
    """Width and height of the largest picture that is described (ISO/IEC 23008-12, ImageSpatialExtentsProperty)."""
    sizes = [struct.unpack(">II", found) for found in re.findall(b"ispe\\0{4}(.{8})", head, re.DOTALL)]
    return max(sizes, key=lambda size: size[0] * size[1], default=None)
