"""A disk that is full, read-only or broken, on demand: for a server whose writes go through `shim.c`."""

import errno
import shutil
import struct
import subprocess
import sys
from contextlib import suppress
from mmap import mmap
from pathlib import Path

from tests.faults.server import Server

FULL, BROKEN, READ_ONLY = errno.ENOSPC, errno.EIO, errno.EROFS
ALL = 2**31 - 1
SHIM = Path(__file__).parent / "shim.c"
SWITCHES = struct.Struct("=5i")  # error, spared, left, seen, failed: as in shim.c


class Disk:
    """The switch of one shim, shared with every process that it is loaded into."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "switch"
        self.file.write_bytes(bytes(SWITCHES.size))
        with self.file.open("r+b") as file:
            self._shared = mmap(file.fileno(), SWITCHES.size)

    def fail(self, error: int, *, after: int = 0, times: int = ALL) -> None:
        """From now on so many writes succeed, then so many fail."""
        self._shared[:] = SWITCHES.pack(error, after, times, 0, 0)

    def heal(self) -> int:
        """All writes succeed again; how many failed meanwhile."""
        failed = int(SWITCHES.unpack(self._shared[:])[4])
        self._shared[:] = bytes(SWITCHES.size)
        return failed

    @property
    def writes(self) -> int:
        """How many calls there were since it was told to fail or heal."""
        return int(SWITCHES.unpack(self._shared[:])[3])


class ServerOnDisk(Server):
    """A server whose log stands elsewhere than what it keeps."""

    def __init__(self, folder: Path) -> None:
        super().__init__(kept_in(folder))
        self.log.close()
        self.log = (folder / "server.log").open("ab")


class FragileServer(ServerOnDisk):
    """A server whose disk can fail."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.disk = Disk(folder)
        self.environ |= {
            "LD_PRELOAD": str(built(SHIM, folder)),
            "STOOP_FAULT_FOLDER": str(kept_in(folder)),
            "STOOP_FAULT_SWITCH": str(self.disk.file),
        }

    def start_alone(self) -> None:
        """Without the worker, so that every write is a request's."""
        self.flask("db", "upgrade")
        self.start_web()


def kept_in(folder: Path) -> Path:
    """Where the server keeps everything."""
    kept = folder / "kept"
    kept.mkdir(exist_ok=True)
    return kept


def why_not() -> str | None:
    """Why no disk can be made to fail here, if so."""
    if sys.platform != "linux":
        return "only Linux has LD_PRELOAD and /proc"
    return None if shutil.which("cc") else "no C compiler"


def built(source: Path, folder: Path) -> Path:
    """A shim, compiled."""
    shim = folder / f"{source.stem}.so"
    command = ["cc", "-Wall", "-Werror", "-O1", "-shared", "-fPIC", "-o", str(shim), str(source), "-ldl"]
    subprocess.run(command, check=True, capture_output=True)
    return shim


class SmallDisk:
    """A disk of some megabytes that can run full and grow. Only root may mount one, and not everywhere."""

    def __init__(self, folder: Path) -> None:
        self.folder = kept_in(folder)
        self._ballast = self.folder / "ballast"

    def mount(self, megabytes: int = 32) -> bool:
        """Whether this machine let us."""
        with suppress(OSError, subprocess.CalledProcessError):
            self._run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(self.folder))
            return True
        return False

    def fill(self, *, leaving_bytes: int) -> None:
        """Nearly all of its room is taken."""
        with suppress(OSError), self._ballast.open("ab", buffering=0) as file:
            while (rest := shutil.disk_usage(self.folder).free - leaving_bytes) > 0:
                file.write(bytes(min(rest, 1024**2)))

    def grow(self, megabytes: int = 1000) -> None:
        """It has room again, under a server that runs."""
        self._run("mount", "-o", f"remount,size={megabytes}m", str(self.folder))

    def unmount(self) -> None:
        """All of it is gone."""
        self._run("umount", "-l", str(self.folder))

    def _run(self, *command: str) -> None:
        subprocess.run(command, check=True, capture_output=True)
