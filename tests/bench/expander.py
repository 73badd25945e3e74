"""Turns dispatches into messages for ever, with the worker's rests: `python -m tests.bench.expander`.

For each number that it reads it waits until so many more messages are made, and answers {messages, seconds, peak_kb}.
"""

import json
import sys
import threading
import time
from pathlib import Path

from flask import Flask

from app import create_app
from app.delivery.expanding import expand_next
from app.delivery.loop import POLL_SECONDS, REST_SECONDS
from app.extensions import db


class Expander:
    """What a worker's loop does beside its sending."""

    def __init__(self, app: Flask) -> None:
        self._app, self.made = app, 0
        self.progress = threading.Condition()

    def run(self) -> None:
        """It rests as long as it worked."""
        while True:
            began = time.monotonic()
            with self._app.app_context():
                step = expand_next()
                db.session.commit()
            with self.progress:
                self.made += step.messages
                self.progress.notify_all()
            time.sleep(max(REST_SECONDS, time.monotonic() - began) if step.dispatches else POLL_SECONDS)


def main() -> None:
    """Until its input ends."""
    expander = Expander(create_app())
    threading.Thread(target=expander.run, daemon=True).start()
    before = 0
    for line in sys.stdin:
        started, wanted = time.monotonic(), before + int(line)
        with expander.progress:
            expander.progress.wait_for(lambda wanted=wanted: expander.made >= wanted)
            made, before = expander.made - before, expander.made
        answer = {"messages": made, "seconds": time.monotonic() - started, "peak_kb": peak_kb()}
        print(json.dumps(answer), flush=True)


def peak_kb() -> int:
    """The most memory that this process ever held (VmHWM of /proc)."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
