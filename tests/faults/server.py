"""The real web server and worker, which can be killed as a whole and started again on the same port."""

import os
import signal
import socket
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from app.database import sqlite_module
from tests.browser.city_server import CityServer


class Server(CityServer):
    """A city in a folder. Its port stays its own while nothing listens there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder
        self.environ["STOOP_REPORTS_PER_HOUR"] = "1000000"
        self.port = int(self.url.rpartition(":")[2])
        # Bound, not listening: else a client's own end, or another server, could take the port while ours is dead.
        self._kept = socket.socket()
        self._kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._kept.bind(("127.0.0.1", self.port))

    def kill(self) -> int:
        """SIGKILL to every process of it; how many there were."""
        started = [process for process in (self.web, self.worker) if process]
        family = [
            pid for process in started if process.poll() is None for pid in (process.pid, *offspring(process.pid))
        ]
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for process in started:
            process.wait()
        return len(family)

    def start_again(self) -> None:
        """Start both, without waiting until they serve."""
        self.worker = self._process(self.worker_command)
        self.web = self._process(self.web_command)

    @property
    def has_given_up(self) -> bool:
        """Whether a process ended by itself."""
        return any(process is None or process.poll() is not None for process in (self.web, self.worker))

    def stop(self) -> None:
        """End both and give the port back."""
        super().stop()
        self._kept.close()

    def said(self) -> str:
        """Its log so far."""
        return Path(self.log.name).read_text("utf-8", "replace")

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What its store answers, read past the application."""
        with closing(sqlite_module().connect(f"file:{self.folder / 'stoop.db'}?mode=ro", uri=True)) as connection:
            return list(connection.execute(query, values))

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self.rows(f"SELECT count(*) FROM {table}")[0][0])


def offspring(pid: int) -> list[int]:
    """The processes that this one started, and theirs. Only Linux says; elsewhere nothing is found."""
    children: list[int] = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):
            children += map(int, listed.read_text().split())
    return children + [far for child in children for far in offspring(child)]
