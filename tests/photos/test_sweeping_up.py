"""What a crash left half done is found and put right."""

import errno
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from flask import Flask

from app import clock
from app.photos.jobs import sweep as sweep_photos
from app.photos.parts import Parts
from app.photos.storage import original_name, picture_name
from tests.photos import pictures
from tests.photos.conftest import Worker
from tests.photos.phone import Phone, digest

PHOTO = pictures.jpeg(130, 90)
SHA = digest(PHOTO)


@pytest.fixture(autouse=True)
def _real_now() -> Iterator[None]:
    """Files carry the real time, so here the clock shows it too."""
    with clock.stopped_at(datetime.now(UTC)):
        yield


def sweep(app: Flask, later: timedelta = timedelta(hours=2)) -> dict[str, int]:
    """What a sweep finds some time from now; only what is not 0."""
    with clock.stopped_at(clock.now() + later), app.app_context():
        return {what: found for what, found in sweep_photos().items() if found}


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_sound_store_is_left_alone(app: Flask, phone: Phone, worker: Worker, folder: Path) -> None:
    phone.bring(PHOTO)
    worker.run()
    before = files(folder)
    assert len(before) == 7
    assert sweep(app) == {}
    assert files(folder) == before


def test_a_photo_that_arrived_unnoticed_is_received(phone: Phone, worker: Worker, folder: Path) -> None:
    phone.declare(PHOTO)
    (folder / "parts" / phone.photo(PHOTO).key).write_bytes(PHOTO)  # as if the server died before the row said so
    worker.run()
    assert phone.state(PHOTO) == "receiving"  # its request may still be at work
    with clock.stopped_at(clock.now() + timedelta(minutes=2)):
        worker.run()
    assert phone.state(PHOTO) == "ready"
    assert not list((folder / "parts").iterdir())


def test_a_part_that_is_not_what_was_declared_starts_again(phone: Phone, worker: Worker, folder: Path) -> None:
    phone.declare(PHOTO)
    (folder / "parts" / phone.photo(PHOTO).key).write_bytes(PHOTO[::-1])
    with clock.stopped_at(clock.now() + timedelta(minutes=2)):
        worker.run()
    assert phone.state(PHOTO) == "receiving"
    assert phone.ask(PHOTO).headers["Upload-Offset"] == "0"


class UnreadableParts(Parts):
    """A disk of which one spot cannot be read."""

    def __init__(self, folder: Path, key: str) -> None:
        super().__init__(folder)
        self.key = key

    def open(self, key: str) -> BinaryIO:
        if key == self.key:
            raise OSError(errno.EIO, "the disk refuses")
        return super().open(key)


def test_a_part_that_the_disk_will_not_read_is_kept_and_holds_up_no_other(
    app: Flask, phone: Phone, worker: Worker, folder: Path
) -> None:
    other = pictures.jpeg(90, 130)
    phone.declare(PHOTO, other)
    unreadable = folder / "parts" / phone.photo(PHOTO).key
    unreadable.write_bytes(PHOTO)
    (folder / "parts" / phone.photo(other).key).write_bytes(other)
    edges = app.extensions["photos"]
    app.extensions["photos"] = replace(edges, parts=UnreadableParts(folder / "parts", unreadable.name))
    with clock.stopped_at(clock.now() + timedelta(minutes=2)):
        worker.run()
        assert phone.state(other) == "ready"
        assert unreadable.read_bytes() == PHOTO
        app.extensions["photos"] = edges
        worker.run()
    assert phone.state(PHOTO) == "ready"


def test_parts_wait_for_a_phone_without_network_but_not_for_ever(phone: Phone, app: Flask, folder: Path) -> None:
    phone.declare(PHOTO)
    phone.send(PHOTO, 0, 100)
    sweep(app, timedelta(days=29))
    assert phone.ask(PHOTO).headers["Upload-Offset"] == "100"
    sweep(app, timedelta(days=31))
    assert phone.ask(PHOTO).headers["Upload-Offset"] == "0"
    assert phone.send(PHOTO).status_code == 204


