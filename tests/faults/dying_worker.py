"""A worker that can be killed at any line of the code that delivers: `python -m tests.faults.dying_worker`.

It starts once and then forks a worker for each line that it reads, since starting takes a second:
`trace` runs one and says which lines it went through, `die 311` kills one with SIGKILL just before the 311th of them,
`finish` runs one two hours later, when the leases of the dead are over.
"""

import json
import os
import signal
import sys
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
        word, _, number = line.strip().partition(" ")
        print(json.dumps(forked(app, word, int(number or 0))), flush=True)


def forked(app: Flask, word: str, number: int) -> object:
    """What became of one worker: "killed", or what it says."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        with os.fdopen(write_end, "w") as answer:
            json.dump(run(app, word, number), answer)
        os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end) as answer:
        said = answer.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "killed" if os.WTERMSIG(status) == signal.SIGKILL else f"signal {os.WTERMSIG(status)}"
    return json.loads(said) if said else f"exit {os.waitstatus_to_exitcode(status)}"


def run(app: Flask, word: str, number: int) -> object:
    """Deliver what is due, as `flask delivery run --once` does."""
    seen: list[str] = []
    if word == "finish":
        with clock.stopped_at(datetime.now(UTC) + LATER):
            deliver(app)
        return "finished"
    sys.settrace(tracer(seen, number if word == "die" else None))
    try:
        deliver(app)
    finally:
        sys.settrace(None)
    return seen if word == "trace" else "finished"


def tracer(seen: list[str], last: int | None) -> Tracer:
    """Counts the lines that are about to run, and dies at the one that is meant."""
    count = 0

    def inside(frame: FrameType, event: str, _argument: Any) -> Tracer:
        nonlocal count
        if event == "line":
            if count == last:
                os.kill(os.getpid(), signal.SIGKILL)
            count += 1
            if last is None:
                seen.append(f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}")
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
