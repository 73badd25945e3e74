"""A phone sends a photo in parts (tus 1.0 core), over whatever network there is."""

import base64
import errno
import hashlib
from collections import namedtuple
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import clock
from app.photos.parts import Parts
from app.photos.storage import LocalStorage
from tests.conftest import NOON
from tests.photos import pictures
from tests.photos.conftest import Worker
from tests.photos.phone import Phone, digest

PHOTO = pictures.jpeg(200, 150)
Usage = namedtuple("Usage", "total used free")
HALF = len(PHOTO) // 2


def offset(response: TestResponse) -> int:
    return int(response.headers["Upload-Offset"])


def checksum(content: bytes, algorithm: str = "sha256") -> str:
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"


def test_a_photo_sent_whole_is_here(phone: Phone, folder: Path) -> None:
    response = phone.bring(PHOTO)
    assert (response.status_code, offset(response), response.data) == (204, len(PHOTO), b"")
    assert phone.state(PHOTO) == "received"
    assert (folder / "originals" / digest(PHOTO)[:2] / digest(PHOTO)).read_bytes() == PHOTO
    assert not list((folder / "parts").iterdir())


def test_a_photo_goes_on_where_it_stopped(phone: Phone, worker: Worker) -> None:
    phone.declare(PHOTO)
    assert offset(phone.send(PHOTO, 0, HALF)) == HALF
    asked = phone.ask(PHOTO)
    assert (asked.status_code, offset(asked), asked.headers["Upload-Length"]) == (200, HALF, str(len(PHOTO)))
    assert asked.headers["Cache-Control"] == "no-store"
    assert offset(phone.send(PHOTO, HALF)) == len(PHOTO)
    worker.run()
    assert phone.state(PHOTO) == "ready"


def test_an_answer_that_got_lost_does_no_harm(phone: Phone, worker: Worker) -> None:
    phone.declare(PHOTO)
    for start in (0, 0, HALF, HALF - 5):
        assert phone.send(PHOTO, start, None if start else HALF).status_code == 204
    assert offset(phone.ask(PHOTO)) == len(PHOTO)
    worker.run()
    assert phone.send(PHOTO).status_code == 204
    assert phone.state(PHOTO) == "ready"


def test_a_part_may_say_what_it_hashes_to(phone: Phone) -> None:
    phone.declare(PHOTO)
    assert phone.send(PHOTO, 0, HALF, Upload_Checksum=checksum(PHOTO[:HALF])).status_code == 204
    assert phone.send(PHOTO, HALF, None, Upload_Checksum=checksum(PHOTO[HALF:], "sha1")).status_code == 204
    assert phone.state(PHOTO) == "received"


def test_a_part_that_changed_on_its_way_is_forgotten(phone: Phone) -> None:
    phone.declare(PHOTO)
    phone.send(PHOTO, 0, HALF)
    response = phone.send(PHOTO, HALF, None, Upload_Checksum=checksum(b"something else"))
    assert (response.status_code, offset(response)) == (460, HALF)
    assert offset(phone.ask(PHOTO)) == HALF
    assert phone.send(PHOTO, HALF).status_code == 204


def test_a_photo_that_changed_on_its_way_starts_again(phone: Phone, folder: Path) -> None:
    phone.declare(PHOTO)
    headers = phone.headers(Upload_Offset="0")
    swapped = PHOTO[HALF:] + PHOTO[:HALF]
    response = phone.client.patch(phone.address(PHOTO), headers=headers, data=swapped)
    assert (response.status_code, offset(response)) == (422, 0)
    assert response.get_json()["detail"] == "The photo changed on its way to us. Please send it again."
    assert offset(phone.ask(PHOTO)) == 0
    assert not [path for path in folder.rglob("*") if path.is_file()]
    assert phone.send(PHOTO).status_code == 204
    assert phone.state(PHOTO) == "received"


def test_what_is_no_photo_is_refused_and_its_report_knows(phone: Phone, folder: Path) -> None:
    text = b"This is a letter, whatever its name says."
    response = phone.bring(text)
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    assert phone.state(text) == "withheld: not_a_photo"
    assert offset(phone.ask(text)) == len(text)
    assert phone.send(text).status_code == 204
    assert not [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "content",
    [pictures.png_header(20_000, 10_000), pictures.jpeg_with_size(20_000, 10_000)],
    ids=["png", "jpeg"],
)
def test_200_megapixels_are_refused_unopened(phone: Phone, content: bytes) -> None:
    assert phone.bring(content).get_json()["title"] == "too many pixels"
    assert phone.state(content) == "withheld: too_many_pixels"


