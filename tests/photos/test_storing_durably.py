"""What a photo's row says is on the disk: in the order that survives a loss of power."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.photos.parts import Parts
from app.photos.storage import LocalStorage, original_name, picture_name
from tests.photos import pictures
from tests.photos.phone import Phone, digest

NAME = original_name("ab" * 32)


class Recorder:
    """Writes down what is asked of the disk."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[str] = []
        sync, replace = os.fsync, Path.replace

        def fsync(descriptor: int) -> None:
            path = Path(f"/proc/self/fd/{descriptor}").readlink()
            self.calls.append(f"sync {'folder' if path.is_dir() else path.parent.name}")
            sync(descriptor)

        def rename(path: Path, target: Path) -> Path:
            self.calls.append("rename")
            return replace(path, target)

        monkeypatch.setattr(os, "fsync", fsync)
        monkeypatch.setattr(Path, "replace", rename)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("only Linux says which file a descriptor is")
    return Recorder(monkeypatch)


@pytest.fixture
def storage(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "photos")


def test_a_file_is_synced_then_named_then_its_name_is_synced(storage: LocalStorage, disk: Recorder) -> None:
    storage.put(original_name("ab" + "0" * 62), [b"earlier"])
    disk.calls.clear()
    storage.put(NAME, [b"one", b"two"])
    assert disk.calls == ["sync temporary", "rename", "sync folder"]
    assert storage.read(NAME) == b"onetwo"


def test_a_new_folder_is_as_durable_as_what_stands_in_it(storage: LocalStorage, disk: Recorder) -> None:
    storage.put(NAME, [b"content"])
    assert disk.calls == ["sync folder", "sync folder", "sync temporary", "rename", "sync folder"]


def test_what_breaks_off_leaves_nothing(storage: LocalStorage, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise OSError("the source is gone")

    storage.put(NAME, [b"old"])
    with pytest.raises(OSError, match="the source is gone"):
        storage.put(NAME, broken())
    assert storage.read(NAME) == b"old"
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [b"old"]


def test_only_this_user_reads_what_is_stored(storage: LocalStorage, tmp_path: Path) -> None:
    storage.put(NAME, [b"content"])
    modes = {path.stat().st_mode & 0o077 for path in (tmp_path / "photos").rglob("*")}
    assert modes == {0}


def test_names_are_listed_lent_and_deleted(storage: LocalStorage) -> None:
    storage.put(NAME, [b"content"])
    storage.put(picture_name("ab" * 32, 640, "jpg"), [b"picture"])
    assert [stored.name for stored in storage.list_under("originals/ab")] == [NAME]
    assert [stored.name for stored in storage.list_under("originals/cd")] == []
    with storage.lend(NAME) as path:
        assert path.read_bytes() == b"content"
    storage.delete(NAME)
    storage.delete(NAME)
    assert (storage.read(NAME), storage.exists(NAME)) == (None, False)
    with pytest.raises(FileNotFoundError):
        storage.lend(NAME)


def test_a_part_is_synced_before_it_is_answered_for(tmp_path: Path, disk: Recorder) -> None:
    parts = Parts(tmp_path / "parts")
    disk.calls.clear()
    assert parts.write("key", 0, [b"abc", b"def"]) == 6
    assert disk.calls == ["sync parts", "sync folder"]
    assert parts.write("key", 6, [b"ghi"]) == 9
    assert disk.calls[2:] == ["sync parts"]


def test_a_photo_is_stored_before_its_row_says_so(phone: Phone, disk: Recorder) -> None:
    photo = pictures.jpeg(120, 90)
    phone.declare(photo)
    disk.calls.clear()
    assert phone.send(photo).status_code == 204
    assert disk.calls[0] == "sync parts"
    assert disk.calls[-3:] == ["sync temporary", "rename", "sync folder"]


def test_what_is_stored_is_what_was_hashed(phone: Phone, folder: Path) -> None:
    photo = pictures.jpeg(120, 90)
    phone.declare(photo)
    phone.send(photo, 0, 10)
    part = next((folder / "parts").iterdir())
    with part.open("r+b") as still_open:  # as a second sender's connection would be
        phone.send(photo, 10)
        still_open.write(b"something else")
    assert (folder / "originals" / digest(photo)[:2] / digest(photo)).read_bytes() == photo