def test_a_photo_that_came_while_the_clock_was_years_ahead_is_shown_all_the_same(
    app: Flask, phone: Phone, worker: Worker
) -> None:
    with clock.stopped_at(clock.now() + timedelta(days=3653)):
        phone.bring(PHOTO)
    worker.run()
    assert phone.state(PHOTO) == "received"
    assert sweep(app, timedelta(0)) == {"photos put off by a clock that was wrong, due now": 1}
    worker.run()
    assert phone.state(PHOTO) == "ready"


def test_files_that_belong_to_nothing_go(app: Flask, phone: Phone, worker: Worker, folder: Path) -> None:
    phone.bring(PHOTO)
    worker.run()
    sound = files(folder)
    strays = [original_name("ab" * 32), picture_name("ab" * 32, 640, "jpg"), picture_name("cd" * 32, 160, "webp")]
    for name in [*strays, "temporary/left", "workbench/left/1600.jpg", "parts/nobody"]:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"stray")
    assert sweep(app, timedelta(0)) == {}
    assert sweep(app) == {"photo files that belong to nothing, erased": 5}
    assert files(folder) == sound


def test_a_picture_that_is_missing_is_made_again(app: Flask, phone: Phone, worker: Worker, folder: Path) -> None:
    phone.bring(PHOTO)
    worker.run()
    (folder / picture_name(SHA, 640, "webp")).unlink()
    assert sweep(app) == {"photos whose pictures were missing, made again": 1}
    with clock.stopped_at(clock.now() + timedelta(hours=3)):
        worker.run()
    assert phone.look_at(PHOTO).status_code == 200


@pytest.mark.parametrize("is_clean", [True, False])
def test_a_photo_whose_files_are_lost_says_so(
    app: Flask, phone: Phone, worker: Worker, folder: Path, is_clean: bool
) -> None:
    phone.bring(PHOTO)
    if is_clean:
        worker.run()
    for name in files(folder):
        (folder / name).unlink()
    found = sweep(app)
    assert phone.state(PHOTO) == "withheld: lost"
    assert found == ({"FAULT photos whose files are lost": 1} if is_clean else {})


def test_originals_are_gone_after_30_days_with_what_cameras_noted(
    app: Flask, phone: Phone, worker: Worker, folder: Path
) -> None:
    content = pictures.telling_jpeg()
    phone.bring(content)
    worker.run()
    assert phone.photo(content).taken_latitude
    for days, is_kept in ((29, True), (31, False)):
        with clock.stopped_at(clock.now() + timedelta(days=days)):
            worker.run()
        assert (folder / original_name(digest(content))).exists() is is_kept
    photo = phone.photo(content)
    assert (photo.taken_latitude, photo.taken_time, photo.has_original) == (None, None, False)
    assert phone.look_at(content).status_code == 200
    assert sweep(app, timedelta(days=32)) == {}


def test_an_original_stays_while_a_younger_photo_is_made_of_it(phone: Phone, worker: Worker, folder: Path) -> None:
    other = Phone(phone.app)
    phone.bring(PHOTO)
    worker.run()
    with clock.stopped_at(clock.now() + timedelta(days=20)):
        other.bring(PHOTO)
        worker.run()
    with clock.stopped_at(clock.now() + timedelta(days=31)):
        worker.run()
    assert (folder / original_name(SHA)).exists()
    with clock.stopped_at(clock.now() + timedelta(days=51)):
        worker.run()
    assert not (folder / original_name(SHA)).exists()
    assert other.look_at(PHOTO).status_code == 200


def test_an_old_file_sent_again_is_young(app: Flask, phone: Phone, folder: Path) -> None:
    target = folder / original_name(SHA)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(PHOTO)
    os.utime(target, (time.time() - 10**6, time.time() - 10**6))
    phone.bring(PHOTO)
    assert target.stat().st_mtime > time.time() - 60
