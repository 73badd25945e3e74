"""A stand-in for the bounded process whose photos do what a bomb would: the file's text says what.

Started by its path, as the real one is.
"""

import importlib.util
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

file = Path(__file__).parents[2] / "app" / "photos" / "processing.py"
spec = importlib.util.spec_from_file_location("processing", file)
assert spec is not None
assert spec.loader is not None
processing = importlib.util.module_from_spec(spec)
spec.loader.exec_module(processing)
honest = processing.clean


ALLOWED = {"LC_CTYPE", "GLIBC_TUNABLES"}  # Python sets the first itself


def spin(_source: Path, _folder: Path) -> None:
    while True:
        pass


def kill_parent(_source: Path, _folder: Path) -> None:
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(1)


def link(source: Path, folder: Path) -> dict[str, int]:
    honest(source.with_name("good"), folder, [1600, 640, 160])
    (folder / "640.jpg").unlink()
    (folder / "640.jpg").symlink_to("/etc/hostname")
    return {"width": 1, "height": 1}


DEEDS: dict[str, Callable[[Path, Path], Any]] = {
    "memory": lambda _source, _folder: bytearray(2 * 1024**3),
    "cpu": spin,
    "sleep": lambda _source, _folder: time.sleep(60),
    "crash": lambda _source, _folder: os.kill(os.getpid(), signal.SIGSEGV),
    "killed": lambda _source, _folder: os.kill(os.getpid(), signal.SIGKILL),
    "parent": kill_parent,
    "chatter": lambda _source, _folder: {"reason": "x" * 100_000},
    "lie": lambda _source, _folder: {"width": 10**9, "height": -1, "latitude": "<script>"},
    "link": link,
    "environment": lambda _source, _folder: {"reason": "lost" if set(os.environ) - ALLOWED else "not_a_photo"},
    "talk": lambda _source, _folder: os.write(1, b'{"status": 0, "report": "{}"}\n'),
}


def clean(source: Path, folder: Path, widths: list[int]) -> Any:
    """Do as the file says; what is no deed is a photo."""
    deed = DEEDS.get(source.read_bytes()[:20].decode("latin-1"))
    return deed(source, folder) if deed else honest(source, folder, widths)


processing.clean = clean
processing.CPU_SECONDS, processing.WALL_SECONDS = 1, 2
processing.serve([int(width) for width in sys.argv[1].split(",")], int(sys.argv[2]))
