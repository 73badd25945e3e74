"""Proof that a picture holds pixels and nothing else, read from its own bytes."""

import io
import json
import shutil
import struct
import subprocess
from pathlib import Path

from PIL import Image

# Start, JFIF, quantisation, baseline frame, Huffman tables, restart interval, scan, end (ITU T.81, table B.1).
JPEG_MARKERS = {0xD8, 0xE0, 0xDB, 0xC0, 0xC4, 0xDD, 0xDA, 0xD9}
PILLOW_INFO = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "loop", "background"}
EXIFTOOL_GROUPS = {"SourceFile", "ExifTool", "File", "System", "Composite", "JFIF", "RIFF"}


def faults(content: bytes) -> list[str]:
    """What this picture carries beside pixels."""
    found = webp_faults(content) if content[:4] == b"RIFF" else jpeg_faults(content)
    with Image.open(io.BytesIO(content)) as picture:
        found += [f"Pillow finds {name}" for name in set(picture.info) - PILLOW_INFO]
        found += [f"EXIF {tag}" for tag in picture.getexif()]
    return found


def webp_faults(content: bytes) -> list[str]:
    """A WebP of ours is one lossy picture in one chunk."""
    sizes = struct.unpack("<I", content[4:8])[0] + 8, struct.unpack("<I", content[16:20])[0] + 20
    is_one_chunk = content[8:16] == b"WEBPVP8 " and sizes[0] == len(content) and len(content) - sizes[1] in {0, 1}
    return [] if is_one_chunk else [f"chunks: {content[8:40]!r}, {sizes} of {len(content)}"]


def jpeg_faults(content: bytes) -> list[str]:
    """A JPEG of ours has the markers that a decoder needs, an empty JFIF header, and ends at its end."""
    found, at = [], 0
    while content[at + 1] != 0xDA:
        marker = content[at + 1]
        found += [] if marker in JPEG_MARKERS else [f"marker {marker:x}"]
        length = 0 if marker == 0xD8 else struct.unpack(">H", content[at + 2 : at + 4])[0]
        found += [f"JFIF of {length}"] if marker == 0xE0 and length != 16 else []
        at += 2 + length
    return found + ([] if content.index(b"\xff\xd9", at) == len(content) - 2 else ["bytes after the end"])


def exiftool_faults(folder: Path) -> list[str]:
    """What exiftool finds in a folder of pictures; nothing where it is not installed."""
    if not shutil.which("exiftool"):
        return []
    command = ["exiftool", "-json", "-G", "-r", "-ext", "*", str(folder)]
    said = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return [name for one in said for name in one if name.partition(":")[0] not in EXIFTOOL_GROUPS]
