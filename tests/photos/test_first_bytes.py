"""What a file says of itself is enough to refuse what is no photo, and never enough to trust it."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.photos.models import WithheldReason
from app.photos.sniffing import HEAD_BYTES, look
from tests.photos import pictures

BIG = 20_000, 10_000
VP8X = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + (19_999).to_bytes(3, "little") + (9_999).to_bytes(3, "little")
VP8L = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + struct.pack("<I", 16_000 - 1 | (16_000 - 1) << 14)
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"ispe\0\0\0\0" + struct.pack(">II", 512, 512)
TOO_LARGE = {
    "png": pictures.png_header(*BIG),
    "jpeg": pictures.jpeg_with_size(*BIG),
    "webp, extended": VP8X,
    "webp, lossless": VP8L,
    "heic, after its tiles": HEIC + b"ispe\0\0\0\0" + struct.pack(">II", *BIG),
}
NO_PHOTO = {
    "nothing": b"",
    "text": b"GIF89a is not here",
    "gif": pictures.encoded(pictures.scene(), "GIF"),
    "tiff": pictures.encoded(pictures.scene(), "TIFF"),
    "bmp": pictures.encoded(pictures.scene(), "BMP"),
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0",
    "pdf": b"%PDF-1.7",
    "film": b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41",
    "sound": b"RIFF\0\0\0\0WAVEfmt ",
    "page": b"<!doctype html><img src=x>",
}


@pytest.mark.parametrize("name", TOO_LARGE)
def test_a_claim_of_200_megapixels_is_seen_in_every_format(name: str) -> None:
    assert look(TOO_LARGE[name]) is WithheldReason.TOO_MANY_PIXELS


@pytest.mark.parametrize("name", NO_PHOTO)
def test_what_is_no_photo_is_seen(name: str) -> None:
    assert look(NO_PHOTO[name]) is WithheldReason.NOT_A_PHOTO


@pytest.mark.parametrize("kind", pictures.TELLING)
def test_every_format_we_take_is_let_through(kind: str) -> None:
    assert look(pictures.TELLING[kind]()[:HEAD_BYTES]) is None


@pytest.mark.parametrize("kind", pictures.TELLING)
def test_a_head_that_ends_early_is_no_reason(kind: str) -> None:
    content = pictures.TELLING[kind]()
    assert {look(content[:length]) for length in range(40, 600)} == {None}


@given(st.binary(max_size=80), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", HEIC]))
def test_no_bytes_can_upset_it(content: bytes, start: bytes) -> None:
    look(start + content)
