"""A city that has nothing but followers, a push service, and workers that can be killed; on either store."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from flask_migrate import upgrade
from sqlalchemy import create_engine, text

from app import create_app
from app.config import ROOT, Settings
from app.delivery.push_keys import public_key
from app.extensions import db
from tests.push_service import PushService
from tests.push_world import PushWorld

LOOPBACKS = tuple(f"127.0.0.{last}" for last in range(1, 9))
RUN = [sys.executable, "-m", "flask", "--app", "wsgi", "delivery", "run"]


class PushCity:
    """The store, and whoever delivers from it. `world` reaches the store past the workers."""

    def __init__(self, folder: Path, service: PushService, database_url: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("STOOP_")}
        self.environ = kept | {
            "STOOP_DATA": str(folder),
            "STOOP_DATABASE_URL": database_url,
            "STOOP_REPORTS_PER_HOUR": "1000000",
            "STOOP_PUSH_HOSTS": ",".join(LOOPBACKS),
        }
        self.service = service
        self.log = (folder / "delivery.log").open("ab")
        self.workers: list[subprocess.Popen[bytes]] = []
        self.app = create_app(Settings.from_env(self.environ))
        with self.app.app_context():
            upgrade()
            public_key()  # made when the first browser asks for it
        self.world = PushWorld(self.app, service)

    def found_by_sweep(self) -> list[str]:
        """What `flask sweep` says is broken."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "sweep"]
        done = subprocess.run(command, cwd=ROOT, env=self.environ, capture_output=True, text=True, check=False)
        assert "cases looked at" in done.stdout, done.stderr
        found = [line.strip() for line in done.stdout.splitlines() if "FAULT" in line]
        return [line for line in found if not line.startswith("0 ")]

    def start_worker(self) -> None:
        """One more of them; it delivers until it is ended."""
        self.workers.append(
            subprocess.Popen(RUN, cwd=ROOT, env=self.environ, stdout=self.log, stderr=self.log, start_new_session=True)
        )

    def kill_worker(self, which: int) -> None:
        """SIGKILL to one of them."""
        worker = self.workers.pop(which % len(self.workers))
        worker.kill()
        worker.wait()

    @property
    def has_given_up(self) -> bool:
        """Whether a worker ended by itself."""
        return any(worker.poll() is not None for worker in self.workers)

    def stop_workers(self) -> None:
        """Ask them to end; what is on its way arrives."""
        for worker in self.workers:
            worker.send_signal(signal.SIGTERM)
        while self.workers:
            self.workers.pop().wait(60)

    def stop(self) -> None:
        """End the workers, and let go of the store."""
        self.stop_workers()
        self.log.close()
        with self.app.app_context():
            db.engine.dispose()
        self.app.extensions["photos"].cleaner.close()

    def said(self) -> str:
        """What the workers logged."""
        return Path(self.log.name).read_text("utf-8", "replace")


@contextmanager
def push_city(folder: Path, service: PushService) -> Iterator[PushCity]:
    """A city in a folder; on PostgreSQL, in a database of its own, where STOOP_TEST_DATABASE_URL names a server."""
    with store(folder) as url:
        city = PushCity(folder, service, url)
        try:
            yield city
        finally:
            city.stop()


@contextmanager
def store(folder: Path) -> Iterator[str]:
    """The address of an empty store."""
    server = os.environ.get("STOOP_TEST_DATABASE_URL")
    if not server:
        yield f"sqlite:///{folder / 'stoop.db'}"
        return
    name = f"push_{uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()
