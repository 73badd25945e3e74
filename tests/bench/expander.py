"""Turns events into messages, a step and a commit at a time, with the worker's rests: `python -m tests.bench.expander`.

For each number that it reads it makes so many messages of what is pending and answers {messages, seconds, peak_kb}.
"""

import json
import sys
import time
from pathlib import Path

from app import create_app
from app.delivery.expanding import expand_next
from app.delivery.loop import REST_SECONDS
from app.extensions import db


def main() -> None:
    """Until its input ends."""
    app = create_app()
    with app.app_context():
        for line in sys.stdin:
            started = time.monotonic()
            messages = expand(int(line))
            answer = {"messages": messages, "seconds": time.monotonic() - started, "peak_kb": peak_kb()}
            print(json.dumps(answer), flush=True)


def expand(wanted: int) -> int:
    """So many messages, or whatever there is; how many it made. Whoever reports meanwhile makes more to do."""
    made, has_more = 0, True
    while made < wanted and has_more:
        began = time.monotonic()
        step = expand_next()
        db.session.commit()
        db.session.remove()
        made, has_more = made + step.messages, step.dispatches > 0
        time.sleep(max(REST_SECONDS, time.monotonic() - began))  # as Delivery does
    return made


def peak_kb() -> int:
    """The most memory that this process ever held (VmHWM of /proc)."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
