"""huey wakes workers and keeps the timetable; the rows are the truth.

A job is a function without arguments that reads what is waiting, does it, and may run at any time and any
number of times. `ring` after a commit makes it run at once; the timetable runs every job each minute all the
same, so a lost ring costs a minute and never a row.
"""

import logging
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from huey import SqliteHuey, crontab

from app.config import Settings

log = logging.getLogger(__name__)
Job = Callable[[], None]


class Bell:
    """The jobs of one application and the huey that wakes whoever runs them."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.app = app
        self.jobs: dict[str, Job] = {}
        # Never WAL: huey uses the standard library's SQLite. Losing this file loses nothing.
        self.huey = SqliteHuey(
            "stoop",
            filename=str(settings.data_dir / "bell.db"),
            journal_mode="truncate",
            fsync=False,
            results=False,
            immediate=settings.testing,
            immediate_use_memory=False,
        )
        self._run = self.huey.task(name="run")(self.run)
        self.huey.periodic_task(crontab(minute="*"), name="run_all")(self.run_all)

    def run(self, name: str) -> None:
        """Run one job inside the application."""
        with self.app.app_context():
            self.jobs[name]()

    def run_all(self) -> None:
        """Run every job; one that fails does not keep the next from running."""
        for name in self.jobs:
            try:
                self.run(name)
            except Exception:
                log.exception("job %s failed", name)

    def ring(self, name: str) -> None:
        """Wake a worker for this job. A bell that fails must not undo what was just committed."""
        if self.huey.immediate:
            return
        try:
            self._run(name)
        except Exception:
            log.exception("could not ring for %s", name)


def init_app(app: Flask, settings: Settings) -> None:
    """Give the application its bell."""
    app.extensions["bell"] = Bell(app, settings)


def register_job(app: Flask, name: str, job: Job) -> None:
    """Have `job` run when rung for, and each minute."""
    bell(app).jobs[name] = job


def bell(app: Flask) -> Bell:
    """The application's bell."""
    found: Any = app.extensions["bell"]
    assert isinstance(found, Bell)
    return found


def ring(name: str) -> None:
    """Call after the commit: a worker runs the job at once."""
    bell(current_app).ring(name)
