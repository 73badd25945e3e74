"""A worker that can be killed at any line of the code that delivers: `python -m tests.faults.dying_worker`.

It starts once and then forks a worker for each line that it reads, since starting takes a second:
`trace` runs one and says which lines it went through, in all of its threads; `die loop.py:95 2` kills one with SIGKILL
just before that line the second time; `finish` runs one two hours later, when the leases of the dead are over.
Lines are named rather than counted, since threads take turns as they like.
"""

import itertools
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

from flask import Flask

from app import clock, create_app
from app.config import ROOT, Settings
from app.extensions import db

WATCHED = str(ROOT / "app" / "delivery")
LATER = timedelta(hours=2)
Tracer = Callable[[FrameType, str, Any], Any]


def main() -> None:
    """Do what is asked, and say how each ended."""
    app = create_app(Settings.from_env())
    with app.app_context():
        db.engine.dispose()  # no connection may cross a fork
    for line in sys.stdin:
        print(json.dumps(forked(app, *line.split())), flush=True)


def forked(app: Flask, *asked: str) -> object:
    """What became of one worker: "killed", or what it says."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        with os.fdopen(write_end, "w") as answer:
            json.dump(run(app, *asked), answer)
        os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end) as answer:
        said = answer.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "killed" if os.WTERMSIG(status) == signal.SIGKILL else f"signal {os.WTERMSIG(status)}"
    return json.loads(said) if said else f"exit {os.waitstatus_to_exitcode(status)}"


def run(app: Flask, word: str, line: str = "", time: str = "1") -> object:
    """Deliver what is due, as `flask delivery run --once` does."""
    if word == "finish":
        with clock.stopped_at(datetime.now(UTC) + LATER):
            deliver(app)
        return "finished"
    seen: list[str] = []
    trace(seen.append if word == "trace" else killer(line, int(time)))
    deliver(app)
    trace(None)
    return seen if word == "trace" else "finished"


def killer(line: str, time: int) -> Callable[[str], object]:
    """Told of each line that is about to run, it ends the process before this one is run for the n-th time."""
    times = itertools.count(1)  # counts right in several threads

    def told(next_line: str) -> None:
        if next_line == line and next(times) == time:
            os.kill(os.getpid(), signal.SIGKILL)

    return told


def trace(tell: Callable[[str], object] | None) -> None:
    """Tell of each watched line in this thread, and in those that start from now on: the store's steps run in those."""
    tracer = tracer_of(tell) if tell else None
    threading.settrace(tracer)  # type: ignore[arg-type]  # None ends it
    sys.settrace(tracer)


def tracer_of(tell: Callable[[str], object]) -> Tracer:
    """What Python asks at each call and line."""

    def inside(frame: FrameType, event: str, _argument: Any) -> Tracer:
        if event == "line":
            tell(f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}")
        return inside

    def outside(frame: FrameType, _event: str, _argument: Any) -> Tracer | None:
        return inside if frame.f_code.co_filename.startswith(WATCHED) else None

    return outside


def deliver(app: Flask) -> None:
    """Expand what is pending, send what is due, and end."""
    result = app.test_cli_runner().invoke(args=["delivery", "run", "--once"])
    assert result.exit_code == 0, result.output


if __name__ == "__main__":
    main()
