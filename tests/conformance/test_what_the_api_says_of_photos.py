"""Whatever is sent as a part of a photo, the answer is one that the document describes."""

import errno
import hashlib
import io
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.photos.parts import Parts
from tests.conformance.described import Description
from tests.factories import Phone, declared, photo
from tests.photos.pictures import png_header

Ask = Callable[[Phone], TestResponse]
PICTURE, LETTER, HUGE = photo(), b"This is a letter, whatever its name says.", png_header(20_000, 10_000)
WRONG = "x" * 32


def part(phone: Phone, picture: bytes = PICTURE, body: bytes | None = None, **changed: str | None) -> TestResponse:
    """A part of a photo that was announced; `Upload_Offset="4"` changes a header, None leaves it out."""
    headers: dict[str, str | None] = {
        "Authorization": f"Bearer {phone.secret}",
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": "0",
        "Content-Type": "application/offset+octet-stream",
    } | {name.replace("_", "-"): value for name, value in changed.items()}
    method = headers.pop("method", "PATCH") or ""
    address = f"/api/v1/reports/{phone.id}/photos/{hashlib.sha256(picture).hexdigest()}"
    given = {name: value for name, value in headers.items() if value is not None}
    content = io.BytesIO(picture if body is None else body) if method == "PATCH" else None
    return phone.client.open(address, method=method, headers=given, input_stream=content)


def head(phone: Phone, **changed: str | None) -> TestResponse:
    return part(phone, method="HEAD", **changed)


PHOTOS: dict[str, tuple[int, Ask]] = {
    "asked for": (200, head),
    "asked for without its secret": (401, lambda phone: head(phone, Authorization=None)),
    "asked for with another secret": (404, lambda phone: head(phone, Authorization=f"Bearer {WRONG}")),
    "asked for in another protocol": (412, lambda phone: head(phone, Tus_Resumable="0.2.2")),
    "asked how": (204, lambda phone: part(phone, method="OPTIONS")),
    "whole": (204, part),
    "in part": (204, lambda phone: part(phone, body=PICTURE[:50])),
    "with an offset in words": (400, lambda phone: part(phone, Upload_Offset="two")),
    "in an empty part": (400, lambda phone: part(phone, body=b"")),
    "without its secret": (401, lambda phone: part(phone, Authorization=None)),
    "from another site": (403, lambda phone: part(phone, Origin="https://other.example")),
    "with another secret": (404, lambda phone: part(phone, Authorization=f"Bearer {WRONG}")),
    "that nobody announced": (404, lambda phone: part(phone, picture=b"another")),
    "past its end": (409, lambda phone: part(phone, Upload_Offset="5")),
    "in chunks": (411, lambda phone: part(phone, Transfer_Encoding="chunked")),
    "in another protocol": (412, lambda phone: part(phone, Tus_Resumable=None)),
    "too long": (413, lambda phone: part(phone, body=PICTURE + b"!")),
    "of another content type": (415, lambda phone: part(phone, Content_Type="image/jpeg")),
    "that changed": (422, lambda phone: part(phone, body=PICTURE[::-1])),
    "that is a letter": (422, lambda phone: part(phone, LETTER)),
    "of 200 megapixels": (422, lambda phone: part(phone, HUGE)),
    "in a part that changed": (460, lambda phone: part(
        phone, Upload_Checksum=f"sha256 {b64encode(hashlib.sha256(b'').digest()).decode()}")),
}  # fmt: skip


@pytest.fixture
def sender(phone: Phone) -> Phone:
    """A phone whose report announced photos."""
    response = phone.put(phone.report(photos=[declared(content) for content in (PICTURE, LETTER, HUGE)]))
    assert response.status_code == 201
    return phone


@pytest.mark.parametrize("name", PHOTOS)
def test_a_photo(sender: Phone, described: Description, name: str) -> None:
    status, ask = PHOTOS[name]
    response = ask(sender)
    assert response.status_code == status
    described.check(response)


class FailingParts(Parts):
    """A disk that refuses."""

    error = errno.EIO

    def write(self, key: str, offset: int, chunks: Iterable[bytes]) -> int:
        raise OSError(self.error, "the disk refuses")


@pytest.mark.parametrize(("error", "status"), [(errno.ENOSPC, 507), (errno.EIO, 503)])
def test_a_photo_for_which_there_is_no_disk(
    app: Flask, sender: Phone, described: Description, monkeypatch: pytest.MonkeyPatch, error: int, status: int
) -> None:
    failing = FailingParts(app.config["SETTINGS"].data_dir / "photos" / "parts")
    failing.error = error
    monkeypatch.setitem(app.extensions, "photos", replace(app.extensions["photos"], parts=failing))
    response = part(sender)
    assert response.status_code == status
    described.check(response)


def test_a_photo_over_the_budget_of_the_day(
    app: Flask, sender: Phone, described: Description, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], photo_bytes_per_day=1))
    response = part(sender)
    assert response.status_code == 507
    described.check(response)
