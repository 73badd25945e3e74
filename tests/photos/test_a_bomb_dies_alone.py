"""Photos that eat memory, time or the process itself: each dies alone, and the next one works."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from app import clock
from app.extensions import db
from app.photos import darkroom
from app.photos.cleaner import CleanerDown, ForkingCleaner, Unclean
from tests.conftest import NOON
from tests.photos import pictures
from tests.photos.conftest import Worker
from tests.photos.phone import Phone

GREEDY = Path(__file__).with_name("greedy.py")
ENDS = {
    "memory": "too_heavy",
    "cpu": "too_heavy",
    "sleep": "too_heavy",
    "crash": "broken",
    "chatter": "broken",
    "lie": "broken",
    "environment": "not_a_photo",
}


@pytest.fixture(scope="module")
def greedy() -> Iterator[ForkingCleaner]:
    cleaner = ForkingCleaner(GREEDY)
    yield cleaner
    cleaner.close()


def is_fine(cleaner: ForkingCleaner, tmp_path: Path) -> bool:
    """Whether the next photo works."""
    (tmp_path / "good").write_bytes(pictures.jpeg())
    (tmp_path / "out").mkdir(exist_ok=True)
    return cleaner.clean(tmp_path / "good", tmp_path / "out").width_px == 96


@pytest.mark.parametrize("deed", ENDS)
def test_it_dies_alone(greedy: ForkingCleaner, tmp_path: Path, deed: str) -> None:
    (tmp_path / "bomb").write_bytes(deed.encode())
    with pytest.raises(Unclean) as refusal:
        greedy.clean(tmp_path / "bomb", tmp_path)
    assert refusal.value.reason == ENDS[deed]
    assert is_fine(greedy, tmp_path)


@pytest.mark.parametrize("deed", ["killed", "parent", "talk"])
def test_a_process_that_vanishes_is_replaced(greedy: ForkingCleaner, tmp_path: Path, deed: str) -> None:
    (tmp_path / "bomb").write_bytes(deed.encode())
    with pytest.raises(CleanerDown):
        greedy.clean(tmp_path / "bomb", tmp_path)
    assert is_fine(greedy, tmp_path)


def test_a_full_disk_is_not_the_photos_fault(cleaner: ForkingCleaner, tmp_path: Path) -> None:
    (tmp_path / "good").write_bytes(pictures.jpeg())
    with pytest.raises(CleanerDown):
        cleaner.clean(tmp_path / "good", tmp_path / "no such folder")
    assert is_fine(cleaner, tmp_path)


def test_the_process_goes_with_whoever_started_it(tmp_path: Path) -> None:
    cleaner = ForkingCleaner()
    assert is_fine(cleaner, tmp_path)
    assert cleaner._child
    pid = cleaner._child.pid
    del cleaner
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists():
            return
        time.sleep(0.05)
    pytest.fail("the bounded process was left behind")


@pytest.fixture
def uses(app: Flask, folder: Path, greedy: ForkingCleaner) -> None:
    app.extensions["photos"] = replace(app.extensions["photos"], cleaner=greedy)


def put_original(phone: Phone, folder: Path, deed: str) -> bytes:
    """A photo that arrived, whose file then does this deed."""
    content = pictures.jpeg(100, 80)
    phone.bring(content)
    next((folder / "originals").rglob("*/*")).write_bytes(deed.encode())
    return content


@pytest.mark.usefixtures("uses")
def test_a_photo_that_only_points_elsewhere_is_withheld(phone: Phone, worker: Worker, folder: Path) -> None:
    content = put_original(phone, folder, "link")
    next((folder / "originals").rglob("*/*")).with_name("good").write_bytes(pictures.jpeg())
    worker.run()
    assert phone.state(content) == "withheld: broken"


@pytest.mark.usefixtures("uses")
def test_a_photo_whose_process_keeps_vanishing_is_tried_again_but_not_for_ever(
    phone: Phone, worker: Worker, folder: Path
) -> None:
    content = put_original(phone, folder, "killed")
    worker.run()
    assert phone.state(content) == "received"
    for hours in (1, 2, 3, 4, 6, 9, 14, 24, 36):
        with clock.stopped_at(NOON + timedelta(hours=hours)):
            worker.run()
    assert phone.state(content) == "withheld: too_heavy"


def test_a_worker_that_died_leaves_its_photo_to_the_next(phone: Phone, worker: Worker, app: Flask) -> None:
    content = pictures.jpeg(100, 80)
    phone.bring(content)
    with app.app_context():
        assert darkroom.take_next()
        db.session.commit()
    worker.run()
    assert phone.state(content) == "received"
    with clock.stopped_at(NOON.replace(minute=3)):
        worker.run()
    assert phone.state(content) == "ready"


def test_almost_50_megapixels_are_shown(phone: Phone, worker: Worker) -> None:
    content = pictures.encoded(Image.new("RGBA", (7000, 7000), (200, 20, 20, 255)), "PNG", compress_level=1)
    phone.bring(content)
    worker.run()
    assert phone.state(content) == "ready"
    assert phone.photo(content).size(1600) == (1600, 1600)


def test_a_signal_ends_nobody_else(cleaner: ForkingCleaner, tmp_path: Path) -> None:
    assert is_fine(cleaner, tmp_path)
    assert cleaner._child
    os.kill(cleaner._child.pid, signal.SIGKILL)
    time.sleep(0.1)
    assert is_fine(cleaner, tmp_path)