Change = Callable[[Phone], TestResponse]
BAD: dict[str, tuple[int, str, Change]] = {
    "no protocol": (412, "wrong protocol", lambda phone: phone.send(PHOTO, Tus_Resumable=None)),
    "another protocol": (412, "wrong protocol", lambda phone: phone.send(PHOTO, Tus_Resumable="0.2.2")),
    "a form": (415, "wrong content type", lambda phone: phone.send(PHOTO, Content_Type="image/jpeg")),
    "no content type": (415, "wrong content type", lambda phone: phone.send(PHOTO, Content_Type=None)),
    "no offset": (400, "bad part", lambda phone: phone.send(PHOTO, Upload_Offset=None)),
    "offset -1": (400, "bad part", lambda phone: phone.send(PHOTO, Upload_Offset="-1")),
    "offset in words": (400, "bad part", lambda phone: phone.send(PHOTO, Upload_Offset="٣")),
    "offset with 20 digits": (400, "bad part", lambda phone: phone.send(PHOTO, Upload_Offset="9" * 20)),
    "checksum unknown": (400, "bad part", lambda phone: phone.send(PHOTO, Upload_Checksum="md5 AAAA")),
    "checksum broken": (400, "bad part", lambda phone: phone.send(PHOTO, Upload_Checksum="sha256 %%%")),
    "checksum in no ASCII": (400, "bad part", lambda phone: phone.send(PHOTO, Upload_Checksum="sha256 \xe4AAA")),
    "no secret": (401, "secret missing", lambda phone: phone.send(PHOTO, Authorization=None)),
    "short secret": (401, "secret missing", lambda phone: phone.send(PHOTO, Authorization="Bearer abc")),
    "basic": (401, "secret missing", lambda phone: phone.send(PHOTO, Authorization="Basic eDp5")),
    "wrong secret": (404, "no such photo", lambda phone: phone.send(PHOTO, Authorization=f"Bearer {'x' * 32}")),
    "undeclared photo": (404, "no such photo", lambda phone: phone.send(PHOTO + b"!")),
    "empty": (400, "empty part", lambda phone: phone.send(PHOTO, 0, 0)),
    "past the end": (409, "offset past end", lambda phone: phone.send(PHOTO, 5)),
    "too long": (413, "part too large", lambda phone: phone.client.patch(
        phone.address(PHOTO), headers=phone.headers(Upload_Offset="0"), data=PHOTO + b"!")),
    "from another site": (403, "cross site", lambda phone: phone.send(PHOTO, Sec_Fetch_Site="cross-site")),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_part_is_named_and_changes_nothing(phone: Phone, name: str) -> None:
    status, title, change = BAD[name]
    phone.declare(PHOTO)
    response = change(phone)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert response.get_json()["title"] == title
    assert len(response.get_json()["detail"].split()) > 3
    assert response.headers["Tus-Resumable"] == "1.0.0"
    assert offset(phone.ask(PHOTO)) == 0
    assert phone.send(PHOTO).status_code == 204


def test_refusals_say_what_a_client_needs(phone: Phone) -> None:
    phone.declare(PHOTO)
    phone.send(PHOTO, 0, 9)
    assert offset(phone.send(PHOTO, 10)) == 9
    assert phone.send(PHOTO, Authorization=None).headers["WWW-Authenticate"].startswith("Bearer")
    assert phone.send(PHOTO, Tus_Resumable=None).headers["Tus-Version"] == "1.0.0"


def test_a_part_without_length_is_refused(phone: Phone) -> None:
    phone.declare(PHOTO)
    response = phone.client.patch(phone.address(PHOTO), headers=phone.headers(Upload_Offset="0"))
    assert (response.status_code, response.get_json()["title"]) == (411, "length missing")


PATHS = (
    "reports/{id}/photos/../../x",
    "reports/{id}/photos/%2e%2e%2f",
    "reports/nobody/photos/{sha}",
    "walks/{id}/photos/{sha}",
    "reports/{id}/photos/{SHA}",
)


@pytest.mark.parametrize("path", PATHS)
def test_path_tricks_lead_nowhere(phone: Phone, path: str) -> None:
    phone.declare(PHOTO)
    sha = digest(PHOTO)
    address = "/api/v1/" + path.format(id=phone.owner_id, sha=sha, SHA=sha.upper() + "A")
    for send in (phone.client.head, phone.client.patch):
        assert send(address, headers=phone.headers(Upload_Offset="0"), data=b"x").status_code in {404, 405}


def test_whoever_asks_is_told_what_is_spoken(phone: Phone) -> None:
    response = phone.client.options(phone.address(PHOTO))
    assert response.status_code == 204
    assert response.headers["Tus-Version"] == response.headers["Tus-Resumable"] == "1.0.0"
    assert response.headers["Tus-Extension"] == "checksum"
    assert response.headers["Tus-Checksum-Algorithm"] == "sha256,sha1"
    assert response.headers["Tus-Max-Size"] == str(30 * 1024**2)


def test_head_needs_the_secret_and_the_protocol(phone: Phone) -> None:
    phone.declare(PHOTO)
    assert phone.ask(PHOTO, Authorization=None).status_code == 401
    assert phone.ask(PHOTO, Authorization=f"Bearer {'x' * 32}").status_code == 404
    assert phone.ask(PHOTO, Tus_Resumable=None).status_code == 412
    assert phone.client.get(phone.address(PHOTO), headers=phone.headers()).status_code == 405


def test_knowing_a_digest_opens_nothing(phone: Phone, worker: Worker) -> None:
    phone.bring(PHOTO)
    worker.run()
    stranger = Phone(phone.app)
    stranger.declare(PHOTO)
    assert offset(stranger.ask(PHOTO)) == 0
    assert stranger.state(PHOTO) == "receiving"
    assert Phone(phone.app, owner_id=phone.owner_id).ask(PHOTO).status_code == 404
    assert Phone(phone.app, owner_id=uuid4(), secret=phone.secret).ask(PHOTO).status_code == 404


class FailingParts(Parts):
    """A disk that refuses after some bytes."""

    def __init__(self, folder: Path, error: int) -> None:
        super().__init__(folder)
        self.error = error

    def write(self, key: str, offset: int, chunks: Iterable[bytes]) -> int:
        super().write(key, offset, [next(iter(chunks))[:7]])
        raise OSError(self.error, "the disk refuses")


@pytest.mark.parametrize(("error", "status"), [(errno.ENOSPC, 507), (errno.EIO, 503), (errno.EROFS, 503)])
def test_a_failing_disk_is_no_false_receipt(app: Flask, phone: Phone, folder: Path, error: int, status: int) -> None:
    phone.declare(PHOTO)
    edges: Any = app.extensions["photos"]
    app.extensions["photos"] = replace(edges, parts=FailingParts(folder / "parts", error))
    response = phone.send(PHOTO)
    assert response.status_code == status
    assert int(response.headers["Retry-After"]) > 0
    app.extensions["photos"] = edges
    assert offset(phone.ask(PHOTO)) == 7
    assert phone.send(PHOTO, 7).status_code == 204
    assert phone.state(PHOTO) == "received"


class FailingStorage(LocalStorage):
    """A disk that takes parts, and no photo."""

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        raise OSError(errno.EIO, "the disk refuses")


def test_a_photo_whose_last_step_failed_is_not_said_to_be_here(app: Flask, phone: Phone, folder: Path) -> None:
    """Its sender would let go of it, and nobody has held it against its digest yet."""
    phone.declare(PHOTO)
    edges: Any = app.extensions["photos"]
    app.extensions["photos"] = replace(edges, storage=FailingStorage(folder))
    assert phone.send(PHOTO).status_code == 503
    assert offset(phone.ask(PHOTO)) == len(PHOTO) - 1
    assert phone.send(PHOTO, len(PHOTO) - 1).status_code == 503
    app.extensions["photos"] = edges
    assert phone.state(PHOTO) == "receiving"
    assert phone.send(PHOTO, len(PHOTO) - 1).status_code == 204
    assert offset(phone.ask(PHOTO)) == len(PHOTO)
    assert phone.state(PHOTO) == "received"


def test_photos_leave_the_last_of_the_disk_to_words(app: Flask, phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    gigabyte = 1024**3
    for free, status in ((gigabyte // 20, 507), (gigabyte // 20 + 2 * len(PHOTO), 204)):
        monkeypatch.setattr("shutil.disk_usage", lambda _folder, free=free: Usage(gigabyte, gigabyte - free, free))
        phone.declare(PHOTO)
        response = phone.send(PHOTO)
        assert response.status_code == status
        assert ("Retry-After" in response.headers) == (status == 507)


def test_the_budget_of_a_day_is_kept(app: Flask, phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    other = pictures.jpeg(210, 150)
    settings = replace(app.config["SETTINGS"], photo_bytes_per_day=len(PHOTO) + len(other) - 1)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    assert phone.bring(PHOTO).status_code == 204
    late = phone.bring(other)
    assert (late.status_code, late.headers["Retry-After"]) == (507, "3600")
    with clock.stopped_at(NOON.replace(day=20)):
        assert phone.send(other).status_code == 204
